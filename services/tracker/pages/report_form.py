"""The fields of the report form, read as the report's content. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from chassis.sheets.calendar_date import read_day
from chassis.sheets.figure import as_number, read_figure
from chassis.sheets.refusal import Unreadable
from chassis.text import Text
from contracts.report_content import TEXT_MOST, ReportContent
from tracker.items.item import Item
from tracker.reporting.report import REPORT_ID_MOST

FIELDS = (
    "physical_percent",
    "budget_realised",
    "as_of",
    "obstacle_category",
    "obstacle",
    "follow_up",
    "key",
    "step",
    "written_at",
    "corrects",
)
TEXTS = ("obstacle_category", "obstacle", "follow_up")
FIGURE_MOST = 40


@dataclass(frozen=True, slots=True)
class ReportForm:
    """What was typed, what it means, and what is wrong with it, by field."""

    values: Mapping[str, str]
    body: ReportContent | None = None
    errors: Mapping[str, Text] = field(default_factory=dict)
    written_at: datetime | None = None
    """When it was written, if that was without a connection."""


def first_form(item: Item, today: date, key: str) -> dict[str, str]:
    """The values that the form shows first: the item's latest figures, as of today. Money that
    comes from SIPD is not typed.
    """
    latest = item.progress.latest
    spent = None if item.is_funded else item.progress.spent
    return {
        "physical_percent": f"{latest.physical_percent:.10g}".replace(".", ",") if latest else "",
        "budget_realised": f"{spent.budget_realised:,}".replace(",", ".") if spent else "",
        "as_of": today.isoformat(),
        "obstacle_category": "",
        "obstacle": "",
        "follow_up": "",
        "key": key,
        "step": "",
        "written_at": "",
        "corrects": "",
    }


def correcting(values: Mapping[str, str], report_id: str, said: ReportContent) -> dict[str, str]:
    """`values` with what an earlier report said instead, to correct it."""
    money = said.stated_budget
    return {
        **values,
        **{name: getattr(said, name) for name in TEXTS},
        "physical_percent": f"{said.physical_percent:.10g}".replace(".", ","),
        "budget_realised": "" if money is None else f"{money:,}".replace(",", "."),
        "as_of": said.as_of.isoformat(),
        "corrects": report_id,
    }


def read_form(values: Mapping[str, str]) -> ReportForm:
    """The content of a report; every field that cannot be read says what to write instead."""
    errors: dict[str, Text] = {}
    percent = _percent(values["physical_percent"], errors)
    money = _money(values["budget_realised"], errors)
    day = _day(values["as_of"], errors)
    written_at = _written_at(values["written_at"], errors)
    for name in TEXTS:
        if len(values[name]) > TEXT_MOST:
            errors[name] = Text(f"paling panjang {TEXT_MOST} huruf", f"at most {TEXT_MOST} letters")
    if errors or percent is None or day is None:
        return ReportForm(values, errors=errors)
    body = ReportContent(
        as_of=day,
        physical_percent=percent,
        budget_realised=money,
        corrects=values["corrects"][:REPORT_ID_MOST],
        **{name: values[name] for name in TEXTS},
    )
    return ReportForm(values, body, written_at=written_at)


def _percent(text: str, errors: dict[str, Text]) -> float | None:
    try:
        percent = as_number(read_figure(text[:FIGURE_MOST]).amount)
    except Unreadable:
        percent = -1.0
    if 0 <= percent <= 100:
        return percent
    errors["physical_percent"] = Text(
        "Fisik: isi angka 0 sampai 100, misalnya 45 atau 45,5.",
        "Physical progress: write a number from 0 to 100, such as 45 or 45,5.",
    )
    return None


def _money(text: str, errors: dict[str, Text]) -> int | None:
    """Whole rupiah; None when the field is blank: the money stays as it was."""
    if not text:
        return None
    try:
        amount = read_figure(text[:FIGURE_MOST], money=True).amount
        if amount >= 0 and amount == int(amount):
            return int(amount)
    except (Unreadable, OverflowError):
        pass
    errors["budget_realised"] = Text(
        "Realisasi: isi jumlah rupiah, misalnya 1,25 miliar atau 1.250.000.000.",
        "Money spent: write an amount of rupiah, such as 1,25 miliar or 1.250.000.000.",
    )
    return None


def _day(text: str, errors: dict[str, Text]) -> date | None:
    try:
        return read_day(text[:FIGURE_MOST])
    except Unreadable:
        errors["as_of"] = Text(
            "Tanggal: isi tanggal, misalnya 2026-10-31.",
            "As of: write a date, such as 2026-10-31.",
        )
        return None


def _written_at(text: str, errors: dict[str, Text]) -> datetime | None:
    """An instant as a browser writes it; None when the field is blank."""
    if not text:
        return None
    try:
        written = datetime.fromisoformat(text[:FIGURE_MOST])
    except ValueError:
        written = None
    if written is None or written.tzinfo is None:
        errors["as_of"] = Text(
            "Waktu draf ini ditulis tidak terbaca; tulis laporannya sekali lagi.",
            "The time at which this draft was written cannot be read; write the report again.",
        )
        return None
    return written
