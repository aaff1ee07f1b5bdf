"""Alerts that were sent."""

from datetime import UTC, datetime

from contracts import AlertSent
from contracts.words import ContactRole

AT = datetime(2026, 11, 2, 1, 30, tzinfo=UTC)


def sent(
    item: str,
    role: str = "head",
    message: str = "<satu@uji.example>",
    *,
    at: datetime = AT,
    delivery: str | None = None,
) -> AlertSent:
    """That an item is late, to one office."""
    return AlertSent(
        delivery=delivery or f"late:{item}:1:1:mail:{role}@uji.example",
        alert=f"late:{item}:1",
        item_id=item,
        region="kukar",
        agency="DINKES",
        rule="late",
        episode=1,
        step="1",
        channel="mail",
        role=ContactRole(role),
        recipient=f"{role}@uji.example",
        message_id=message,
        since=at,
        sent_at=at,
    )
