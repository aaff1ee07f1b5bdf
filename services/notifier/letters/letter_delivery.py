"""A letter for one address, and to which addresses a letter goes. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from contracts import AgencyPublished, CouncilLetter
from contracts.words import Contact, ContactRole, HigherContact, HigherRole
from notifier.delivery.delivery import State, message_id
from notifier.directory.recipients import mailbox

READERS: Sequence[str] = (HigherRole.COUNCIL, HigherRole.SECRETARY, ContactRole.DELIVERY_TEAM)
"""In this order: who holds several of these offices is written to as the first."""
SENT_WITHIN = timedelta(days=7)
"""An older letter is not sent any more: another follows."""
GIVE_UP_AFTER = timedelta(days=3)
OFTEN, OFTEN_FOR = timedelta(minutes=1), timedelta(hours=1)
SELDOM, LOOKED_FOR = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class LetterDelivery:
    """A letter for one address. `name` and `office` are whom it is for."""

    key: str
    letter: str
    region: str
    office: str
    recipient: str
    name: str
    message_id: str
    created_at: datetime
    next_at: datetime
    state: State = State.PENDING
    attempts: int = 0
    sent_at: datetime | None = None
    last_error: str | None = None


def letter_id(region: str, week: str) -> str:
    """At most one letter has it."""
    return f"{region}:{week}"


def deliveries_of(
    letter: CouncilLetter, agencies: Iterable[AgencyPublished], now: datetime, domain: str
) -> tuple[LetterDelivery, ...]:
    """One for each address that holds one of the offices in the letter's region."""
    contacts: list[Contact | HigherContact] = []
    for one in agencies:
        if one.region == letter.region:
            contacts += [*one.higher_contacts, *one.contacts]
    holders = [(READERS.index(one.role), one) for one in contacts if one.role in READERS]
    found: dict[str, LetterDelivery] = {}
    for rank, contact in sorted(holders, key=lambda one: (one[0], mailbox(one[1].email))):
        box = mailbox(contact.email)
        key = f"letter:{letter_id(letter.region, letter.week)}:mail:{box}"
        found.setdefault(
            box,
            LetterDelivery(
                key=key,
                letter=letter_id(letter.region, letter.week),
                region=letter.region,
                office=str(READERS[rank]),
                recipient=contact.email,
                name=contact.name,
                message_id=message_id(key, domain),
                created_at=now,
                next_at=now,
            ),
        )
    return tuple(found.values())


def next_look(heard_at: datetime, now: datetime) -> datetime | None:
    """When addresses are looked up again: agencies may be heard of after the letter, and an office
    may get its holder on the day. None a day after the letter was heard.
    """
    if now - heard_at < OFTEN_FOR:
        return now + OFTEN
    return now + SELDOM if now - heard_at < LOOKED_FOR else None
