"""Facts about the sheets of an .ods file, read as a stream: a cell in the last row of the last
column costs no memory; the grid is built only when its extent is within the limits.
"""

from chassis.digits import whole_number
from chassis.sheets.elements import Attributes, Elements
from chassis.sheets.limits import Limits
from chassis.sheets.ods_cells import OpenDocumentCell, OpenDocumentStyles
from chassis.sheets.refusal import FileRefused
from chassis.sheets.sheet_scan import SheetScan, within_merges
from chassis.sheets.zip_guard import Archive

CELLS = frozenset({"table-cell", "covered-table-cell"})


class _OpenDocument(Elements):
    """content.xml of an .ods file: all sheets in sequence; repeated cells and rows have counts."""

    def __init__(self, limits: Limits) -> None:
        super().__init__()
        self._limits = limits
        self.scans: list[SheetScan] = []
        self._looks = OpenDocumentStyles()
        self._row = self._column = 0
        self._repeat = 1
        self._columns = range(0)
        self._marks_left = limits.cells
        self._cell: OpenDocumentCell | None = None

    def start(self, name: str, attributes: Attributes) -> None:
        if name in CELLS and self.scans:
            self._begin_cell(attributes)
        elif self._cell is not None:
            self._cell.start(name, attributes)
        elif name == "table-row":
            self._repeat = _count(attributes, "table:number-rows-repeated")
            self._column = 0
        elif name == "table":
            self.scans.append(SheetScan(attributes.get("table:name", "")))
            if len(self.scans) > self._limits.sheets:
                raise FileRefused.because("too-many-sheets", limit=self._limits.sheets)
            self._row = 0
        elif not self.scans:
            self._looks.start(name, attributes)

    def end(self, name: str) -> None:
        if name in CELLS and self._cell is not None:
            self._end_cell(self._cell)
        elif self._cell is not None:
            self._cell.end(name)
        elif name == "table-row":
            self._row += self._repeat
        elif not self.scans:
            self._looks.end(name)

    def text(self, data: str) -> None:
        if self._cell is not None:
            self._cell.add(data)
        elif not self.scans:
            self._looks.add(data)

    def _begin_cell(self, attributes: Attributes) -> None:
        repeat = _count(attributes, "table:number-columns-repeated")
        down = _count(attributes, "table:number-rows-spanned")
        right = _count(attributes, "table:number-columns-spanned")
        here = (self._row, self._column)
        if down > 1 or right > 1:
            self.scans[-1].merges.append((here, (self._row + down - 1, self._column + right - 1)))
            within_merges(self.scans[-1].name, len(self.scans[-1].merges), self._limits)
        self._column += repeat
        self._cell = OpenDocumentCell(attributes, self._looks)
        if self._cell.says_something:
            self.scans[-1].reaches(self._row + self._repeat - 1, self._column - 1)
        self._columns = range(here[1], min(self._column, self._limits.columns))

    def _end_cell(self, cell: OpenDocumentCell) -> None:
        self._cell = None
        correction, look = cell.correction(), cell.look
        if correction is None and look is None:
            return
        rows = range(self._row, min(self._row + self._repeat, self._limits.rows))
        self._marks_left -= len(rows) * len(self._columns)
        if self._marks_left < 0:
            raise FileRefused.because("too-many-cells", limit=self._limits.cells)
        for row in rows:
            for column in self._columns:
                if correction is not None:
                    self.scans[-1].correct((row, column), correction)
                elif look is not None:
                    self.scans[-1].shows((row, column), look)


def _count(attributes: Attributes, name: str) -> int:
    return whole_number(attributes.get(name, "1")) or 1


def scan_open_document(archive: Archive) -> list[SheetScan]:
    """Scan every sheet of an .ods file, and count every entry of the archive."""
    content = _OpenDocument(archive.limits)
    for name in archive.names:
        if name == "content.xml":
            content.run(archive.chunks(name))
        else:
            archive.exhaust(name)
    return content.scans
