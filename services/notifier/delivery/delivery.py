"""One message to one address: its key, its state, and when to retry. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Literal

from contracts.words import AgencyCode, ContactRole, ItemId, RegionCode
from notifier.alerting.alert import Alert, CloseReason, Notification
from notifier.alerting.policy import CLOSING_STEP, Message
from notifier.directory.recipients import mailbox

FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(minutes=30)
Channel = Literal["mail"]
MAIL: Channel = "mail"


class State(StrEnum):
    """The state of a delivery.

    `withdrawn`: its alert closed, or its resolved notice was no longer true, before it was handed
    over.
    """

    PENDING = "pending"
    SENT = "sent"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"


class Stage(StrEnum):
    """How far a mail transaction got before the server refused it."""

    CONNECTION = "connection"
    SENDER = "sender"
    RECIPIENT = "recipient"
    CONTENT = "content"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message to one address. Its delay is measured from `counts_from`."""

    key: str
    alert: str
    rule: str
    item_id: ItemId
    region: RegionCode
    agency: AgencyCode
    episode: int
    step: str
    message: Message
    role: ContactRole
    recipient: str
    name: str
    message_id: str
    created_at: datetime
    counts_from: datetime
    next_at: datetime
    replies_to: str | None = None
    channel: Channel = MAIL
    state: State = State.PENDING
    attempts: int = 0
    sent_at: datetime | None = None
    last_error: str | None = None

    @property
    def is_closing(self) -> bool:
        """Whether this is a resolved notice."""
        return self.step == CLOSING_STEP


def delivery_key(alert: Alert, step: str, recipient: str) -> str:
    """Rule, item, episode, step, channel and recipient: the same notification, the same key.

    The recipient is last, because only it could contain a colon.
    """
    return f"{alert.id}:{step}:{MAIL}:{mailbox(recipient)}"


def message_id(key: str, domain: str) -> str:
    """The Message-ID of a delivery: the same when a mail is sent twice, so that readers see one."""
    return f"<{sha256(key.encode()).hexdigest()[:40]}@{domain}>"


def new_delivery(alert: Alert, notification: Notification, now: datetime, domain: str) -> Delivery:
    """The delivery of a notification of an open alert."""
    key = delivery_key(alert, notification.step.step, notification.contact.email)
    return Delivery(
        key=key,
        alert=alert.id,
        rule=alert.rule,
        item_id=alert.facts.item_id,
        region=alert.facts.region,
        agency=alert.facts.agency,
        episode=alert.episode,
        step=notification.step.step,
        message=notification.message,
        role=notification.contact.role,
        recipient=notification.contact.email,
        name=notification.contact.name,
        message_id=message_id(key, domain),
        created_at=now,
        counts_from=notification.counts_from,
        next_at=now,
    )


def resolved_notices(
    alert: Alert, deliveries: Iterable[Delivery], now: datetime, domain: str
) -> tuple[Delivery, ...]:
    """The notices that a closed alert's item is done, one to each mailbox that had been notified.

    Each is a reply to the first mail to its recipient, so that both are in one thread.
    """
    if alert.close_reason is not CloseReason.DONE or alert.closed_at is None:
        return ()
    first: dict[str, Delivery] = {}
    for one in sorted(deliveries, key=lambda one: (one.created_at, one.step)):
        if one.state is State.SENT and not one.is_closing:
            first.setdefault(mailbox(one.recipient), one)
    return tuple(
        _resolved_notice(alert, one, alert.closed_at, now, domain) for one in first.values()
    )


def _resolved_notice(
    alert: Alert, first: Delivery, closed_at: datetime, now: datetime, domain: str
) -> Delivery:
    key = delivery_key(alert, CLOSING_STEP, first.recipient)
    return Delivery(
        key=key,
        alert=alert.id,
        rule=alert.rule,
        item_id=first.item_id,
        region=alert.facts.region,
        agency=alert.facts.agency,
        episode=alert.episode,
        step=CLOSING_STEP,
        message="done",
        role=first.role,
        recipient=first.recipient,
        name=first.name,
        message_id=message_id(key, domain),
        created_at=now,
        counts_from=max(closed_at, first.sent_at or closed_at),
        next_at=now,
        replies_to=first.message_id,
    )


def pause(attempts: int, jitter: float) -> timedelta:
    """How long to wait after the `attempts`-th failure; `jitter` is from 0 to 1.

    Doubles from five seconds up to half an hour; the second half of each pause is random, so that
    deliveries that failed together are not retried together.
    """
    whole = min(LONGEST_PAUSE, FIRST_PAUSE * (1 << min(max(attempts, 1) - 1, 20)))
    return whole * (0.5 + 0.5 * jitter)


def is_final(stage: Stage, code: int) -> bool:
    """Whether a server's answer is a permanent failure of a delivery.

    Only a 5xx about this recipient or this message is. A 5xx while connecting, authenticating or
    naming the sender is about our settings or the server, and would end every delivery: it is
    retried until that is repaired.
    """
    return stage in (Stage.RECIPIENT, Stage.CONTENT) and 500 <= code < 600
