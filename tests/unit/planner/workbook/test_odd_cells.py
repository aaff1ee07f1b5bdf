"""Whatever stands in a cell of a plan: it is read, or refused by name."""

import io
from datetime import date
from typing import Any

import openpyxl
import pytest
import xlwt
from hypothesis import given, settings
from hypothesis import strategies as st

from chassis.sheets.refusal import FileRefused
from tests.unit.planner.workbook.workbooks import (
    HEADERS,
    Kept,
    agency_cells,
    column,
    csv_of,
    item_cells,
    xlsx,
)

USED = [header for header in HEADERS if header != "Keterangan"]


def kept() -> Kept:
    there = Kept()
    there.take(xlsx({"Perangkat Daerah": agency_cells()}))
    return there


KEPT = kept()


def spoiled(header: str, value: Any) -> list[Any]:
    cells = item_cells(1)
    cells[column(header)] = value
    return cells


def errors_of(data: bytes) -> list[tuple[str, str]]:
    return [(error["code"], error["cell"]) for error in KEPT.judge(data).body("id")["errors"]]


def openpyxl_plan(header: str) -> bytes:
    book = openpyxl.Workbook()
    book.active.append(HEADERS)
    book.active.append(spoiled(header, "=1+1"))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def xlwt_plan(header: str, error: str | None) -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Rencana Aksi")
    day = xlwt.easyxf(num_format_str="DD/MM/YYYY")
    for row, cells in enumerate([HEADERS, item_cells(1)]):
        for place, cell in enumerate(cells):
            if (row, place) != (1, column(header)):
                sheet.write(row, place, cell, *([day] if isinstance(cell, date) else []))
    if error:
        sheet.row(1).set_cell_error(column(header), error)
    else:
        sheet.write(1, column(header), xlwt.Formula("1+1"))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize("header", USED)
def test_a_formula_without_a_value_is_refused_in_every_column_that_is_used(header: str) -> None:
    cell = f"{chr(ord('A') + column(header))}2"

    assert errors_of(openpyxl_plan(header)) == [("formula-without-value", cell)]
    assert errors_of(xlwt_plan(header, None)) == [("formula-without-value", cell)]


@pytest.mark.parametrize("header", USED)
def test_an_error_in_an_old_spreadsheet_is_refused_in_every_column_that_is_used(
    header: str,
) -> None:
    cell = f"{chr(ord('A') + column(header))}2"

    assert errors_of(xlwt_plan(header, "#DIV/0!")) == [("cell-error", cell)]


def test_a_column_that_is_not_used_may_hold_what_it_likes() -> None:
    assert errors_of(openpyxl_plan("Keterangan")) == []
    assert errors_of(xlwt_plan("Keterangan", "#REF!")) == []


def test_an_agency_with_a_formula_without_a_value_is_refused_by_its_cell() -> None:
    book = openpyxl.Workbook()
    for cells in agency_cells():
        book.active.append(cells)
    book.active["B2"] = "=Lain!A1"
    file = io.BytesIO()
    book.save(file)

    assert errors_of(file.getvalue()) == [("formula-without-value", "B2")]


def test_footnote_marks_fall_away() -> None:
    cells = [cell if not isinstance(cell, str) else f"{cell}¹" for cell in item_cells(1)]
    for header in ("Perangkat Daerah", "OPD Pendukung", "Mitra", "Satuan"):
        cells[column(header)] = item_cells(1)[column(header)]
    plain = KEPT.judge(xlsx({"Rencana Aksi": [HEADERS, item_cells(1)]}))
    marked = KEPT.judge(xlsx({"Rencana Aksi": [[f"{name}¹" for name in HEADERS], cells]}))

    assert [error.body("en") for row in marked.rows for error in row.faults] == []
    assert marked.items[0].draft == plain.items[0].draft


def test_a_unit_keeps_its_power() -> None:
    (row,) = KEPT.judge(xlsx({"Rencana Aksi": [HEADERS, spoiled("Satuan", "m²")]})).items

    assert row.draft is not None
    assert row.draft.unit == "m²"


ODD = st.one_of(
    st.text(max_size=12),
    st.text("0123456789.,-%()¹²³⁴⁾①②٣४１½ Rpjtam/|;#=", max_size=14),
    st.floats(allow_nan=False, allow_infinity=False),
    st.integers(-(10**15), 10**15),
)


@settings(max_examples=300)
@given(st.sampled_from(HEADERS), ODD)
def test_whatever_one_cell_holds_the_row_is_read_or_refused(header: str, cell: Any) -> None:
    for data in (
        csv_of([HEADERS, spoiled(header, cell)]),
        xlsx({"Rencana Aksi": [HEADERS, spoiled(header, cell)]}),
    ):
        try:
            KEPT.judge(data).body("en")
        except FileRefused as refused:
            assert refused.faults  # noqa: PT017 - either is right


@settings(max_examples=200)
@given(st.lists(st.lists(ODD, max_size=len(HEADERS)), max_size=3))
def test_whatever_stands_below_the_header_is_read_or_refused(rows: list[list[Any]]) -> None:
    try:
        KEPT.judge(csv_of([HEADERS, *rows])).body("id")
    except FileRefused as refused:
        assert refused.faults  # noqa: PT017 - either is right


@pytest.mark.parametrize("written", ["Rp -", "Rp-", "Rp. –", "-"])
def test_money_that_is_said_to_be_none_is_none(written: str) -> None:
    (item,) = KEPT.judge(xlsx({"Rencana": [HEADERS, spoiled("Pagu (Rp)", written)]})).items

    assert item.draft is not None
    assert item.draft.budget == 0


def test_an_empty_cell_of_money_leaves_the_money_as_it_was() -> None:
    there = kept()
    there.take(xlsx({"Rencana": [HEADERS, item_cells(1)]}))

    judged = there.judge(xlsx({"Rencana": [HEADERS, spoiled("Pagu (Rp)", "")]}))
    assert [one.verdict for one in judged.items] == ["unchanged"]


def test_a_code_is_read_without_what_nobody_sees_in_it() -> None:
    (item,) = KEPT.judge(xlsx({"Rencana": [HEADERS, spoiled("Kode", "RA-\u200e001\u200b")]})).items

    assert item.code == "RA-001"
