"""A code of the plan in several columns, one for each level."""

from datetime import date
from typing import Any

import pytest

from chassis.sheets.limits import DEFAULT
from planner.workbook.judging import judge, read_for
from planner.workbook.mending import Mending
from tests.unit.planner.workbook.workbooks import Kept, agency_cells, xlsx

REST = ["Pilar", "Program/Kegiatan", "Perangkat Daerah", "Mulai", "Selesai"]
FIRST, LAST = date(2027, 1, 1), date(2027, 12, 31)


def file_of(headers: list[list[str]], *codes: list[Any], merge: str = "") -> bytes:
    blank: list[Any] = [""] * len(REST)
    rows: list[list[Any]] = [[*one, *(REST if one is headers[-1] else blank)] for one in headers]
    rows += [
        [*code, "Smart Living", f"Kegiatan {n}", "DINKES", FIRST, LAST]
        for n, code in enumerate(codes, 1)
    ]
    merges = [("Rencana", merge, "Kode")] if merge else []
    return xlsx({"Rencana": rows, "OPD": agency_cells()}, merges)


def codes(result: Any) -> list[Any]:
    return [
        one.code if one.draft else [(fault.fault.code, fault.cell) for fault in one.faults]
        for one in result.items
    ]


MERGED = [["Kode", "", ""]]
LEVELS = [["Kode", "", ""], ["Urusan", "Program", "Kegiatan"]]
NUMBERED = [["Kode Kegiatan", "", ""], ["(1)", "(2)", "(3)"]]


@pytest.mark.parametrize(
    ("headers", "merge"), [(MERGED, "A1:C1"), (LEVELS, "A1:C1"), (LEVELS, ""), (MERGED, "")]
)
def test_the_levels_of_a_code_are_joined(headers: Any, merge: str) -> None:
    data = file_of(headers, ["1", "02", "01"], ["1", "02", "02"], [1, "03", "01"], merge=merge)
    result = Kept().judge(data)
    assert codes(result) == ["1.02.01", "1.02.02", "1.03.01"]
    assert "columns-unnamed" not in [one.code for one in result.notes]
    assert "A, B, C" in next(n.message.indonesian for n in result.notes if n.code == "code-joined")


def test_what_a_row_leaves_blank_of_the_upper_levels_is_that_of_the_row_above() -> None:
    data = file_of(MERGED, ["1", "02", "01"], ["", "", "02"], ["", "03", "01"], merge="A1:C1")
    assert codes(Kept().judge(data)) == ["1.02.01", "1.02.02", "1.03.01"]


def test_a_column_in_which_each_goes_on_from_the_one_before_is_the_code() -> None:
    data = file_of(MERGED, ["1", "1.02", "1.02.01"], ["1", "1.02", "1.02.02"], merge="A1:C1")
    assert codes(Kept().judge(data)) == ["1.02.01", "1.02.02"]


def test_a_gap_or_a_number_that_may_have_lost_a_zero_is_asked_back() -> None:
    data = file_of(MERGED, ["1", "", "01"], ["1", 2, "02"], ["1", "02", "03"], merge="A1:C1")
    assert codes(Kept().judge(data)) == [
        [("code-unclear", "A2")],
        [("code-unclear", "A3")],
        "1.02.03",
    ]
    file = read_for(
        data, DEFAULT, Kept().agencies, "kukar", Mending({"Rencana": {"A2": "1.02.01", "A3": "Z"}})
    )
    result = judge(file, agencies={}, items={}, region="kukar", partial=True)
    assert codes(result) == ["1.02.01", "Z", "1.02.03"]


def test_numbers_of_columns_are_no_code() -> None:
    rows: list[list[Any]] = [
        ["Kode", "", "", *REST],
        list(range(1, 9)),
        ["1", "02", "01", "Smart Living", "Kegiatan", "DINKES", FIRST, LAST],
    ]
    data = xlsx({"R": rows, "OPD": agency_cells()}, [("R", "A1:C1", "Kode")])
    assert codes(Kept().judge(data)) == ["1.02.01"]


def test_a_column_without_a_header_is_no_level_where_codes_differ_without_it() -> None:
    data = file_of(MERGED, ["A1", "", "01"], ["A2", "", "01"], ["A3", "", "02"])
    assert codes(Kept().judge(data)) == ["A1", "A2", "A3"]


def test_programmes_in_levels_stand_above_their_items() -> None:
    rows: list[list[Any]] = [
        ["Kode", "", "", *REST],
        ["1", "", "", "", "Urusan", "", "", ""],
        ["1", "02", "", "Smart Living", "Program", "DINKES", "", ""],
        ["1", "02", "01", "", "Kegiatan", "", FIRST, LAST],
    ]
    data = xlsx({"R": rows, "OPD": agency_cells()}, [("R", "A1:C1", "Kode")])
    result = Kept().judge(data)
    assert codes(result) == ["1.02.01"]
    assert result.items[0].draft is not None
    assert result.items[0].draft.agency == "DINKES"
