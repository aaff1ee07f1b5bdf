"""Reads days where a sheet may name months, quarters or years instead. Pure."""

import re
from datetime import date

from chassis.sheets.cell import Cell, shown, visible_text
from chassis.sheets.day_numbers import as_digits, serial_day, with_marks
from chassis.sheets.day_order import WRITTEN_DAY_FIRST, DayOrder
from chassis.sheets.period import read_period
from chassis.sheets.refusal import Unreadable
from planner.workbook.mending import WholePeriods

TWO_WAYS = "date-two-ways"
FROM = re.compile(
    r"^(?:(?:terhitung\s+)?mulai(?:\s+tanggal)?|sejak|dari|awal|pada\s+awal|tmt\.?)\s+(?:tahun\s+(?=\d))?",
    re.IGNORECASE,
)
UNTIL = re.compile(
    r"^(?:s\s*[./]?\s*d\b\.?|sampai(?:\s+dengan)?|hingga|paling\s+lambat|selambat-lambatnya"
    r"|(?:pada\s+|di\s+)?akhir)\s*(?:tahun\s+(?=\d))?",
    re.IGNORECASE,
)
"""Words before a day or a period in the column of the first, and of the last day."""


class PeriodCells:
    """The days of one sheet. A month, quarter or year stands for its first and its last day only
    where its sender has said so: `asked` tells whether it had to be said for any cell, and
    `without_year` whether one of them names no year.
    """

    def __init__(self, periods: WholePeriods, order: DayOrder = WRITTEN_DAY_FIRST) -> None:
        self._periods = periods
        self.order = order
        self.asked = False
        self.without_year = False
        self.count = 0
        """Cells that were read so."""
        self.instead = 0
        """Cells that hold no period, in whose place the days said for the sheet count."""
        self.ranges = 0
        """Cells of one day that hold a range, of which the first or last day counts."""
        self.serials: dict[str, date] = {}
        """Numbers that were read as days of a spreadsheet."""
        self.unreadable = False
        """Whether a cell that should hold both days holds no period."""

    def start(self, cell: Cell) -> date:
        """The first day, also of a range. Raises Unreadable."""
        return self._day(cell, FROM)[0]

    def due(self, cell: Cell) -> date:
        """The last day, also of a range. Raises Unreadable."""
        return self._day(cell, UNTIL)[1]

    def both(self, cell: Cell) -> tuple[date, date]:
        """The first and the last day of a cell that holds both. Raises Unreadable."""
        try:
            text = self.order.in_words(cell) if isinstance(cell, str) else cell
            period = read_period(text, self._periods.year)
        except Unreadable as error:
            if error.code == TWO_WAYS:
                raise
            if not self._lacks_year(error):
                self.unreadable = True
            elif not self._periods.may_be:
                raise Unreadable("date-incomplete", value=shown(cell)) from None
            raise
        if period.exact:
            return period.first, period.last
        return self._whole(cell, period.first, period.last)

    def _day(self, cell: Cell, before: re.Pattern[str]) -> tuple[date, date]:
        if not isinstance(cell, date) and (day := serial_day(cell)):
            self.serials.setdefault(shown(cell), day)
            return day, day
        cell = as_digits(cell)
        bare = before.sub("", with_marks(visible_text(cell))) if isinstance(cell, str) else cell
        try:
            day = self.order.read(bare)
        except Unreadable as error:
            if error.code == TWO_WAYS:
                raise
            return self._instead(cell, bare, error)
        return day, day

    def _instead(self, cell: Cell, bare: Cell, error: Unreadable) -> tuple[date, date]:
        """The first and the last day of a range or a period in a cell, `bare` of the words before
        it, that holds no day.
        """
        text = self.order.in_words(bare) if isinstance(bare, str) else bare
        try:
            period = read_period(text, self._periods.year)
        except Unreadable as other:
            lacks_year = self._lacks_year(other)
            if lacks_year and not self._periods.may_be:
                raise Unreadable("date-incomplete", value=shown(cell)) from None
            raise (other if lacks_year else error) from None
        if period.exact:
            self.ranges += period.first != period.last
            return period.first, period.last
        return self._whole(cell, period.first, period.last)

    def _whole(self, cell: Cell, first: date, last: date) -> tuple[date, date]:
        self.asked = True
        if not self._periods.may_be:
            raise Unreadable("date-incomplete", value=shown(cell))
        self.count += 1
        return first, last

    def _lacks_year(self, error: Unreadable) -> bool:
        lacks = error.code == "period-without-year"
        self.asked, self.without_year = self.asked or lacks, self.without_year or lacks
        return lacks
