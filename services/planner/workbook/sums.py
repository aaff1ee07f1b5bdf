"""Items whose money may be the sum of the items below their codes. Pure."""

from collections.abc import Sequence, Set
from itertools import pairwise

from chassis.sheets.cell import cell_address, shown
from chassis.sheets.entry import Entry
from chassis.sheets.sheet_scan import GridPosition
from planner.items.item import Fields
from planner.refusal import plan_fault
from planner.workbook.hierarchy import SEPARATORS


def doubt_sums(entries: Sequence[Entry[Fields]], mended: Set[GridPosition]) -> None:
    """Refuse a row with as much money as the rows below its code together: it would count twice,
    where it is a row above them. One whose money was written by hand holds.
    """
    codes = {entry.fields.get("item_id", "") for entry in entries} - {""}
    if not any(below.startswith(above) for above, below in pairwise(sorted(codes))):
        return  # none stands below another
    below: dict[str, int] = {}
    for entry in entries:
        above = _above(entry.fields.get("item_id", ""), codes)
        if above:
            below[above] = below.get(above, 0) + (entry.fields.get("budget") or 0)
    for entry in entries:
        code, budget = entry.fields.get("item_id", ""), entry.fields.get("budget")
        place = entry.header.places.get("budget")
        if not budget or place is None or (entry.number, place.column) in mended:
            continue
        if below.get(code) and budget >= below[code]:
            facts = {"cell": cell_address(entry.number, place.column), "sum": below[code]}
            value = shown(entry.cells[place.column])
            entry.faults.append(
                plan_fault("sum-of-items", "budget", value=value, code=code, **facts)
            )


def _above(code: str, codes: Set[str]) -> str:
    """The nearest of `codes` that a code stands below; else empty."""
    for at in range(len(code) - 1, 0, -1):
        if code[at] in SEPARATORS and code[:at] in codes:
            return code[:at]
    return ""
