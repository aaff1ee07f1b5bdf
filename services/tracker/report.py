"""A report, and what speaks against it. Pure."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from chassis.problem import Fault
from chassis.text import Text
from contracts import PlanItemPublished, ProgressRejected
from contracts.progress_recorded import Source
from contracts.progress_rejected import Reason
from tracker.progress import Mark


@dataclass(slots=True)
class Report:
    """Progress as an agency tells it: percent 0 to 100, whole rupiah spent so far.

    Nobody changes one; frozen it would take three times as long to make.
    """

    report_id: str
    item_id: str
    agency: str
    as_of: date
    submitted_at: datetime
    physical_percent: float
    budget_realised: int
    note: str
    obstacle: str
    follow_up: str
    submitted_by: str
    source: Source
    region: str | None = None
    """The region its sender is confined to."""

    content: str = field(init=False)
    """Fingerprint of what it says: two reports of one id must have the same."""

    def __post_init__(self) -> None:
        said = (
            self.item_id,
            self.agency,
            self.as_of.isoformat(),
            float(self.physical_percent),
            self.budget_realised,
            self.note,
            self.obstacle,
            self.follow_up,
        )
        self.content = hashlib.sha256(repr(said).encode()).hexdigest()[:32]

    @property
    def submission(self) -> str:
        """Names this very submission: sent again later, or with other content, it is another."""
        return f"{self.report_id}/{self.content}/{self.submitted_at.isoformat()}"

    def counts_at(self, received_at: datetime) -> datetime:
        """When it was sent: a sender's clock that runs ahead does not put it in front."""
        return min(self.submitted_at, received_at)

    def mark(self, received_at: datetime) -> Mark:
        """What it counts as."""
        return Mark(
            self.as_of,
            self.counts_at(received_at),
            self.report_id,
            self.physical_percent,
            self.budget_realised,
        )


UNKNOWN_ITEM = "unknown-item"
FOREIGN_AGENCY = "foreign-agency"
ITEM_CANCELLED = "item-cancelled"
CONFLICT = "report-conflict"


def refusals(report: Report, plan: PlanItemPublished | None, now: datetime) -> tuple[Fault, ...]:
    """Everything that speaks against recording `report` at `now`; none when it counts."""
    if plan is None:
        unknown = Text(
            f"rencana aksi {report.item_id} tidak dikenal; periksa kodenya",
            f"there is no item {report.item_id}; check its code",
        )
        return (Fault("item_id", UNKNOWN_ITEM, unknown),)
    if report.agency != plan.agency or report.region not in {None, plan.region}:
        foreign = Text(
            f"{report.item_id} bukan tanggung jawab {report.agency}",
            f"{report.item_id} is not the responsibility of {report.agency}",
        )
        return (Fault("agency", FOREIGN_AGENCY, foreign),)
    return tuple(_faults(report, plan, now))


def _faults(report: Report, plan: PlanItemPublished, now: datetime) -> Iterator[Fault]:
    if plan.cancelled:
        said = Text("sudah dibatalkan dalam rencana", "has been cancelled in the plan")
        yield Fault("item_id", ITEM_CANCELLED, said)
    if not 0 <= report.physical_percent <= 100:
        said = Text(
            f"{report.physical_percent:g} persen: isi antara 0 dan 100",
            f"{report.physical_percent:g} percent: must be between 0 and 100",
        )
        yield Fault("physical_percent", "percent-out-of-range", said)
    if report.as_of > _today(now, plan.time_zone):
        said = Text(
            f"{report.as_of} belum tiba; isi paling lambat hari ini",
            f"{report.as_of} has not come yet; today at the latest",
        )
        yield Fault("as_of", "as-of-in-future", said)
    if report.as_of < plan.start:
        said = Text(
            f"{report.as_of} sebelum rencana mulai ({plan.start})",
            f"{report.as_of} is before the plan begins ({plan.start})",
        )
        yield Fault("as_of", "as-of-before-plan", said)
    if report.budget_realised < 0:
        said = Text("realisasi tidak boleh di bawah nol", "must not be below zero")
        yield Fault("budget_realised", "money-below-zero", said)


@lru_cache(64)
def _today(now: datetime, time_zone: str) -> date:
    return now.astimezone(ZoneInfo(time_zone)).date()


def conflict(report_id: str) -> Fault:
    """The id is taken by a report that says something else."""
    said = Text(
        f"nomor laporan {report_id} sudah dipakai untuk isi yang lain; pakai nomor baru",
        f"report id {report_id} was used for other content; use a new one",
    )
    return Fault("report_id", CONFLICT, said)


def rejection(report: Report, faults: tuple[Fault, ...], received_at: datetime) -> ProgressRejected:
    """The answer to a submission that is not recorded."""
    return ProgressRejected(
        report_id=report.report_id,
        item_id=report.item_id,
        agency=report.agency,
        submitted_at=report.submitted_at,
        received_at=received_at,
        reasons=tuple(
            Reason(code=f.code, field=f.field, message=f.message.indonesian) for f in faults
        ),
    )
