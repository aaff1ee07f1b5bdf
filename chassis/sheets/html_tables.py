"""Reading an HTML page, which programs also name .xls, into one sheet: its tables and the texts
between them from top to bottom, as Excel shows them. Pure.
"""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from chassis.digits import whole_number
from chassis.sheets.cell import Cell, one_line
from chassis.sheets.footnote import raised
from chassis.sheets.grid import CellCount, Grid
from chassis.sheets.limits import DEFAULT, Limits
from chassis.sheets.refusal import FileRefused

NAME = "HTML"
DEPTH_MOST = 20
"""Tables within tables."""
UNREAD = frozenset({"template", "noscript", "head"})
CELLS = frozenset({"td", "th"})
BREAKS = frozenset({"br", "p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6", "caption", "hr"})
NOT_SHOWN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
NUMBER = re.compile(r"-?\d{1,15}(?:\.\d{1,10})?", re.ASCII)
BLANKS = re.compile(r"[ \t\r\n\f]+")
NO_TEXT = ("script", "style", "textarea", "title", "iframe", "noembed", "noframes", "xmp")
OPENED = re.compile(rf"<(?:!--|!|\?|({'|'.join(NO_TEXT)})\b)", re.IGNORECASE | re.ASCII)
CLOSED_BY = {"<!--": re.compile("-->"), "<!": re.compile(">"), "<?": re.compile(">")}
END_OF = {name: re.compile(f"</{name}", re.IGNORECASE | re.ASCII) for name in NO_TEXT}
Attributes = list[tuple[str, str | None]]


def read_html(text: str, limits: Limits = DEFAULT) -> Grid:
    """The sheet of a page. Raises FileRefused: not-a-workbook, cell-too-long, and too-many-: rows,
    columns, cells, merges.
    """
    page = _Page(limits)
    page.feed("".join(_closed(text)))
    page.close()
    return page.finished()


def _closed(text: str) -> Iterator[str]:
    """The text without what is no table: comments, declarations, scripts. What is opened and not
    closed ends the page: the parser would look for its end again at every mark.
    """
    at = 0
    while opened := OPENED.search(text, at):
        yield text[at : opened.start()]
        end = CLOSED_BY.get(opened[0]) or END_OF[opened[1].lower()]
        closed = end.search(text, opened.end())
        at = 0 if closed is None else text.find(">", closed.end() - 1) + 1
        if not at:
            return
    last = text.rfind(">") + 1
    if last > at:
        yield text[at:last]
        at = last
    yield text[at:].partition("<")[0]


class _Table:
    """A table that is read, and its cell that is open."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.in_cell = False
        self.number: str | None = None
        self.across = self.down = 0
        self.is_hidden = False


class _Page(HTMLParser):
    def __init__(self, limits: Limits) -> None:
        super().__init__(convert_charrefs=True)
        self._limits = limits
        self._count = CellCount(limits)
        self._sheet = Grid(NAME, limits, self._count)
        self._tables: list[_Table] = []
        self._texts: list[str] = []
        self._length = 0
        self._unread: list[str] = []
        self._raised = 0

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        """Start of an element."""
        if tag in {"body", "table"}:
            self._unread.clear()  # a head that is not closed ends here
        if self._unread or tag in UNREAD:
            if tag in UNREAD:
                self._unread.append(tag)
            return
        if tag == "body":
            self._texts.clear()
        elif tag == "table":
            self._start_table()
        elif tag in BREAKS:
            self._break()
        elif tag == "sup":
            self._raised += 1
        elif self._tables and (tag == "tr" or tag in CELLS):
            self._start(tag, dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        """End of an element."""
        if self._unread:
            if tag in self._unread:
                del self._unread[self._unread.index(tag) :]
            return
        if tag == "table" and self._tables:
            self._end_cell()
            self._add(self._tables.pop().grid)
        elif tag == "tr" or tag in CELLS:
            self._end_cell()
        elif tag == "sup":
            self._raised = max(0, self._raised - 1)
        elif tag in BREAKS:
            self._break()

    def handle_data(self, data: str) -> None:
        """Text."""
        if self._unread:
            return
        text = BLANKS.sub(" ", data)
        self._length += len(text)
        if self._length > self._limits.text:
            facts = {"sheet": NAME, "row": len(self._sheet.rows) + 1, "limit": self._limits.text}
            raise FileRefused.because("cell-too-long", **facts)
        self._texts.append(raised(text) if self._raised else text)

    def finished(self) -> Grid:
        """The sheet, also of a page that ends before its tables do."""
        while self._tables:
            self.handle_endtag("table")
        self._line()
        return self._sheet

    def _break(self) -> None:
        if self._tables and self._tables[-1].in_cell:
            self._texts.append("\n")
        elif not self._tables:
            self._line()

    def _start_table(self) -> None:
        if len(self._tables) == DEPTH_MOST:
            raise FileRefused.because("not-a-workbook")
        if self._tables:
            self._end_cell()
        self._line()
        self._tables.append(_Table(Grid(NAME, self._limits, self._count)))

    def _start(self, tag: str, attributes: dict[str, str | None]) -> None:
        self._end_cell()
        table = self._tables[-1]
        is_hidden = bool(NOT_SHOWN.search(attributes.get("style") or "")) or "hidden" in attributes
        if tag == "tr" or not table.grid.rows:
            table.grid.start_row()
            if tag == "tr":
                if is_hidden:
                    table.grid.hidden_rows.add(table.grid.row)
                return
        table.in_cell, table.is_hidden = True, is_hidden
        table.number = attributes.get("x:num")
        table.across = max(1, whole_number(attributes.get("colspan") or "") or 1) - 1
        table.down = max(1, whole_number(attributes.get("rowspan") or "") or 1) - 1
        self._clear()

    def _end_cell(self) -> None:
        if not self._tables or not self._tables[-1].in_cell:
            self._clear()
            return
        table = self._tables[-1]
        table.in_cell = False
        cell = None if table.is_hidden else _value(self._text(), table.number)
        table.grid.place(table.grid.free_column(), cell, table.across, table.down)

    def _text(self) -> str:
        text = "".join(self._texts)
        self._clear()
        return "\n".join(filter(None, (part.strip() for part in text.split("\n"))))

    def _clear(self) -> None:
        self._texts, self._length = [], 0

    def _line(self) -> None:
        """A text outside of tables is a row of its own."""
        if text := one_line(self._text()):
            self._sheet.start_row()
            self._sheet.place(0, text, 0, 0)

    def _add(self, table: Grid) -> None:
        """Put a table below what is there."""
        first = len(self._sheet.rows)
        if first + len(table.rows) > self._limits.rows:
            facts = {"sheet": NAME, "rows": first + len(table.rows), "limit": self._limits.rows}
            raise FileRefused.because("too-many-rows", **facts)
        self._sheet.rows += table.rows
        self._sheet.merges += [
            ((first + top, left), (min(first + bottom, first + len(table.rows) - 1), right))
            for (top, left), (bottom, right) in table.merges
        ]
        self._sheet.hidden_rows |= {first + row for row in table.hidden_rows}


def _value(text: str, number: str | None) -> Cell:
    """A text; or the number of which Excel says that the text shows it, unless as percent."""
    if number and NUMBER.fullmatch(number) and not text.endswith("%"):
        return float(number) if "." in number else int(number)
    return text or None
