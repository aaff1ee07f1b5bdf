"""What is read from an export of SIPD. Pure.

`SipdFile` has lists only, so that a child process can send it in pieces (chassis/files).
"""

from dataclasses import dataclass, field
from enum import StrEnum

from chassis.sheets.entry import CellFault
from chassis.text import Text
from tracker.sipd.amount import Amount
from tracker.sipd.code import Level
from tracker.sipd.column import Measure, Months
from tracker.sipd.table import LeftOutKind


class SheetKind(StrEnum):
    """Kinds of sheets. Rows are read of the first two only."""

    CASH_PLAN = "cash-plan"
    """RAK: planned cash by month."""
    REALISATION = "realisation"
    """LRA: budget and realisation."""
    REPEAT = "repeat"
    """The rows of another sheet again, all or an extract of them."""
    HIDDEN = "hidden"
    UNKNOWN = "unknown"


class MonthsAre(StrEnum):
    """How the amounts of months are to be understood."""

    PER_MONTH = "per-month"
    CUMULATIVE = "cumulative"
    AMBIGUOUS = "ambiguous"
    """Both readings agree with the sums, or neither."""
    NO_MONTHS = "no-months"
    """There are no two months to compare."""


@dataclass(frozen=True, slots=True)
class SipdSheet:
    """One sheet: its kind and what its title says."""

    name: str
    kind: SheetKind
    reason: Text | None = None
    """Why it is not read; None for a sheet that is."""
    repeats: str | None = None
    """The sheet whose rows it repeats."""
    year: int | None = None
    region: str = ""
    agency: str = ""
    """As the title names it, else the only organisasi among the rows."""
    work_unit: str = ""
    """The unit of the agency that it is of; blank where it says none, or the agency itself."""
    months: Months | None = None
    """The months of the report, where title or sheet name says them."""
    months_are: MonthsAre = MonthsAre.NO_MONTHS
    header: tuple[int, int] | None = None
    """First and last row of the header, from 1."""
    rows: int = 0
    dashes: int = 0
    """Dashes that were read as zero."""
    unchecked: int = 0
    """Amounts of rows and totals that could not be compared with those below them, because some
    of those are blank or refused.
    """
    remarks: tuple[Text, ...] = ()
    """Which of several columns of one figure is read."""


@dataclass(frozen=True, slots=True)
class SipdRow:
    """One row of the hierarchy; `row` and `parent` count from 1, as in a spreadsheet."""

    sheet: str
    row: int
    level: Level
    code: str
    name: str
    parent: int | None
    """The row of its parent; None for the highest."""
    is_leaf: bool
    amounts: tuple[Amount, ...]
    """Its amounts; a blank cell has none."""

    def rupiah(self, measure: Measure, months: Months | None = None, group: str = "") -> int | None:
        """One of its amounts; None where its cell is blank, refused or not there."""
        key = (measure, months, group)
        return next((amount.rupiah for amount in self.amounts if amount.key == key), None)


class DifferenceKind(StrEnum):
    """Which two figures differ."""

    CHILDREN = "children"
    """A row, and the sum of the rows right below it."""
    TOTAL = "total"
    """The row of totals, and the sum of the lowest rows."""
    MONTHS = "months"
    """The year or another span, and its months."""
    PLAN = "plan"
    """The cash plan of the year, and the budget."""
    SHEET = "sheet"
    """A sheet, and the same row on another sheet."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Two figures of one meaning that differ by more than rounding."""

    kind: DifferenceKind
    sheet: str
    row: int
    """From 1."""
    code: str
    header: str
    stated: int
    cell: str
    computed: int
    cells: tuple[str, ...]
    """The cells of `computed`, at most `CELLS_MOST`; on sheet `beside` if that is given."""
    added: int
    """How many figures were added up."""
    message: Text
    beside: str | None = None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """How many rows, columns or cells of a sheet were left out."""

    sheet: str
    kind: LeftOutKind
    count: int
    cells: tuple[str, ...] = ()
    """The numbers in them, as ranges of cells; outside the table texts too."""
    more: int = 0
    """Ranges that are not in `cells`."""


@dataclass(slots=True)
class SipdFile:
    """The content of a workbook."""

    sheets: list[SipdSheet] = field(default_factory=list)
    rows: list[SipdRow] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)
    faults: list[CellFault] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
