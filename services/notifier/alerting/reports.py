"""What is known of an item's reports: as much as the conditions need, in any order. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple, Self

from contracts import ProgressRecorded

NEWEST, OF_A_MONTH, MONTHS, CORRECTED = 12, 3, 36, 50
Order = tuple[date, datetime, str]


class Said(NamedTuple):
    """Of one report: the day it is about, when it was sent, its id, percent, whole rupiah spent
    (None where it does not say), and when the tracker had it.
    """

    as_of: date
    submitted_at: datetime
    report_id: str
    percent: float
    spent: int | None
    received_at: datetime

    @classmethod
    def of(cls, report: ProgressRecorded) -> Self:
        """What a recorded report says."""
        return cls(
            report.as_of,
            report.submitted_at,
            report.report_id,
            report.physical_percent,
            report.stated_budget,
            report.received_at,
        )

    @property
    def order(self) -> Order:
        """Of two reports the one with the greater order counts."""
        return self.as_of, self.submitted_at, self.report_id


class Corrected(NamedTuple):
    """That a report does not count, and the order of the one that corrects it."""

    report_id: str
    by: Order


@dataclass(frozen=True, slots=True)
class Reports:
    """The newest reports, the newest first, and the newest about a day of each month, those too
    that a later one corrects and that do not count; and which these are.

    All three are what is greatest of all that was heard, so that they are the same however often
    and in what order it comes: of one that is left out when another is corrected nothing would be
    known until it came again.
    """

    newest: tuple[Said, ...] = ()
    by_month: Mapping[date, tuple[Said, ...]] = field(default_factory=dict)
    corrected: tuple[Corrected, ...] = ()

    @property
    def latest(self) -> Said | None:
        """The newest that counts; None before the first."""
        return next(self._counting(self.newest), None)

    @property
    def previous(self) -> Said | None:
        """The one before the newest."""
        counting = self._counting(self.newest)
        return next(counting, None) and next(counting, None)

    def heard(self, report: ProgressRecorded) -> "Reports":
        """With one more report; the same where it says nothing new."""
        said = Said.of(report)
        month = said.as_of.replace(day=1)
        of_month = _greatest((*self.by_month.get(month, ()), said), OF_A_MONTH)
        by_month = {**self.by_month, month: of_month}
        kept = {month: by_month[month] for month in sorted(by_month)[-MONTHS:]}
        newest = _greatest((*self.newest, said), NEWEST)
        changed = Reports(newest, kept, self._with_correction(report, said))
        return self if changed == self else changed

    def _with_correction(self, report: ProgressRecorded, said: Said) -> tuple[Corrected, ...]:
        if not report.corrects:
            return self.corrected
        by_id = {one.report_id: one for one in self.corrected}
        known = by_id.get(report.corrects)
        by = said.order if known is None else max(known.by, said.order)
        by_id[report.corrects] = Corrected(report.corrects, by)
        return tuple(sorted(by_id.values(), key=_correction_order, reverse=True)[:CORRECTED])

    def percent_until(self, day: date) -> float:
        """Percent at the end of a month, of which `day` is any; 0 before the first report."""
        for month in sorted(self.by_month, reverse=True):
            if month <= day and (said := next(self._counting(self.by_month[month]), None)):
                return said.percent
        return 0.0

    def about(self, first: date, last: date) -> bool:
        """Whether there is one about a day of these months."""
        months = (month for month in self.by_month if first.replace(day=1) <= month <= last)
        return any(any(True for _ in self._counting(self.by_month[month])) for month in months)

    def _counting(self, said: Iterable[Said]) -> Iterator[Said]:
        gone = {one.report_id for one in self.corrected}
        return (one for one in said if one.report_id not in gone)


def _greatest(said: Iterable[Said], most: int) -> tuple[Said, ...]:
    by_id = {one.report_id: one for one in said}
    return tuple(sorted(by_id.values(), key=_order, reverse=True)[:most])


def _order(said: Said) -> Order:
    return said.order


def _correction_order(corrected: Corrected) -> tuple[Order, str]:
    return corrected.by, corrected.report_id
