"""A row of a table: its fields, and its faults with their cells. Pure."""

from dataclasses import dataclass, field, replace
from typing import Any, Generic, TypeVar

from chassis.http.problem import Fault
from chassis.sheets.cell import Cell, as_json, cell_address, shortened
from chassis.sheets.header_row import ColumnPlace, Header
from chassis.text import Language

F = TypeVar("F")


@dataclass(frozen=True, slots=True)
class CellFault:
    """A fault and its cell; `row` counts from 1."""

    fault: Fault
    sheet: str
    row: int
    header: str
    cell: str | None
    """The cell's address such as J17; None when the sheet has no such column."""
    value: str | int | float | bool | None

    def body(self, language: Language) -> dict[str, Any]:
        """The fault as in a response."""
        return {
            "sheet": self.sheet,
            "row": self.row,
            "column": f"{self.header} {self.cell}" if self.cell else self.header,
            "cell": self.cell,
            "value": self.value,
            "field": self.fault.field,
            "code": self.fault.code,
            "message": self.fault.message.in_language(language),
        }


@dataclass(slots=True)
class Entry(Generic[F]):
    """One row that is an entry of its table; the row `number` counts from 0."""

    sheet: str
    number: int
    header: Header
    cells: list[Cell]
    fields: F
    faults: list[Fault] = field(default_factory=list)
    given: dict[str, str] = field(default_factory=dict)
    """Texts by field that no cell of the row gives, or several together."""
    at: dict[str, ColumnPlace] = field(default_factory=dict)
    """Where the fault of a field is, of several columns that give it together."""

    def slim(self) -> "Entry[F]":
        """The same entry with only the cells in columns of its table: all that `located` needs."""
        columns = {place.column for place in self.header.places.values()}
        if self.at:
            columns |= {place.column for place in self.at.values()}
        cells = self.cells[: max(columns, default=-1) + 1]
        return replace(self, cells=[c if n in columns else None for n, c in enumerate(cells)])

    @property
    def where(self) -> str:
        """The sheet and the row number from 1, as text in Indonesian."""
        return f"{self.sheet} baris {self.number + 1}"

    def located(self, fault: Fault) -> CellFault:
        """The fault with its cell."""
        place = self.at.get(fault.field) or self.header.place_of(fault.field)
        if place is None:
            table = self.header.table
            header = table.header(table.columns_of.get(fault.field, fault.field))
            return CellFault(fault, self.sheet, self.number + 1, header, None, None)
        cell = self.cells[place.column] if place.column < len(self.cells) else None
        where = cell_address(self.number, place.column)
        value = as_json(shortened(cell)) if cell != "" else None
        return CellFault(fault, self.sheet, self.number + 1, place.header, where, value)
