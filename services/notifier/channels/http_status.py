"""What an HTTP answer to a message means. Pure."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_TRY_AGAIN = frozenset({408, 425, 429})
"""Of the 4xx those that say nothing against the message."""
WAIT_MOST = 3600.0
"""Seconds; for longer nobody lets himself be put off."""


def is_taken(status: int) -> bool:
    """Whether the message was taken."""
    return 200 <= status < 300


def is_final(status: int) -> bool:
    """Whether a retry cannot help."""
    return 400 <= status < 500 and status not in _TRY_AGAIN


def wait_seconds(retry_after: str | None, now: datetime) -> float:
    """How long an answer asks to wait, by seconds or by date (RFC 9110, section 10.2.3); at most
    `WAIT_MOST`, and 0 where it asks for nothing that can be read.
    """
    text = (retry_after or "").strip()[:64]
    if text.isascii() and text.isdigit():
        return min(float(text), WAIT_MOST)
    try:
        until = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return 0.0
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return min(max(0.0, (until - now).total_seconds()), WAIT_MOST)
