"""Which channels an address has, and may have. Pure."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from chassis.http.problem import Fault
from chassis.text import Text
from contracts import AgencyPublished
from contracts.account import OF_AN_AGENCY, Account, Role
from contracts.addresses import AddressFault, fault_of_address
from contracts.words import Contact, HigherContact
from notifier.channels.channel_file import MAIL
from notifier.directory.recipients import mailbox

MAY_CHOOSE = OF_AN_AGENCY | {Role.ADMIN, Role.PLANNER}
"""Of these an office's accounts for the addresses of their own agency."""
NOTHING_CHOSEN = (MAIL,)
MOST = 10
"""Channels of one address."""


@dataclass(frozen=True, slots=True)
class Preference:
    """The channels that were chosen for a mailbox, in their order, by an account for an agency."""

    mailbox: str
    channels: tuple[str, ...]
    agency: str
    region: str


@dataclass(frozen=True, slots=True)
class OfficeAddress:
    """An address of an agency, for the offices that it stands for."""

    address: str
    roles: tuple[str, ...]

    @property
    def mailbox(self) -> str:
        """The same for each spelling."""
        return mailbox(self.address)

    @property
    def mail_fault(self) -> AddressFault | None:
        """Why no mail can be written to it; such a one may have been published long ago."""
        found = fault_of_address(self.address)
        return found.fault if found else None


def addresses_of(agency: AgencyPublished) -> tuple[OfficeAddress, ...]:
    """Each address of the agency once, in the order of its contacts."""
    spelt: dict[str, str] = {}
    roles: dict[str, list[str]] = {}
    contacts: list[Contact | HigherContact] = [*agency.contacts, *agency.higher_contacts]
    for contact in contacts:
        spelt.setdefault(mailbox(contact.email), contact.email)
        roles.setdefault(mailbox(contact.email), []).append(str(contact.role))
    return tuple(
        OfficeAddress(address, tuple(dict.fromkeys(roles[key]))) for key, address in spelt.items()
    )


def effective(chosen: Preference, named: Collection[str]) -> tuple[str, ...]:
    """The channels to use, the first one first: what was chosen, without what is not among the
    `named` ones any more; mail where nothing else is left.
    """
    there = tuple(name for name in chosen.channels if name == MAIL or name in named)
    return there or NOTHING_CHOSEN


def may_choose(account: Account, agency: AgencyPublished) -> bool:
    """Whether an account may choose for the addresses of this agency."""
    covers = account.scope.covers(region=agency.region, agency=agency.agency)
    return account.role in MAY_CHOOSE and covers


def faults_of(channels: Sequence[str], labels: Mapping[str, str]) -> Iterator[Fault]:
    """What is wrong with a choice; `labels` are those of the channels that may be chosen."""
    if not channels:
        yield _fault(
            "none-left", "pilih paling sedikit satu saluran", "choose at least one channel"
        )
    if len(channels) > MOST:
        yield _fault("too-many", f"paling banyak {MOST} saluran", f"at most {MOST} channels")
    known = ", ".join((MAIL, *labels))
    for name in _unknown(channels, labels):
        yield _fault(
            "unknown-channel",
            f"saluran {name} tidak ada; pilihan: {known}",
            f"there is no channel {name}; choose of: {known}",
        )
    for name, count in Counter(channels).items():
        if count > 1:
            yield _fault("given-twice", f"{name} ditulis dua kali", f"{name} is given twice")


def _unknown(channels: Iterable[str], labels: Mapping[str, str]) -> Iterator[str]:
    return (name for name in dict.fromkeys(channels) if name != MAIL and name not in labels)


def _fault(code: str, indonesian: str, english: str) -> Fault:
    return Fault("channels", code, Text(indonesian, english))
