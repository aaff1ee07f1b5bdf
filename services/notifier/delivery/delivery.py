"""One notice: a step of an episode for one address. Its key, its state, when to retry. Pure."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from contracts.words import AgencyCode, ItemId, RegionCode
from notifier.alerting.policy import CLOSING_STEP, GO_LIVE_STEP
from notifier.directory.recipients import mailbox

FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(minutes=30)
MAIL = "mail"


class State(StrEnum):
    """The state of a notice.

    `withdrawn`: its episode closed, or its end was no longer true, before it was handed over.
    """

    PENDING = "pending"
    SENT = "sent"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One notice. Its delay is measured from `counts_from`.

    `message_id` is that of the message which it leaves in; before the first attempt, that of a
    message with this notice alone. `next_at` is when it is tried next, `due_at` when it was first
    to leave.
    """

    key: str
    alert: str
    rule: str
    item_id: ItemId
    region: RegionCode
    agency: AgencyCode
    episode: int
    step: str
    message: str
    role: str
    recipient: str
    name: str
    message_id: str
    created_at: datetime
    counts_from: datetime
    next_at: datetime
    replies_to: str | None = None
    channel: str = MAIL
    state: State = State.PENDING
    attempts: int = 0
    sent_at: datetime | None = None
    last_error: str | None = None
    due_at: datetime | None = None
    """None in documents of former versions."""
    digest: bool = False
    """It leaves with the day's digest."""
    held: bool = False
    """Of those that leave at once, it was one too many for an hour: it waits for the digest."""
    instead_of: tuple[str, ...] = ()
    """The vacant offices in whose place the address is told."""
    words: str = ""
    """Of who handed the episode over."""
    bundle: str | None = None
    """The message that it leaves in, from the first attempt on."""
    said_due: date | None = None
    """The due day that the message named."""
    next_channel: str | None = None
    """After it failed: the channel by which the address is told instead."""

    @property
    def is_closing(self) -> bool:
        """Whether it tells the end of an episode."""
        return self.step.startswith(CLOSING_STEP)

    @property
    def is_go_live(self) -> bool:
        """Whether it stands in the delivery team's digest on its region's first day."""
        return self.step.startswith(GO_LIVE_STEP)

    @property
    def in_digest(self) -> bool:
        """Whether it leaves in the digest."""
        return self.digest or self.held

    @property
    def mailbox(self) -> str:
        """The address that it is for: the same for two spellings of it."""
        return mailbox(self.recipient)

    @property
    def waits_since(self) -> datetime:
        """From when on the time is counted after which it is given up."""
        return self.due_at or self.created_at

    def delay(self, sent_at: datetime) -> timedelta:
        """How late it was sent, without the time for which it was to wait: quiet hours, digest."""
        was_to_wait = max(self.waits_since - self.created_at, timedelta(0))
        return max(sent_at - self.counts_from - was_to_wait, timedelta(0))


def delivery_key(alert_id: str, step: str, recipient: str, channel: str = MAIL) -> str:
    """Rule, item, episode, step, channel and recipient: the same notice, the same key.

    The recipient is last, because only it could contain a colon.
    """
    return f"{alert_id}:{step}:{channel}:{mailbox(recipient)}"


def message_id(key: str, domain: str) -> str:
    """The Message-ID of a message: the same when it is sent twice, so that readers see one."""
    return f"<{sha256(key.encode()).hexdigest()[:40]}@{domain}>"


def new_delivery(
    *,
    alert_id: str,
    rule: str,
    item_id: ItemId,
    region: RegionCode,
    agency: AgencyCode,
    episode: int,
    step: str,
    message: str,
    office: str,
    name: str,
    email: str,
    counts_from: datetime,
    send_at: datetime,
    now: datetime,
    domain: str,
    digest: bool = False,
    instead_of: tuple[str, ...] = (),
    words: str = "",
    replies_to: str | None = None,
    channel: str = MAIL,
) -> Delivery:
    """The notice of a step for one address, to leave at `send_at` or later."""
    key = delivery_key(alert_id, step, email, channel)
    return Delivery(
        key=key,
        alert=alert_id,
        rule=rule,
        item_id=item_id,
        region=region,
        agency=agency,
        episode=episode,
        step=step,
        message=message,
        role=str(office),
        recipient=email,
        name=name,
        message_id=message_id(key, domain),
        created_at=now,
        counts_from=counts_from,
        next_at=send_at,
        due_at=send_at,
        replies_to=replies_to,
        channel=channel,
        digest=digest,
        instead_of=tuple(map(str, instead_of)),
        words=words,
    )


def on_channel(delivery: Delivery, channel: str, now: datetime, domain: str) -> Delivery:
    """The same notice by another channel, after the one before refused it for good."""
    key = delivery_key(delivery.alert, delivery.step, delivery.recipient, channel)
    return replace(
        tried_anew(delivery, now, domain),
        key=key,
        message_id=message_id(key, domain),
        channel=channel,
        created_at=now,
    )


def tried_anew(delivery: Delivery, now: datetime, domain: str) -> Delivery:
    """A notice that failed, to leave now as if it had never been tried."""
    return replace(
        delivery,
        state=State.PENDING,
        message_id=message_id(delivery.key, domain),
        next_at=now,
        due_at=now,
        attempts=0,
        bundle=None,
        sent_at=None,
        said_due=None,
        last_error=None,
        next_channel=None,
    )


def pause(attempts: int, jitter: float) -> timedelta:
    """How long to wait after the `attempts`-th failure; `jitter` is from 0 to 1.

    Doubles from five seconds up to half an hour; the second half of each pause is random, so that
    deliveries that failed together are not retried together.
    """
    whole = min(LONGEST_PAUSE, FIRST_PAUSE * (1 << min(max(attempts, 1) - 1, 20)))
    return whole * (0.5 + 0.5 * jitter)
