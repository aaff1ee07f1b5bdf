"""Where a page of a list begins, as its address says it."""

from datetime import UTC, datetime

from chassis.http.paging import after, cursor_after, no_cursor
from notifier.pages.sources import Place


def cursor_of(at: datetime, key: str) -> str:
    """The cursor of the page after this row."""
    return cursor_after(f"{at.isoformat()} {key}")


def place_of(cursor: str | None) -> Place | None:
    """The row that a cursor names. Raises 422."""
    name = after(cursor)
    if name is None:
        return None
    at, _, key = name.partition(" ")
    try:
        instant = datetime.fromisoformat(at)
        if instant.tzinfo is None:
            raise no_cursor()
        return instant.astimezone(UTC), key
    except (ValueError, OverflowError):
        raise no_cursor() from None
