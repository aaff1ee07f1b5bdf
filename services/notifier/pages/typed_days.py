"""Days as they are typed, and the instants at which they begin and end. Pure."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def day_of(typed: str) -> date | None:
    """The day that was typed; None for none, or what is no day."""
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None


def start_of(day: date | None, zone: str) -> datetime | None:
    """The instant at which a day begins."""
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC) if day else None


def end_of(day: date | None, zone: str) -> datetime | None:
    """The instant at which a day has ended. Raises OverflowError on the last day there is."""
    return start_of(day + timedelta(days=1), zone) if day else None
