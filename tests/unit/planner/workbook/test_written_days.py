"""Days of a plan as people write them: ranges, numbers of days, words before a day."""

from datetime import date
from typing import Any

import pytest

from chassis.sheets.day_order import WRITTEN_DAY_FIRST
from chassis.sheets.refusal import Unreadable
from planner.workbook.mending import WholePeriods
from planner.workbook.period_cells import PeriodCells
from tests.unit.planner.workbook.workbooks import Kept, agency_cells, column, plan_cells, xlsx

LAST = date(2026, 12, 31)
ASKED = WholePeriods(may_be=True, year=2026)


def due(cell: Any, periods: WholePeriods = WholePeriods()) -> date:  # noqa: B008 - is frozen
    return PeriodCells(periods, WRITTEN_DAY_FIRST).due(cell)


def start(cell: Any, periods: WholePeriods = WholePeriods()) -> date:  # noqa: B008 - is frozen
    return PeriodCells(periods, WRITTEN_DAY_FIRST).start(cell)


@pytest.mark.parametrize(
    "cell",
    [
        "s.d. 31 Desember 2026", "s/d 31 Desember 2026", "sd 31/12/2026",
        "sampai dengan 31 Desember 2026", "paling lambat 31 Des 2026", "hingga 31 Desember 2026",
        "01/01/2026 - 31/12/2026", "1 Januari s.d. 31 Desember 2026", "31122026", "20261231",
        "46387", 46387, 46387.0, 46387.75, "46387,5", "31/12/2026 ",
    ],
)  # fmt: skip
def test_the_last_day_is_read_as_it_is_written(cell: Any) -> None:
    assert due(cell) == LAST


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("mulai 5 Januari 2026", date(2026, 1, 5)),
        ("sejak 5 Januari 2026", date(2026, 1, 5)),
        ("5 Januari 2026 s.d. 31 Desember 2026", date(2026, 1, 5)),
        (46027, date(2026, 1, 5)),
    ],
)
def test_the_first_day_of_a_range_is_the_start(cell: Any, day: date) -> None:
    assert start(cell) == day


@pytest.mark.parametrize(
    "cell",
    [
        "Januari s.d. Desember 2026", "Januari - Desember 2026", "Triwulan IV 2026", "Q4 2026",
        "Caturwulan III 2026", "Semester II", "Desember", "Des 2026", "Akhir tahun 2026",
        "akhir Desember 2026", "s.d. Desember 2026", "Tahun 2026", 2026, "akhir 2026",
        "Jan - Des", "s.d. TW IV",
    ],
)  # fmt: skip
def test_a_period_waits_for_its_answer_and_ends_with_its_last_day(cell: Any) -> None:
    with pytest.raises(Unreadable, match="date-incomplete"):
        due(cell)
    assert due(cell, ASKED) == LAST


@pytest.mark.parametrize(
    "cell",
    [
        "31 November 2026", "Minggu ke-4 Desember 2026", "12345678", "99999", "awal 2026", "nanti",
        "mulai 5 Januari 2026", 12, 99999, 0.5, True,
    ],
)  # fmt: skip
def test_what_is_no_last_day_is_refused(cell: Any) -> None:
    with pytest.raises(Unreadable):
        due(cell, ASKED)


@pytest.mark.parametrize("cell", ["s.d. 31 Desember 2026", "akhir 2026"])
def test_the_end_is_no_start(cell: Any) -> None:
    with pytest.raises(Unreadable):
        start(cell, ASKED)


@pytest.mark.parametrize("cell", ["03/04/2026 - 31/12/2026", "s.d. 03/04/2026", "03042026"])
def test_a_day_that_may_be_read_two_ways_is_asked_back_in_a_range_as_well(cell: str) -> None:
    rows = plan_cells(1)
    rows[3][column("Selesai")] = cell
    rows[3][column("Tonggak")] = ""
    judged = Kept().judge(xlsx({"Rencana Aksi": rows, "Perangkat Daerah": agency_cells()}))
    assert [fault.fault.code for fault in judged.items[0].faults] == ["date-two-ways"]


def test_how_days_were_read_is_said() -> None:
    rows = plan_cells(2)
    rows[3][column("Selesai")] = "1/1/2026 - 31/12/2026"
    rows[4][column("Selesai")] = 46387
    judged = Kept().judge(xlsx({"Rencana Aksi": rows, "Perangkat Daerah": agency_cells()}))
    assert [one.draft and one.draft.due for one in judged.items] == [LAST, LAST]
    told = {one.code: one.message.indonesian for one in judged.notes}
    assert "46387 = 31 Desember 2026" in told["serials-read"]
    assert "ranges-read" in told
