import pytest

from contracts import AgencyPublished
from contracts.account import Account, Role
from contracts.addresses import AddressFault
from contracts.words import Contact, ContactRole, HigherContact
from notifier.channels.preferences.preference import (
    MOST,
    OfficeAddress,
    Preference,
    addresses_of,
    effective,
    faults_of,
    may_choose,
)

LABELS = {"wa": "WhatsApp", "tele": "Telegram"}


def contact(role: ContactRole, email: str) -> Contact:
    return Contact(role=role, name="x", email=email)


DINKES = AgencyPublished(
    agency="DINKES",
    version=1,
    region="kukar",
    name="Dinas Kesehatan",
    contacts=(
        contact(ContactRole.OFFICER, "Dinkes@x.example"),
        contact(ContactRole.VERIFIER, "dinkes@x.example"),
        contact(ContactRole.HEAD, "kepala@x"),
    ),
    higher_contacts=(HigherContact(role="secretary", name="Sekda", email="dinkes@X.example"),),
)


def test_an_address_is_one_for_all_its_offices_and_spellings() -> None:
    one, head = addresses_of(DINKES)
    assert (one.address, one.mailbox) == ("Dinkes@x.example", "dinkes@x.example")
    assert one.roles == ("officer", "verifier", "secretary")
    assert (one.mail_fault, head.mail_fault) == (None, AddressFault.SHORT_DOMAIN)
    assert head == OfficeAddress("kepala@x", ("head",))


@pytest.mark.parametrize(
    ("chosen", "named", "used"),
    [
        (("wa", "mail"), {"wa"}, ("wa", "mail")),
        (("mail", "wa"), {"wa"}, ("mail", "wa")),
        (("wa", "tele"), {"tele"}, ("tele",)),
        (("wa",), {"wa"}, ("wa",)),
        (("wa",), set(), ("mail",)),
        (("wa", "mail"), set(), ("mail",)),
        ((), {"wa"}, ("mail",)),
    ],
)
def test_what_is_no_longer_named_is_left_out_and_mail_is_what_remains(
    chosen: tuple[str, ...], named: set[str], used: tuple[str, ...]
) -> None:
    assert effective(Preference("x@y.example", chosen, "DINKES", "kukar"), named) == used


@pytest.mark.parametrize(
    ("channels", "codes"),
    [
        (["mail"], []),
        (["wa"], []),
        (["tele", "mail", "wa"], []),
        ([], ["none-left"]),
        (["sms"], ["unknown-channel"]),
        (["Mail", "wa"], ["unknown-channel"]),
        (["sms", "sms"], ["unknown-channel", "given-twice"]),
        (["wa", "wa"], ["given-twice"]),
        (["mail"] * (MOST + 1), ["too-many", "given-twice"]),
    ],
)
def test_at_least_one_known_channel_each_once(channels: list[str], codes: list[str]) -> None:
    faults = list(faults_of(channels, LABELS))
    assert [fault.code for fault in faults] == codes
    assert all("mail, wa, tele" in f.message[0] for f in faults if f.code == "unknown-channel")


def account(role: Role, agency: str | None = None, region: str | None = "kukar") -> Account:
    return Account(username="a", role=role, agency=agency, region=region)


@pytest.mark.parametrize(
    ("by", "may"),
    [
        (account(Role.ADMIN, region=None), True),
        (account(Role.ADMIN), True),
        (account(Role.ADMIN, region="kutim"), False),
        (account(Role.PLANNER), True),
        (account(Role.PLANNER, region="kutim"), False),
        (account(Role.OFFICER, "DINKES"), True),
        (account(Role.VERIFIER, "DINKES"), True),
        (account(Role.HEAD, "DINKES"), True),
        (account(Role.HEAD, "DLH"), False),
        (account(Role.OFFICER, None), False),
        (account(Role.COUNCIL), False),
        (account(Role.COUNCIL, region=None), False),
    ],
)
def test_who_may_choose(by: Account, may: bool) -> None:
    assert may_choose(by, DINKES) is may
