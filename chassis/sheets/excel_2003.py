"""Reading an XML file of Excel 2003 (SpreadsheetML), which programs also name .xls. Pure."""

from datetime import datetime

from chassis.digits import whole_number
from chassis.sheets.cell import UNCALCULATED, Cell, FormulaError
from chassis.sheets.elements import Attributes, Elements
from chassis.sheets.footnote import raised
from chassis.sheets.grid import CellCount, Grid
from chassis.sheets.limits import DEFAULT, Limits
from chassis.sheets.number_format import Look, look_in
from chassis.sheets.refusal import FileRefused
from chassis.sheets.sheet_scan import seen_as

NAMED = {"percent": Look.HUNDREDFOLD}
"""Formats with a name instead of a code."""


def read_excel_2003(data: bytes, limits: Limits = DEFAULT) -> list[Grid]:
    """The sheets of a file. Raises FileRefused: not-a-workbook, cell-too-long, and too-many-: rows,
    columns, cells, sheets, merges.
    """
    book = _Book(limits)
    book.run((data,))
    return book.sheets


class _Book(Elements):
    def __init__(self, limits: Limits) -> None:
        super().__init__()
        self._limits = limits
        self._count = CellCount(limits)
        self.sheets: list[Grid] = []
        self._looks: dict[str, Look] = {}
        self._style = self._type = ""
        self._column = self._across = self._down = 0
        self._has_formula = self._in_data = self._in_visible = self._in_cell = False
        self._raised = 0
        self._texts: list[str] = []
        self._length = 0

    def start(self, name: str, attributes: Attributes) -> None:
        """Start of an element."""
        told = {key.rpartition(":")[2]: value for key, value in attributes.items()}
        if name == "Style":
            self._style = told.get("ID", "")
        elif name == "NumberFormat":
            code = told.get("Format", "")
            if look := NAMED.get(code.casefold()) or look_in(code):
                self._looks[self._style] = look
        elif name == "Worksheet":
            self._start_sheet(told)
        elif name == "Visible":
            self._in_visible = True
            self._clear()
        elif self.sheets:
            self._start_part(name, told)

    def _start_sheet(self, told: Attributes) -> None:
        if len(self.sheets) == self._limits.sheets:
            raise FileRefused.because("too-many-sheets", limit=self._limits.sheets)
        name = told.get("Name", f"Lembar {len(self.sheets) + 1}")
        self.sheets.append(Grid(name, self._limits, self._count))
        self._column = 0

    def _start_part(self, name: str, told: Attributes) -> None:
        sheet = self.sheets[-1]
        if name == "Column":
            self._start_column(sheet, told)
        elif name == "Row":
            number = whole_number(told.get("Index", ""))
            sheet.start_row(None if not number else _forward(number - 1, len(sheet.rows)))
            if told.get("Hidden") == "1":
                last = sheet.row + (whole_number(told.get("Span", "")) or 0)
                sheet.hidden_rows.update(range(sheet.row, min(last + 1, self._limits.rows)))
        elif name == "Cell" and sheet.rows:
            at = whole_number(told.get("Index", ""))
            free = sheet.free_column()
            self._column = _forward(at - 1, free) if at else free
            self._across = whole_number(told.get("MergeAcross", "")) or 0
            self._down = whole_number(told.get("MergeDown", "")) or 0
            self._style, self._type = told.get("StyleID", ""), ""
            self._has_formula, self._in_cell = "Formula" in told, True
            self._clear()
        elif name == "Data" and self._in_cell:
            self._type, self._in_data = told.get("Type", "String"), True
        elif name == "Sup":
            self._raised += 1

    def _start_column(self, sheet: Grid, told: Attributes) -> None:
        first = (whole_number(told.get("Index", "")) or self._column + 1) - 1
        after = first + 1 + (whole_number(told.get("Span", "")) or 0)
        if told.get("Hidden") == "1":
            sheet.hidden_columns.update(range(first, min(after, self._limits.columns)))
        self._column = after

    def end(self, name: str) -> None:
        """End of an element."""
        if name == "Visible" and self._in_visible:
            self._in_visible = False
            if self.sheets and "".join(self._texts).strip() in {"SheetHidden", "SheetVeryHidden"}:
                self.sheets[-1].is_hidden = True
        elif name == "Data":
            self._in_data = False
        elif name == "Sup":
            self._raised = max(0, self._raised - 1)
        elif name == "Cell" and self._in_cell:
            self._in_cell = False
            self.sheets[-1].place(self._column, self._value(), self._across, self._down)

    def text(self, data: str) -> None:
        """Text in a cell."""
        if not (self._in_data or self._in_visible):
            return
        self._length += len(data)
        if self._length > self._limits.text:
            sheet = self.sheets[-1] if self.sheets else Grid("", self._limits, self._count)
            facts = {"sheet": sheet.name, "row": sheet.row + 1, "limit": self._limits.text}
            raise FileRefused.because("cell-too-long", **facts)
        self._texts.append(raised(data) if self._raised else data)

    def _clear(self) -> None:
        self._texts, self._length = [], 0

    def _value(self) -> Cell:
        text = "".join(self._texts)
        if not self._type or (self._type != "String" and not text.strip()):
            return UNCALCULATED if self._has_formula else None
        if self._type == "Error":
            return FormulaError(text.strip() or "#ERROR")
        try:
            value = _typed(self._type, text)
        except ValueError:
            return text
        look = self._looks.get(self._style)
        return seen_as(value, look) if look else value


def _typed(kind: str, text: str) -> Cell:
    """Raises ValueError for a text that is no such value."""
    if kind == "Number":
        number = float(text)
        return int(number) if number.is_integer() and abs(number) < 10**15 else number
    if kind == "DateTime":
        return datetime.fromisoformat(text.strip())
    if kind == "Boolean":
        return text.strip() in {"1", "true", "True"}
    return text


def _forward(number: int, least: int) -> int:
    """A place that is told, which may not be before the ones already written."""
    if number < least:
        raise FileRefused.because("not-a-workbook")
    return number
