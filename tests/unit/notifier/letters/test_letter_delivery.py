"""To which addresses a letter goes, each once, and how long addresses are looked up."""

from datetime import timedelta

from notifier.delivery.delivery import State
from notifier.letters.documents import (
    HeardLetter,
    delivery_document,
    delivery_in,
    heard_document,
    heard_in,
)
from notifier.letters.letter_delivery import deliveries_of, next_look
from tests.unit.notifier.letters.given_letters import NOW, a_delivery, a_letter, an_agency

DOMAIN = "kukar.example"


def addresses(*agencies: object) -> list[tuple[str, str]]:
    found = deliveries_of(a_letter(), agencies, NOW, DOMAIN)  # type: ignore[arg-type]
    return [(one.office, one.recipient) for one in found]


def test_it_goes_to_council_secretary_and_delivery_team_and_to_nobody_else() -> None:
    assert addresses(an_agency()) == [
        ("council", "Dewan@kukar.example"),
        ("secretary", "sekda@kukar.example"),
        ("delivery_team", "tim@kukar.example"),
    ]


def test_an_address_that_holds_several_offices_gets_one_as_the_highest() -> None:
    same = {"name": "Bappeda", "email": "DEWAN@Kukar.example"}
    other = an_agency("DISKOMINFO", contacts=[{"role": "delivery_team", **same}])
    assert addresses(other, an_agency())[0] == ("council", "Dewan@kukar.example")
    assert len(addresses(other, an_agency())) == 3


def test_another_regions_offices_get_none_and_unknown_roles_are_left_out() -> None:
    unknown = {"role": "governor", "name": "Gubernur", "email": "gub@kaltim.example"}
    assert addresses(an_agency(region="paser")) == []
    assert addresses(an_agency(contacts=[], higher_contacts=[unknown])) == []


def test_the_key_names_letter_and_mailbox_and_the_message_id_follows_from_it() -> None:
    one, again = (deliveries_of(a_letter(), [an_agency()], NOW, DOMAIN)[0] for _ in range(2))
    assert one.key == "letter:kukar:2026-W45:mail:dewan@kukar.example"
    assert one.message_id == again.message_id
    later = deliveries_of(a_letter(week="2026-W46"), [an_agency()], NOW, DOMAIN)[0]
    assert later.message_id != one.message_id
    assert one.message_id.endswith("@kukar.example>")


def test_addresses_are_looked_up_often_at_first_and_for_a_day() -> None:
    minute, hour = timedelta(minutes=1), timedelta(hours=1)
    assert next_look(NOW, NOW) == NOW + minute
    assert next_look(NOW, NOW + hour) == NOW + 2 * hour
    assert next_look(NOW, NOW + 24 * hour) is None


def test_what_is_kept_is_what_was_made() -> None:
    delivery = a_delivery(state=State.FAILED, attempts=3, last_error="550 no such user")
    assert delivery_in(delivery_document(delivery)) == delivery
    heard = HeardLetter(a_letter(), NOW, None)
    assert heard_in(heard_document(heard)) == heard
    without = {name: value for name, value in heard_document(heard).items() if name != "pdf"}
    assert heard_in(without).letter.pdf == ""
