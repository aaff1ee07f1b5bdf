"""The hidden rows and columns of an .ods file. Pure."""

from chassis.digits import whole_number
from chassis.sheets.elements import Attributes, Elements
from chassis.sheets.limits import Limits

NOT_SEEN = frozenset({"collapse", "filter"})


class HiddenInOpenDocument(Elements):
    """Reads content.xml; `rows` and `columns` are those hidden by the name of their sheet, from 0,
    as far as a sheet may reach.
    """

    def __init__(self, limits: Limits) -> None:
        super().__init__()
        self._limits = limits
        self.rows: dict[str, set[int]] = {}
        self.columns: dict[str, set[int]] = {}
        self._sheet = ""
        self._row = self._column = 0

    def start(self, name: str, attributes: Attributes) -> None:
        """Start of a table, a row or a column."""
        if name == "table":
            self._sheet = attributes.get("table:name", "")
            self._row = self._column = 0
            if len(self.rows) < self._limits.sheets:
                self.rows[self._sheet], self.columns[self._sheet] = set(), set()
        elif name == "table-row" and self._sheet in self.rows:
            found, most = self.rows[self._sheet], self._limits.rows
            self._row = _seen(attributes, "rows", self._row, found, most)
        elif name == "table-column" and self._sheet in self.columns:
            found, most = self.columns[self._sheet], self._limits.columns
            self._column = _seen(attributes, "columns", self._column, found, most)


def _seen(attributes: Attributes, kind: str, at: int, found: set[int], most: int) -> int:
    """The number after these rows or columns, which are added where they are hidden."""
    after = at + (whole_number(attributes.get(f"table:number-{kind}-repeated", "1")) or 1)
    if attributes.get("table:visibility") in NOT_SEEN:
        found.update(range(at, min(after, most)))
    return after
