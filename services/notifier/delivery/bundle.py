"""What leaves together: all notices that are due for one address, in one message. Pure."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from contracts.words import RegionCode
from notifier.alerting.alert import Alert
from notifier.delivery.delivery import Delivery, State, message_id
from notifier.delivery.mailboxes.mailbox import Mailbox

NextDigest = Callable[[RegionCode, datetime], datetime]


@dataclass(frozen=True, slots=True)
class Bundle:
    """The notices of one message to one mailbox, the first due first, and their episodes. `again`:
    an attempt before may have got it through, so that it stays as it is.
    """

    mailbox: Mailbox
    notices: tuple[Delivery, ...]
    alerts: Mapping[str, Alert]
    again: bool = False

    @property
    def name(self) -> str:
        """The same at each attempt: a lone notice's key, or one that follows from all keys."""
        return self.notices[0].bundle or self.notices[0].key

    @property
    def is_digest(self) -> bool:
        """Whether it is the day's digest; a message is either all digest or not at all."""
        return self.notices[0].in_digest

    @property
    def message_id(self) -> str:
        """The Message-ID of the message."""
        return self.notices[0].message_id

    def of(self, notices: Iterable[Delivery]) -> "Bundle":
        """The same message with some of its notices only."""
        return replace(self, notices=tuple(notices))

    def without(self, notices: Collection[Delivery]) -> "Bundle":
        """The same message without some of its notices."""
        return self.of(one for one in self.notices if one not in notices)


@dataclass(frozen=True, slots=True)
class Sorted:
    """The due notices of one address by what becomes of them now. `again`: those that leave were
    tried before, and nobody knows whether they got through.
    """

    leaving: tuple[Delivery, ...] = ()
    held: tuple[Delivery, ...] = ()
    withdrawn: tuple[Delivery, ...] = ()
    again: bool = False


def bundle_name(notices: Iterable[Delivery]) -> str:
    """The key of a lone notice; of several one that follows from their keys, in any order."""
    keys = sorted(one.key for one in notices)
    return (
        keys[0] if len(keys) == 1 else f"bundle:{sha256(chr(10).join(keys).encode()).hexdigest()}"
    )


def sorted_out(
    due: Sequence[Delivery],
    alerts: Mapping[str, Alert],
    *,
    is_full: bool,
    next_digest: NextDigest,
    now: datetime,
    domain: str,
) -> Sorted:
    """What becomes of the due notices of one address.

    `is_full`: so many messages were sent to it in the last hour that others wait for the digest.
    A message that was tried before goes on as it was, before all others.
    """
    wanted = [one for one in due if _is_wanted(one, alerts.get(one.alert))]
    withdrawn = tuple(
        replace(one, state=State.WITHDRAWN)
        for one in due
        if not _is_wanted(one, alerts.get(one.alert))
    )
    begun = [one for one in wanted if one.bundle is not None]
    if begun:
        leaving = [one for one in begun if one.bundle == begun[0].bundle]
        return Sorted(leaving=_tried(leaving, domain), withdrawn=withdrawn, again=True)
    at_once = [one for one in wanted if not one.in_digest]
    digest = [one for one in wanted if one.in_digest]
    if at_once and is_full:
        held = tuple(_held(one, next_digest(one.region, now)) for one in at_once)
        return Sorted(leaving=_tried(digest, domain), held=held, withdrawn=withdrawn)
    return Sorted(leaving=_tried(at_once or digest, domain), withdrawn=withdrawn)


def _is_wanted(one: Delivery, alert: Alert | None) -> bool:
    return alert is not None and (alert.open or one.is_closing)


def _held(one: Delivery, until: datetime) -> Delivery:
    return replace(one, held=True, next_at=until, due_at=until)


def _tried(notices: Sequence[Delivery], domain: str) -> tuple[Delivery, ...]:
    """As they are when an attempt begins."""
    if not notices:
        return ()
    name = notices[0].bundle or bundle_name(notices)
    sent_as = message_id(name, domain)
    return tuple(
        replace(one, bundle=name, message_id=sent_as, attempts=one.attempts + 1) for one in notices
    )
