"""One address on one channel. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

HOUR = timedelta(minutes=60)


@dataclass(frozen=True, slots=True)
class Mailbox:
    """An address on a channel.

    `turn` counts how often it was claimed: who finds another number has lost the lease. `sent` are
    the instants of the messages of about the last hour.
    """

    channel: str
    name: str
    turn: int = 0
    sent: tuple[datetime, ...] = ()
    refused_at: datetime | None = None
    """Since when every channel of the address has refused for good."""
    why: str | None = None

    def is_full(self, most: int, now: datetime) -> bool:
        """Whether `most` messages or more were sent to it in the 60 minutes before."""
        return sum(now - HOUR < at for at in self.sent) >= most


def mailbox_id(channel: str, name: str) -> str:
    """The key of an address on a channel. The address is last: only it could hold a colon."""
    return f"{channel}:{name}"
