"""An instant of the past as a route is asked for it."""

from datetime import date, datetime, timedelta
from typing import Annotated, NamedTuple
from zoneinfo import ZoneInfo

from fastapi import Depends, Query

from chassis.clock import to_millisecond
from chassis.http.problem import Fault, Problem, cut
from chassis.http.validation import wrong
from chassis.text import Text
from tracker.as_of.as_of import AsOf, Basis
from tracker.status.curve import end_of, start_of
from tracker.status.status import MILLISECOND

YEARS_MOST = 10
"""So long ago an instant may lie: each month that is asked for is kept."""
_SHOWN_MOST = 40


class AsOfAsked(NamedTuple):
    """What was asked for: a day, an instant, or nothing, and the basis."""

    text: str | None
    basis: Basis

    def as_of(self, now: datetime, zone: ZoneInfo) -> AsOf | None:
        """The instant: of a day its end in `zone`, of today now; None where nothing was asked for.
        Raises 422 for what is no day and no instant, or one to come.
        """
        if not self.text:
            return None
        instant = _instant(self.text, now, zone)
        if instant is None:
            raise _wrong(
                "no-instant",
                Text(
                    f"{cut(self.text, _SHOWN_MOST)} bukan tanggal; tulis misalnya 2026-09-30 atau "
                    "2026-09-30T17:00:00+08:00",
                    f"{cut(self.text, _SHOWN_MOST)} is no day; write for example 2026-09-30 or "
                    "2026-09-30T17:00:00+08:00",
                ),
            )
        if instant > now:
            raise _wrong("to-come", Text("belum terjadi; pilih hari sampai hari ini", _TO_COME))
        if instant < now - timedelta(days=366 * YEARS_MOST):
            raise _wrong(
                "too-long-ago",
                Text(
                    f"paling lama {YEARS_MOST} tahun yang lalu",
                    f"at most {YEARS_MOST} years ago",
                ),
            )
        return AsOf(to_millisecond(instant), self.basis)


_TO_COME = "is to come; choose a day up to today"


def _wrong(code: str, message: Text) -> Problem:
    return wrong((Fault("as_of", code, message),))


def _instant(text: str, now: datetime, zone: ZoneInfo) -> datetime | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return _moment(text)
    if not date.min < day < date.max:
        return None
    return (
        now if start_of(day, zone) <= now < end_of(day, zone) else end_of(day, zone) - MILLISECOND
    )


def _moment(text: str) -> datetime | None:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        return None
    return instant if instant.tzinfo is not None else None


async def _asked(
    as_of: Annotated[
        str | None,
        Query(
            max_length=64,
            description="A day, of which its end is meant, or an instant with its offset: the "
            "figures as they stood then. Without it: now.",
        ),
    ] = None,
    basis: Annotated[
        Basis,
        Query(
            description="With `as_of`: `event`, what was so by all that is known today; `arrival`, "
            "what could be known then."
        ),
    ] = Basis.EVENT,
) -> AsOfAsked:
    return AsOfAsked(as_of, basis)  # FastAPI would send a plain function to a thread


Asked = Annotated[AsOfAsked, Depends(_asked)]
"""A parameter of a route that shows items as they stood."""
