from datetime import date
from typing import Any

import pytest

from tests.unit.tracker.sipd.exports import FIRST_ROW, cash_plan, cash_plan_rows, saved, small_tree
from tracker.sipd.column import Measure
from tracker.sipd.table import LeftOutKind
from tracker.sipd.workbook import read_sipd

LEAF = FIRST_ROW + 8
"""The row of the first account."""


def test_a_workbook_without_doubtful_cells_has_no_faults() -> None:
    assert read_sipd(saved(cash_plan(cash_plan_rows(small_tree())))).faults == []


@pytest.mark.parametrize(
    ("cell", "value", "code"),
    [
        ("F", "=E12*2", "formula-without-value"),
        ("F", "1,250", "ambiguous-number"),
        ("F", "seratus ribu", "not-a-number"),
        ("F", 10**15, "amount-too-large"),
        ("F", "1e30", "not-a-number"),
        ("F", True, "not-a-number"),
        ("F", "#REF!", "cell-error"),
        ("A", 5.1, "code-from-number"),
        ("A", date(2031, 5, 1), "not-text"),
        ("A", "A-17", "code-unknown"),
        ("A", None, "code-missing"),
        ("B", '=CONCATENATE("a","b")', "formula-without-value"),
    ],
)
def test_a_doubtful_cell_is_refused_by_its_address(cell: str, value: Any, code: str) -> None:
    book = cash_plan(cash_plan_rows(small_tree()))
    book.active[f"{cell}{LEAF}"] = value

    file = read_sipd(saved(book))

    (fault,) = file.faults
    assert (fault.fault.code, fault.sheet, fault.cell) == (code, "RAK Belanja", f"{cell}{LEAF}")
    assert "{" not in fault.fault.message.indonesian + fault.fault.message.english
    refused = next((row for row in file.rows if row.row == LEAF), None)
    if cell == "F":
        assert refused is not None
        assert refused.rupiah(Measure.CASH_PLAN, (2, 2)) is None
    assert cell == "B" or file.sheets[0].unchecked or file.differences


def test_a_blank_amount_is_unknown_and_its_sums_are_counted_as_unchecked() -> None:
    book = cash_plan(cash_plan_rows(small_tree()))
    book.active[f"F{LEAF}"] = None

    file = read_sipd(saved(book))

    leaf = next(row for row in file.rows if row.row == LEAF)
    assert leaf.rupiah(Measure.CASH_PLAN, (2, 2)) is None
    assert (file.differences, file.sheets[0].unchecked) == ([], 1)


def test_an_amount_merged_over_rows_is_asked_back() -> None:
    book = cash_plan(cash_plan_rows(small_tree()))
    book.active.merge_cells(f"F{LEAF}:F{LEAF + 1}")

    (fault,) = read_sipd(saved(book)).faults

    assert (fault.fault.code, fault.cell) == ("amount-merged", f"F{LEAF}")


def test_a_code_twice_below_one_parent_is_a_fault() -> None:
    rows = cash_plan_rows(small_tree())
    rows[9][0] = rows[8][0]

    (fault,) = read_sipd(saved(cash_plan(rows))).faults

    assert (fault.fault.code, fault.cell) == ("code-twice", f"A{LEAF + 1}")
    assert f"A{LEAF}" in fault.fault.message.english


def test_subtotals_repeated_headers_and_remarks_are_left_out_and_counted() -> None:
    rows = cash_plan_rows(small_tree())
    book = cash_plan(
        [
            *rows[:8],
            [None, "Jumlah Penanaman", *rows[7][2:]],
            ["Kode Rekening", "Uraian", "Anggaran Tahun Ini"],
            [None, "Lanjutan halaman berikut"],
            *rows[8:],
            [None, "Kepala Dinas", None],
        ]
    )

    file = read_sipd(saved(book))

    left = {one.kind: one.count for one in file.left_out}
    assert len(file.rows) == len(rows)
    assert (file.differences, file.faults) == ([], [])
    assert left[LeftOutKind.SUBTOTAL] == left[LeftOutKind.REMARK] == 1
    assert (left[LeftOutKind.SIGNATURE], left[LeftOutKind.HEADER]) == (1, 2)
    assert LeftOutKind.TOTAL not in left


def test_hidden_rows_and_columns_are_left_out_and_counted_unless_asked_for() -> None:
    book = cash_plan(cash_plan_rows(small_tree()))
    book.active.row_dimensions[LEAF].hidden = True
    book.active.column_dimensions["C"].hidden = True
    data = saved(book)

    file = read_sipd(data)
    whole = read_sipd(data, with_hidden=True)

    left = {one.kind: one.count for one in file.left_out}
    assert (left[LeftOutKind.HIDDEN_ROWS], left[LeftOutKind.HIDDEN_COLUMNS]) == (1, 1)
    assert LEAF not in {row.row for row in file.rows}
    assert all(row.rupiah(Measure.BUDGET) is None for row in file.rows)
    assert LEAF in {row.row for row in whole.rows}
    assert whole.rows[0].rupiah(Measure.BUDGET) is not None
    assert whole.differences == []
