"""What is known of an item's reports: as much as the conditions need, in any order. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import NamedTuple, Self

from contracts import ProgressRecorded

RECENT, MONTHS, CORRECTED = 6, 36, 50


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
    def order(self) -> tuple[date, datetime, str]:
        """Of two reports the one with the greater order counts."""
        return self.as_of, self.submitted_at, self.report_id


@dataclass(frozen=True, slots=True)
class Reports:
    """`recent` are the newest, the newest first; `by_month` the newest about a day of each month;
    `corrected` the ids of those that a later one corrects: they do not count.
    """

    recent: tuple[Said, ...] = ()
    by_month: Mapping[date, Said] = field(default_factory=dict)
    corrected: tuple[str, ...] = ()

    @property
    def latest(self) -> Said | None:
        """The newest; None before the first."""
        return self.recent[0] if self.recent else None

    @property
    def previous(self) -> Said | None:
        """The one before the newest."""
        return self.recent[1] if len(self.recent) > 1 else None

    def heard(self, report: ProgressRecorded) -> "Reports":
        """With one more report; the same where it is known already."""
        corrected = self._without(report.corrects) if report.corrects else self
        said = Said.of(report)
        if said.report_id in corrected.corrected or said in corrected.recent:
            return corrected
        recent = sorted((*corrected.recent, said), key=_order, reverse=True)[:RECENT]
        month = said.as_of.replace(day=1)
        known = corrected.by_month.get(month)
        newest = said if known is None else max(known, said, key=_order)
        by_month = {**corrected.by_month, month: newest}
        kept = {month: by_month[month] for month in sorted(by_month)[-MONTHS:]}
        changed = replace(corrected, recent=tuple(recent), by_month=kept)
        return self if changed == self else changed

    def _without(self, report_id: str) -> "Reports":
        if report_id in self.corrected:
            return self
        recent = tuple(one for one in self.recent if one.report_id != report_id)
        by_month = {m: one for m, one in self.by_month.items() if one.report_id != report_id}
        for one in recent:  # the newest of a month is the first of it
            by_month.setdefault(one.as_of.replace(day=1), one)
        corrected = (*self.corrected, report_id)[-CORRECTED:]
        return Reports(recent, by_month, corrected)

    def percent_until(self, day: date) -> float:
        """Percent at the end of a month, of which `day` is any; 0 before the first report."""
        months = [month for month in self.by_month if month <= day]
        return self.by_month[max(months)].percent if months else 0.0

    def about(self, first: date, last: date) -> bool:
        """Whether there is one about a day of these months."""
        return any(first.replace(day=1) <= month <= last for month in self.by_month)


def _order(said: Said) -> tuple[date, datetime, str]:
    return said.order
