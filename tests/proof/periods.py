"""Which reports a period expects and which came, counted from the calendar, the plan's history and
the reports as one would on paper.
"""

from calendar import monthrange
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from tests.proof.documents import Document, Documents
from tests.proof.one_item import STEPS, begin_of, end_of

MONTHS = {"month": 1, "quarter": 3, "four_months": 4, "half_year": 6, "year": 12}
LETTERS = {"month": "M", "quarter": "Q", "four_months": "C", "half_year": "S", "year": "Y"}
MONTH_NAMES = (
    *("Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September"),
    *("Oktober", "November", "Desember"),
)
KINDS = {"quarter": "Triwulan", "four_months": "Caturwulan", "half_year": "Semester"}
BACK = 16
Counted = tuple[str, str, str]
"""expected, came or on_time; agency; code."""


def workday_after(calendar: Document, day: date, count: int) -> date:
    off = {one["day"] for one in calendar.get("holidays", ())}
    while count:
        day += timedelta(days=1)
        count -= day.isoweekday() in calendar["workdays"] and day.isoformat() not in off
    return day


def name_of(kind: str, first: date) -> str:
    """As people say it."""
    if kind == "month":
        return f"{MONTH_NAMES[first.month - 1]} {first.year}"
    if kind == "year":
        return f"Tahun {first.year}"
    number = ("I", "II", "III", "IV")[(first.month - 1) // MONTHS[kind]]
    return f"{KINDS[kind]} {number} {first.year}"


def periods(calendar: Document, kind: str, today: date) -> Iterator[tuple[date, date, str]]:
    """First and last day and code, the latest first."""
    length, day = MONTHS[kind], today
    for _ in range(BACK):
        number = (day.month - 1) // length
        first = date(day.year, number * length + 1, 1)
        month = number * length + length
        if first < date.fromisoformat(calendar["begins"]):
            return
        last = date(day.year, month, monthrange(day.year, month)[1])
        yield first, last, f"{day.year}-{LETTERS[kind]}{number + 1}"
        day = first - timedelta(days=1)


class Counting:
    """Of one period of a region's calendar."""

    def __init__(
        self, documents: Documents, calendar: Document, rule: Document, first: date, last: date
    ) -> None:
        self.documents, self.calendar, self.rule = documents, calendar, rule
        self.first, self.last = first, last
        self.zone = ZoneInfo(calendar["time_zone"])
        self.on_time_day = workday_after(calendar, last, rule["on_time_days"])
        self.on_time_until = end_of(self.on_time_day, self.zone)

    def closes(self, agency: str) -> datetime | None:
        days = self.rule.get("window_days")
        if days is None:
            return None
        longest = workday_after(self.calendar, self.last, days)
        for one in self.calendar.get("extensions", ()):
            of = (agency, self.rule["kind"], self.first.isoformat())
            if (one["agency"], one["kind"], one["first"]) == of:
                longest = max(longest, date.fromisoformat(one["until"]))
        return end_of(longest, self.zone)

    def counted(self) -> Counter[tuple[str, str]]:
        """What was expected, came and came in time, by agency."""
        found: Counter[tuple[str, str]] = Counter()
        rows = {row["_id"]: row for row in self.documents.items}
        for history in self.documents.plan_history:
            row = rows.get(history["_id"])
            agency = self._expected_of(history["terms"], row)
            if agency is None:
                continue
            found["expected", agency] += 1
            came = self._came(history["_id"], agency)
            found["came", agency] += came is not None
            found["on_time", agency] += came is not None and came < self.on_time_until
        return found

    def _expected_of(self, terms: list[Document], row: Document | None) -> str | None:
        begin, end = begin_of(self.first, self.zone), end_of(self.last, self.zone)
        stood_at = min(end, self.documents.at + timedelta(milliseconds=1))
        told = {one["version"]: one for one in terms}
        ordered = [told[version] for version in sorted(told)]
        came = [one["at"] for one in ordered]
        taken_over = self.calendar.get("taken_over")
        always = taken_over and end_of(date.fromisoformat(taken_over), self.zone)
        if always and came[0] is not None and came[0] < always:
            came[0] = None
        known = [
            (one, at) for one, at in zip(ordered, came, strict=True) if at is None or at < stood_at
        ]
        before = [one for one, at in known if at is None or at <= begin][-1:]
        stood = [*before, *(one for one, at in known if at is not None and at > begin)]
        running = [
            one
            for one in stood
            if not one["cancelled"] and date.fromisoformat(one["start"]) <= self.last
        ]
        if not running or running[-1]["region"] != self.calendar["region"]:
            return None
        done_at = (row or {}).get("done_at")
        if done_at and date.fromisoformat(done_at) < self.first:
            return None
        return str(running[-1]["agency"])

    def _came(self, item_id: str, agency: str) -> datetime | None:
        """When the first report that counts came. One that was corrected to be about another
        period counts no longer.
        """
        least = STEPS.index(self.calendar.get("counts_from") or STEPS[0])
        counting = {
            one["_id"]: one
            for one in self.documents.reports_of.get(item_id, ())
            if STEPS.index((one.get("review") or {}).get("reached", STEPS[0])) >= least
        }
        closes, came = self.closes(agency), []
        for one in counting.values():
            last = one
            while (following := counting.get(last.get("corrected_by", ""))) is not None:
                last = following
            in_window = closes is None or one["received_at"] < closes
            if in_window and self._is_about(one) and self._is_about(last):
                came.append(one["received_at"])
        return min(came, default=None)

    def _is_about(self, report: Document) -> bool:
        return self.first <= date.fromisoformat(report["as_of"]) <= self.last


def all_counted(documents: Documents) -> Iterator[tuple[str, str, str, Counting]]:
    """Region, kind and code of each period that is shown, with its counting."""
    for calendar in documents.calendars:
        today = documents.at.astimezone(ZoneInfo(calendar["time_zone"])).date()
        for rule in calendar["periods"]:
            for first, last, code in periods(calendar, rule["kind"], today):
                one = Counting(documents, calendar, rule, first, last)
                yield calendar["region"], rule["kind"], code, one
                if one.on_time_day < today:
                    break
