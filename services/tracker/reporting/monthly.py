"""Sheets with a row for each month: whether their figures are up to the month, or its own. Pure."""

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from chassis.http.problem import Fault
from chassis.sheets.entry import Entry
from chassis.sheets.header_row import Header
from chassis.sheets.note import Note, note
from chassis.text import Text
from tracker.reporting.column_meaning import UP_TO
from tracker.reporting.report_columns import BROAD

CUMULATIVE = ("physical_percent", "budget_realised")
"""Fields whose figures are up to the day of a report."""


def unsaid(header: Header) -> list[str]:
    """The fields of a sheet by months whose headers do not say that they are cumulative."""
    day = header.places.get("as_of")
    if day is None or BROAD.isdisjoint(day.keys):
        return []
    places = {name: header.places[name] for name in CUMULATIVE if name in header.places}
    return [name for name, place in places.items() if not UP_TO.search(place.wording)]


def read_as_cumulative(sheet: str, header: Header) -> list[Note]:
    """That such columns are read as figures up to the month."""
    places = [header.places[name] for name in unsaid(header)]
    return [
        note("read-as-cumulative", sheet, None, place.header, column_name=place.header)
        for place in places
    ]


def doubt_falling(entries: Sequence[Entry[dict[str, Any]]], header: Header) -> None:
    """Refuse the figures of an item that fall from month to month in such columns: they may be each
    month's own.
    """
    for name in unsaid(header):
        by_item: dict[str, list[Entry[dict[str, Any]]]] = defaultdict(list)
        for entry in entries:
            if name in entry.fields and "as_of" in entry.fields:
                by_item[str(entry.fields.get("item_id"))].append(entry)
        for those in by_item.values():
            those.sort(key=lambda entry: entry.fields["as_of"])
            figures = [entry.fields[name] for entry in those]
            if any(later < earlier for earlier, later in pairwise(figures)):
                for entry in those:
                    entry.faults.append(Fault(name, "monthly-doubtful", _doubtful()))


def _doubtful() -> Text:
    return Text(
        "angka kolom ini turun dari bulan ke bulan, jadi mungkin angka bulan itu saja; laporan "
        "memuat angka kumulatif. Kirim kolom yang judulnya Akumulasi, atau isi kumulatifnya",
        "the figures of this column fall from month to month, so they may be each month's own; a "
        "report says cumulative ones. Send a column headed Akumulasi, or fill in cumulative ones",
    )
