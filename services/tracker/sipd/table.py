"""The rows of a sheet as they are read, its faults, and what is left out. Pure."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from chassis.http.problem import Fault
from chassis.sheets.cell import Cell, as_json, cell_address, shortened, shown
from chassis.sheets.entry import CellFault
from chassis.sheets.phrases import phrase
from chassis.sheets.refusal import Unreadable
from tracker.sipd.amount import Amount
from tracker.sipd.column import Column, Measure
from tracker.sipd.header import Header
from tracker.sipd.phrases import REFUSALS


class LeftOutKind(StrEnum):
    """Why rows or cells of a sheet are left out."""

    TITLE = "title"
    HEADER = "header"
    COLUMN_NUMBERS = "column-numbers"
    TOTAL = "total"
    SUBTOTAL = "subtotal"
    SIGNATURE = "signature"
    REMARK = "remark"
    HIDDEN_ROWS = "hidden-rows"
    HIDDEN_COLUMNS = "hidden-columns"
    RATIO_COLUMN = "ratio-column"
    OTHER_COLUMN = "other-column"
    BESIDE_TABLE = "beside-table"


@dataclass(frozen=True, slots=True)
class CodedRow:
    """A row with a code; `number` counts from 0."""

    number: int
    code: str
    code_cell: str
    name: str
    amounts: tuple[Amount, ...]
    versions: tuple[Amount, ...] = ()
    """Of a row of totals the amounts in columns that do not hold: the budget before its change."""


@dataclass(slots=True)
class Table:
    """The rows of a sheet, read."""

    sheet: str
    header: Header
    measure: Measure
    """Of the months whose header does not say it."""
    rows: list[CodedRow] = field(default_factory=list)
    uncoded: list[CodedRow] = field(default_factory=list)
    """Rows with money and no code."""
    totals: list[CodedRow] = field(default_factory=list)
    """Rows of totals after the last entry."""
    faults: list[CellFault] = field(default_factory=list)
    left_out: Counter[LeftOutKind] = field(default_factory=Counter)
    row_kinds: dict[int, LeftOutKind] = field(default_factory=dict)
    """Why a row is left out; rows count from 0."""
    cells: Mapping[LeftOutKind, tuple[str, ...]] = field(default_factory=dict)
    """The cells with numbers that are left out, as ranges."""
    dashes: int = 0
    """Dashes that were read as zero."""

    def leave_out(self, row: int, kind: LeftOutKind) -> None:
        """Leave a row out, and count it."""
        self.row_kinds[row] = kind
        self.left_out[kind] += 1

    def set_totals(self, *totals: CodedRow) -> None:
        """The rows of totals; earlier ones were subtotals."""
        for earlier in self.totals:
            self.leave_out(earlier.number, LeftOutKind.SUBTOTAL)
        self.totals = list(totals)
        for total in totals:
            self.row_kinds[total.number] = LeftOutKind.TOTAL

    def refuse(self, error: Unreadable, row: int, column: Column, cell: Cell) -> None:
        """Add a fault of the cell for which `error` was raised."""
        address = cell_address(row, column.column)
        fault = error.fault(column.part.value, address)
        self._add(fault, row, column, cell)

    def refuse_as(self, code: str, row: int, column: Column, cell: Cell, **facts: object) -> None:
        """Add a fault by its code."""
        facts = {"cell": cell_address(row, column.column), "value": shown(cell)[:100], **facts}
        self._add(Fault(column.part.value, code, phrase(REFUSALS, code, facts)), row, column, cell)

    def _add(self, fault: Fault, row: int, column: Column, cell: Cell) -> None:
        address = cell_address(row, column.column)
        value = as_json(shortened(cell)) if cell != "" else None
        self.faults.append(CellFault(fault, self.sheet, row + 1, column.header, address, value))
