"""Every reason to refuse a report. Pure."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import lru_cache
from operator import attrgetter
from zoneinfo import ZoneInfo

from chassis.http.problem import Fault
from chassis.text import Text
from contracts import PlanItemPublished, ProgressRejected
from contracts.progress_rejected import Reason
from contracts.report_content import COUNT_MOST, COUNTS, TEXT_MOST, TEXTS, ReportContent
from tracker.reporting.report import Report

MONEY_MOST = COUNT_MOST
FIRST_YEAR = 2000
UNKNOWN_ITEM = "unknown-item"
ITEM_CANCELLED = "item-cancelled"
CONFLICT = "report-conflict"


def refusals(report: Report, plan: PlanItemPublished | None, now: datetime) -> tuple[Fault, ...]:
    """Every reason to refuse `report` at `now`; none when it can be recorded."""
    if plan is None or not may_report(report, plan):
        return (unknown_item(report),)
    return tuple(_faults(report, plan, now))


def may_report(report: Report, plan: PlanItemPublished) -> bool:
    """Whether the item belongs to its agency, and to the region to which its sender is limited."""
    return report.agency == plan.agency and report.region in {None, plan.region}


def unknown_item(report: Report) -> Fault:
    """The same answer for an unknown item and for another agency's."""
    message = Text(
        f"rencana aksi {report.item_id[:64]} tidak ada, atau bukan tanggung jawab "
        f"{report.agency or 'Anda'}; periksa kodenya",
        f"there is no item {report.item_id[:64]}, or it is not the responsibility of "
        f"{report.agency or 'yours'}; check its code",
    )
    return Fault("item_id", UNKNOWN_ITEM, message)


def _faults(report: Report, plan: PlanItemPublished, now: datetime) -> Iterator[Fault]:
    content = report.content
    percent, as_of = content.physical_percent, content.as_of
    if plan.cancelled:
        message = Text("sudah dibatalkan dalam rencana", "has been cancelled in the plan")
        yield Fault("item_id", ITEM_CANCELLED, message)
    if not 0 <= percent <= 100:
        message = Text(
            f"{percent:g} persen: isi antara 0 dan 100",
            f"{percent:g} percent: must be between 0 and 100",
        )
        yield Fault("physical_percent", "percent-out-of-range", message)
    if as_of > _today(now, plan.time_zone):
        message = Text(
            f"{as_of} belum tiba; isi paling lambat hari ini",
            f"{as_of} has not come yet; today at the latest",
        )
        yield Fault("as_of", "as-of-in-future", message)
    if as_of < plan.start:
        message = Text(
            f"{as_of} sebelum rencana mulai ({plan.start})",
            f"{as_of} is before the plan begins ({plan.start})",
        )
        yield Fault("as_of", "as-of-before-plan", message)
    if report.submitted_at.year < FIRST_YEAR:
        message = Text(
            f"waktu kirim {report.submitted_at:%Y-%m-%d}: periksa jam perangkat",
            f"sent on {report.submitted_at:%Y-%m-%d}: check the clock of the device",
        )
        yield Fault("submitted_at", "date-out-of-range", message)
    if report.budget_realised:
        yield from _money_faults(report.budget_realised)
    for name in COUNTS:
        if count := getattr(content, name):
            yield from _count_faults(name, count)
    if max(map(len, _texts(content))) > TEXT_MOST:
        yield from _text_faults(content)


_texts = attrgetter(*TEXTS)


def _money_faults(money: int) -> Iterator[Fault]:
    """The codes are those of the same limits in a body (`chassis.http.validation`), as below."""
    if money < 0:
        message = Text("realisasi tidak boleh di bawah nol", "must not be below zero")
        yield Fault("budget_realised", "money-below-zero", message)
    if money > MONEY_MOST:
        message = Text(
            f"realisasi paling banyak {MONEY_MOST} rupiah; periksa satuannya",
            f"must be at most {MONEY_MOST} rupiah; check its unit",
        )
        yield Fault("budget_realised", "less-than-equal", message)


def _count_faults(name: str, count: int) -> Iterator[Fault]:
    if count < 0:
        message = Text("tidak boleh di bawah nol", "must not be below zero")
        yield Fault(name, "greater-than-equal", message)
    if count > COUNT_MOST:
        message = Text(f"paling banyak {COUNT_MOST}", f"must be at most {COUNT_MOST}")
        yield Fault(name, "less-than-equal", message)


def _text_faults(content: ReportContent) -> Iterator[Fault]:
    for name in TEXTS:
        length = len(getattr(content, name))
        if length > TEXT_MOST:
            message = Text(
                f"paling panjang {TEXT_MOST} huruf, ini {length}",
                f"is longer than {TEXT_MOST}: {length}",
            )
            yield Fault(name, "string-too-long", message)


@lru_cache(64)
def _today(now: datetime, time_zone: str) -> date:
    return now.astimezone(ZoneInfo(time_zone)).date()


def conflict(report_id: str) -> Fault:
    """The id is in use by a report of other content."""
    message = Text(
        f"nomor laporan {report_id} sudah dipakai untuk isi yang lain; pakai nomor baru",
        f"report id {report_id} was used for other content; use a new one",
    )
    return Fault("report_id", CONFLICT, message)


def nothing_to_correct(report: Report) -> Fault:
    """The report that it corrects is not there: the same for another agency's or item's."""
    number = report.content.corrects[:64]
    message = Text(
        f"laporan {number} dari {report.agency} atas rencana aksi ini tidak ada; periksa nomor "
        "laporan yang dikoreksi",
        f"{report.agency} has no report {number} on this item; check the id of the report that is "
        "corrected",
    )
    return Fault("corrects", "unknown-report", message)


def rejection(report: Report, faults: tuple[Fault, ...], received_at: datetime) -> ProgressRejected:
    """The answer to a submission that is not recorded."""
    return ProgressRejected(
        report_id=report.report_id,
        item_id=report.item_id,
        agency=report.agency,
        submitted_at=report.submitted_at,
        received_at=received_at,
        reasons=reasons_of(faults),
    )


def reasons_of(faults: Sequence[Fault]) -> tuple[Reason, ...]:
    """The faults as an event tells them."""
    return tuple(Reason(code=f.code, field=f.field, message=f.message.indonesian) for f in faults)
