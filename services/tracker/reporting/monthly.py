"""Tables with a report for each month: are their figures up to the month, or its own? Pure."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any

from chassis.http.problem import Fault
from chassis.sheets.calendar_date import MONTH_OF
from chassis.sheets.entry import Entry
from chassis.sheets.figure import read_figure
from chassis.sheets.header_row import Header
from chassis.sheets.note import Note, note
from chassis.sheets.period import LEAP_YEAR, PART, read_period
from chassis.sheets.refusal import Unreadable
from chassis.text import Text
from tracker.reporting.column_meaning import (
    FIGURES,
    MONEY,
    OF_THIS_MONTH,
    UP_TO,
    is_of_last_month,
    is_of_months,
)
from tracker.reporting.report_cells import MONEY_PERCENT

Rows = Sequence[Entry[dict[str, Any]]]
WORD = re.compile(r"[A-Za-z]{3,}")
DOUBTFUL = "monthly-doubtful"
READ_OF = {MONEY: (MONEY, MONEY_PERCENT)}
"""Where a figure was read in another unit: what it may be called."""


def is_monthly(header: Header, periods: int) -> bool:
    """Whether the rows of a table are of months: by the header of their days, or as `periods` of
    them are written so.
    """
    day = header.places.get("as_of")
    return (day is not None and is_of_months(day)) or periods > 0


def names_period(sheet: str) -> bool:
    """Whether a sheet is named after a month or a longer period: another has the next one."""
    if PART.search(sheet) or any(word.casefold() in MONTH_OF for word in WORD.findall(sheet)):
        return True
    try:
        return not read_period(sheet, LEAP_YEAR).exact
    except Unreadable:
        return False


def unsaid(header: Header, *, monthly: bool) -> list[str]:
    """The fields of such a table, or of columns of this month, whose headers do not say that they
    are cumulative.
    """
    places = {name: header.places[name] for name in FIGURES if name in header.places}
    return [
        name
        for name, place in places.items()
        if not UP_TO.search(place.wording) and (monthly or OF_THIS_MONTH.search(place.wording))
    ]


def read_as_cumulative(sheet: str, header: Header, fields: Sequence[str]) -> list[Note]:
    """That such columns are read as figures up to the month."""
    places = [header.places[name] for name in fields]
    return [
        note("read-as-cumulative", sheet, None, place.header, column_name=place.header)
        for place in places
    ]


@dataclass(frozen=True, slots=True)
class MonthlyFigures:
    """A column whose figures may be each month's own."""

    field: str
    entries: Rows
    by_row: bool
    """Whether each row has a month of its own, and not the whole sheet one."""


def doubt_falling(columns: Sequence[MonthlyFigures]) -> None:
    """Refuse the figures of an item that fall from month to month in such columns of a file."""
    by_item: dict[tuple[str, str, str], list[tuple[Entry[dict[str, Any]], bool]]]
    by_item = defaultdict(list)
    for column in columns:
        name = column.field
        for entry in column.entries:
            read = next((one for one in READ_OF.get(name, (name,)) if one in entry.fields), None)
            if read and "as_of" in entry.fields:
                key = (name, read, str(entry.fields.get("item_id")))
                by_item[key].append((entry, column.by_row))
    for (name, read, _), those in by_item.items():
        those.sort(key=lambda one: one[0].fields["as_of"])
        pairs = pairwise(those)
        if any(_falls(one, two, read, by_row=by_row) for (one, by_row), (two, _) in pairs):
            for entry, _ in those:
                entry.faults.append(Fault(name, DOUBTFUL, _doubtful()))


def _falls(
    earlier: Entry[dict[str, Any]], later: Entry[dict[str, Any]], read: str, *, by_row: bool
) -> bool:
    is_later = later.fields["as_of"] > earlier.fields["as_of"]
    is_next = by_row or later.sheet != earlier.sheet
    return is_later and is_next and bool(later.fields[read] < earlier.fields[read])


def doubt_below_last(entries: Rows, header: Header) -> None:
    """Refuse the figures of columns of this month that are below those of the last month beside
    them.
    """
    for name in unsaid(header, monthly=False):
        place = header.places[name]
        before = [one for one in header.unknown if is_of_last_month(one, name)]
        for entry in entries if len(before) == 1 else ():
            now, last = (_figure(entry, one.column, name) for one in (place, before[0]))
            if now is not None and last is not None and now < last:
                entry.faults.append(Fault(name, DOUBTFUL, _doubtful()))


def _figure(entry: Entry[dict[str, Any]], column: int, field: str) -> Decimal | None:
    try:
        return read_figure(entry.cells[column], money=field == MONEY).amount
    except (Unreadable, IndexError):
        return None


def _doubtful() -> Text:
    return Text(
        "angka kolom ini turun dari bulan ke bulan, jadi mungkin angka bulan itu saja; laporan "
        "memuat angka kumulatif. Kirim kolom yang judulnya Akumulasi, atau isi kumulatifnya",
        "the figures of this column fall from month to month, so they may be each month's own; a "
        "report says cumulative ones. Send a column headed Akumulasi, or fill in cumulative ones",
    )
