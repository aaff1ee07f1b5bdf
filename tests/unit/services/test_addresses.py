"""The planner takes an address if, and only if, the notifier writes to it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.addresses import AddressFault
from contracts.words import ContactRole
from notifier.channels.email.address import AddressNotValid, address
from planner.agencies.address_words import WHY
from planner.agencies.agency import (
    Contact,
    Draft,
    faults_of_contact,
    unreachable,
    without_contact,
)
from tests.odd_addresses import ODD, WRITTEN

HEAD, OFFICER = ContactRole.HEAD, ContactRole.OFFICER


def planner_takes(email: str) -> bool:
    return not list(faults_of_contact(Contact(HEAD, email), ()))


def notifier_writes_to(email: str) -> bool:
    try:
        return address("Kepala", email).addr_spec == email
    except AddressNotValid:
        return False


@pytest.mark.parametrize("email", [*WRITTEN, *(email for email, _ in ODD)])
def test_both_judge_an_odd_address_alike(email: str) -> None:
    assert planner_takes(email) == notifier_writes_to(email) == (email in WRITTEN)


@given(st.text(st.sampled_from("ab.@-_;é\u200b (\"1['=?"), max_size=30) | st.text(max_size=30))
def test_both_judge_any_text_alike(email: str) -> None:
    assert planner_takes(email) == notifier_writes_to(email)


@pytest.mark.parametrize(("email", "fault"), ODD)
def test_the_planner_names_the_address_why_and_what_to_do(email: str, fault: AddressFault) -> None:
    (found,) = faults_of_contact(Contact(HEAD, email), ())
    assert (found.field, found.code) == ("contacts.head", "bad-email")
    for message, why in zip(found.message, WHY[fault], strict=True):
        shown = "".join(c if c.isprintable() else "·" for c in email[:80])
        assert shown in message
        assert why.partition("{part}")[0] in message
        assert "{" not in message
        assert message.isprintable()


def test_every_reason_has_its_words_in_both_languages() -> None:
    assert set(WHY) == set(AddressFault)
    assert all(len(set(words)) == 2 for words in WHY.values())


def test_an_address_stored_before_the_rule_is_a_contact_that_cannot_be_reached() -> None:
    old = Draft(
        agency="DINKES",
        name="Dinas Kesehatan",
        contacts=(Contact(OFFICER, "pptk@dinkes.example"), Contact(HEAD, "kepala@dinkes")),
    )
    assert without_contact(old) == (HEAD,)
    (fault,) = unreachable(old)
    assert "kepala@dinkes " in fault.message.indonesian
    corrected = Draft(
        agency="DINKES",
        name="Dinas Kesehatan",
        contacts=(*old.contacts, Contact(HEAD, "kepala@dinkes.example")),
    )
    assert without_contact(corrected) == ()
