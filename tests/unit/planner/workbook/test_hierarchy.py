"""Rows that stand above the items of a plan: urusan, program, kegiatan, and offices."""

from datetime import date
from typing import Any

import pytest

from planner.workbook.preview import preview
from tests.unit.planner.workbook.workbooks import Kept, agency_cells, xlsx

HEADERS = ["Kode", "Pilar", "Program/Kegiatan", "Perangkat Daerah", "Mulai", "Selesai", "Pagu"]
FIRST, LAST = date(2027, 1, 1), date(2027, 12, 31)


def judged(*rows: list[Any], headers: list[str] = HEADERS) -> Any:
    return Kept().judge(xlsx({"Rencana": [headers, *rows], "OPD": agency_cells()}))


def items(result: Any) -> list[tuple[str | None, str, int]]:
    return [(one.code, one.draft.agency, one.draft.budget) for one in result.items]


def codes(result: Any) -> list[str]:
    return [one.code for one in result.notes]


def test_rows_with_the_beginning_of_their_items_codes_are_no_items() -> None:
    result = judged(
        ["1", "", "URUSAN WAJIB", "", "", "", 900],
        ["1.02", "", "KESEHATAN", "", "", "", 900],
        ["1.02.03", "Smart Living", "Program Kesehatan", "DINKES", "", "", 900],
        ["1.02.03.2.01", "", "Layanan", "", "", "", 500],
        ["1.02.03.2.01.0001", "", "Posyandu", "", FIRST, LAST, 200],
        ["1.02.03.2.01.0002", "Smart Society", "Telemedisin", "DISKOMINFO", FIRST, LAST, 300],
        ["1.02.04", "Smart Economy", "Program Lain", "BAPPEDA", "", "", 400],
        ["1.02.04.2.01.0001", "", "Kajian", "", FIRST, LAST, 400],
    )
    assert items(result) == [
        ("1.02.03.2.01.0001", "DINKES", 200),
        ("1.02.03.2.01.0002", "DISKOMINFO", 300),
        ("1.02.04.2.01.0001", "BAPPEDA", 400),
    ]
    assert [one.draft.pillar for one in result.items] == ["living", "society", "economy"]
    (told,) = [one for one in result.notes if one.code == "rows-above"]
    assert told.message.indonesian.startswith("5 baris induk")
    assert "Program Kesehatan" in told.message.indonesian
    assert codes(result).count("from-row-above") == 2


def test_a_row_above_with_days_and_no_pillar_is_no_item() -> None:
    result = judged(
        ["1.02", "", "Program", "DINKES", FIRST, LAST, 500],
        ["1.02.01", "Smart Living", "Posyandu", "", FIRST, LAST, 500],
        ["1.03", "", "Lainnya", "DINKES", FIRST, LAST, 500],
        ["1.04", "Smart Living", "Sendiri", "DINKES", FIRST, LAST, 5],
        ["1.04.01", "Smart Living", "Anak", "DINKES", FIRST, LAST, 500],
    )
    assert [one.code for one in result.items] == ["1.02.01", "1.03", "1.04", "1.04.01"]
    assert [fault.fault.field for fault in result.items[1].faults] == ["pillar"]


def test_a_row_without_code_and_days_stands_above_those_with_codes() -> None:
    result = judged(
        ["", "Smart Living", "Program Kesehatan", "DINKES", "", "", 500],
        ["A-1", "", "Posyandu", "", FIRST, LAST, 500],
        ["", "Smart Economy", "Program Pasar", "BAPPEDA", "", "", 700],
        ["A-2", "", "Pasar", "", FIRST, LAST, 700],
    )
    assert items(result) == [("A-1", "DINKES", 500), ("A-2", "BAPPEDA", 700)]


def test_an_item_that_lacks_its_days_is_still_asked_for_them() -> None:
    result = judged(
        ["A-1", "Smart Living", "Posyandu", "DINKES", "", "", 500],
        ["A-2", "Smart Living", "Telemedisin", "DINKES", FIRST, LAST, 500],
    )
    assert [one.code for one in result.items] == ["A-1", "A-2"]
    assert [one.fault.field for one in result.items[0].faults] == ["start", "due"]


def test_a_code_that_only_begins_alike_is_not_below_another() -> None:
    result = judged(
        ["1.02", "Smart Living", "Posyandu", "DINKES", "", "", 500],
        ["1.021", "Smart Living", "Telemedisin", "DINKES", FIRST, LAST, 500],
    )
    assert [one.code for one in result.items] == ["1.02", "1.021"]


def test_a_numbered_heading_is_no_item_where_codes_are_others() -> None:
    result = judged(
        ["2", "", "SMART ECONOMY", "", "", "", ""],
        ["A-1", "Smart Economy", "Pasar", "DINKES", FIRST, LAST, 500],
    )
    assert [one.code for one in result.items] == ["A-1"]
    result = judged(
        ["1", "", "Posyandu", "", "", "", ""],
        ["2", "Smart Economy", "Pasar", "DINKES", FIRST, LAST, 500],
    )
    assert [one.code for one in result.items] == ["1", "2"]


def test_the_office_of_a_heading_is_that_of_the_rows_below_it() -> None:
    result = judged(
        ["", "", "A. DINAS KESEHATAN", "", "", "", ""],
        ["A-1", "Smart Living", "Posyandu", "", FIRST, LAST, 500],
        ["", "", "Program Kesehatan", "", "", "", 500],
        ["A-2", "Smart Living", "Telemedisin", "", FIRST, LAST, 500],
        ["", "", "B. Kominfo", "", "", "", ""],
        ["A-3", "Smart Living", "Aplikasi", "", FIRST, LAST, 500],
        ["", "", "C. Dinas Tak Dikenal", "", "", "", ""],
        ["A-4", "Smart Living", "Lainnya", "", FIRST, LAST, 500],
    )
    assert [one.draft and one.draft.agency for one in result.items] == [
        "DINKES",
        "DINKES",
        "DISKOMINFO",
        None,
    ]
    assert [one.fault.code for one in result.items[3].faults] == ["missing"]


@pytest.mark.parametrize(("money", "is_asked"), [(500, True), (900, True), (120, False)])
def test_money_that_may_be_the_sum_of_the_items_below_is_asked_back(
    money: int, is_asked: bool
) -> None:
    result = judged(
        ["1.02", "Smart Living", "Layanan", "DINKES", FIRST, LAST, money],
        ["1.02.1", "Smart Living", "Posyandu", "DINKES", FIRST, LAST, 200],
        ["1.02.2", "Smart Living", "Telemedisin", "DINKES", FIRST, LAST, 300],
    )
    found = [fault.fault.code for one in result.items for fault in one.faults]
    assert found == (["sum-of-items"] if is_asked else [])
    if is_asked:
        assert preview(result).doubtful[0].cell == "G2"
