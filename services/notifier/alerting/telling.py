"""Whom a step tells, who has been told, and who has still to be. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from notifier.alerting.alert import Alert
from notifier.alerting.policy import Message, Step
from notifier.delivery.delivery import Delivery, State
from notifier.directory.offices import Office
from notifier.directory.recipients import Holder, Offices, mailbox


@dataclass(frozen=True, slots=True)
class Notice:
    """One step of one episode for one address, as of now.

    `counts_from` is when the step was due, for the delay; `instead_of` are vacant offices in whose
    place the address is told; `replies_to` the Message-ID of the first mail about it.
    """

    alert: Alert
    step: str
    message: Message
    holder: Holder
    counts_from: datetime
    send_at: datetime
    digest: bool = False
    instead_of: tuple[Office, ...] = ()
    words: str = ""
    replies_to: str | None = None


@dataclass(frozen=True, slots=True)
class Addressed:
    """The deliveries of an episode, and of those that it superseded."""

    own: Sequence[Delivery] = ()
    before: Sequence[Delivery] = ()

    @property
    def waiting_or_told(self) -> frozenset[str]:
        """Mailboxes that a step has told of the episode, or is about to: the digest of go-live is
        no step.
        """
        return frozenset(
            mailbox(one.recipient)
            for one in self.own
            if one.state in {State.PENDING, State.SENT} and not (one.is_closing or one.is_go_live)
        )

    @property
    def refused(self) -> frozenset[str]:
        """Mailboxes that refused for good what they were told last."""
        last: dict[str, State] = {}
        for one in sorted(self.own, key=lambda one: (one.created_at, one.key)):
            if one.state is not State.WITHDRAWN:
                last[mailbox(one.recipient)] = one.state
        return frozenset(box for box, state in last.items() if state is State.FAILED)

    @property
    def told(self) -> Mapping[str, Delivery]:
        """By mailbox that has been told, the first notice; also of a superseded episode."""
        first: dict[str, Delivery] = {}
        for one in sorted((*self.own, *self.before), key=lambda one: (one.created_at, one.key)):
            if one.state is State.SENT and not one.is_closing:
                first.setdefault(mailbox(one.recipient), one)
        return first

    @property
    def told_before(self) -> tuple[Holder, ...]:
        """Those who have been told of a superseded episode."""
        found = {
            mailbox(one.recipient): Holder(Office(one.role), one.name, one.recipient)
            for one in self.before
            if one.state is State.SENT and not one.is_closing
        }
        return tuple(found.values())

    @property
    def told_of_the_end(self) -> frozenset[str]:
        """Mailboxes that the end has been told, or is about to be."""
        return frozenset(
            mailbox(one.recipient)
            for one in self.own
            if one.is_closing and one.state is not State.WITHDRAWN
        )


Addressee = tuple[Holder, tuple[Office, ...]]
"""Who is told, and in the place of which vacant offices."""


@dataclass(frozen=True, slots=True)
class Recipients:
    """Whom a step tells, by mailbox. `vacant` are
    those without a holder who can be reached, `nobody` those of them with none above them either.
    """

    holders: Mapping[str, Addressee] = field(default_factory=dict)
    vacant: tuple[Office, ...] = ()
    nobody: tuple[Office, ...] = ()


def offices_of(told: Iterable[Addressee]) -> tuple[Office, ...]:
    """The offices that they hold, each once."""
    return tuple(dict.fromkeys(holder.office for holder, _ in told))


def recipients(step: Step, alert: Alert, offices: Offices, refused: Iterable[str]) -> Recipients:
    """Whom a step of an episode tells as the offices are held now."""
    unreachable = frozenset(refused)

    def reachable(office: Office) -> tuple[Holder, ...]:
        found = offices.holders(office, alert.agency, alert.region)
        return tuple(one for one in found if mailbox(one.email) not in unreachable)

    held: dict[str, tuple[Holder, tuple[Office, ...]]] = {}
    vacant: list[Office] = []
    nobody: list[Office] = []
    for office in step.offices:
        holders = reachable(office)
        if holders:
            for one in holders:
                was = held.get(mailbox(one.email))
                held[mailbox(one.email)] = (one if was is None else was[0], was[1] if was else ())
            continue
        vacant.append(office)
        above = next((found for up in office.upwards if (found := reachable(up))), ())
        if not above:
            nobody.append(office)
        for one in above:
            was = held.get(mailbox(one.email))
            place = (*(was[1] if was else ()), office)
            held[mailbox(one.email)] = (was[0] if was else one, place)
    return Recipients(held, tuple(vacant), tuple(nobody))
