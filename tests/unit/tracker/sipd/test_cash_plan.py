from collections import Counter
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter

from tests.unit.tracker.sipd.exports import (
    CASH_PLAN_HEADER,
    FIRST_ROW,
    Node,
    cash_plan,
    cash_plan_rows,
    saved,
    small_tree,
    total_row,
    tree,
    written,
)
from tracker.sipd.code import Level
from tracker.sipd.column import Measure
from tracker.sipd.sipd_file import DifferenceKind, MonthsAre, SheetKind, SipdFile
from tracker.sipd.table import LeftOutKind
from tracker.sipd.workbook import read_sipd

AMOUNTS = st.one_of(st.just(0), st.integers(0, 999), st.integers(1_000, 9_999_999_999))
MONTHS = st.lists(AMOUNTS, min_size=12, max_size=12)
FORMATS: dict[str, Any] = {
    "number": int,
    "float": float,
    "export": written,
    "grouped": lambda amount: f"{amount:,}".replace(",", "."),
    "rupiah": lambda amount: f"Rp {written(amount)}",
    "dash": lambda amount: "-" if amount == 0 else amount,
    "accounting": lambda amount: "Rp -" if amount == 0 else float(amount),
}


@st.composite
def hierarchies(draw: st.DrawFn) -> Node:
    """One to three programs, each with activities and accounts of one to three levels."""
    programs = []
    for p in range(1, draw(st.integers(1, 3)) + 1):
        program = f"3.27.{p:02}"
        activities = [
            Node(f"{program}.2.{k:02}", f"Kegiatan {k}", below=_subs(draw, f"{program}.2.{k:02}"))
            for k in range(1, draw(st.integers(1, 2)) + 1)
        ]
        programs.append(Node(program, f"PROGRAM {p}", below=activities))
    return tree(*programs)


def _subs(draw: st.DrawFn, activity: str) -> list[Node]:
    subs = []
    for s in range(1, draw(st.integers(1, 2)) + 1):
        accounts = [
            Node(f"5.1.02.01.001.{a:05}", f"Belanja {a}", draw(MONTHS))
            for a in range(1, draw(st.integers(1, 3)) + 1)
        ]
        above = draw(st.sampled_from([(), ("5.1.02",), ("5.1.02", "5.1.02.01", "5.1.02.01.001")]))
        for code in reversed(above):
            accounts = [Node(code, "Belanja", below=accounts)]
        subs.append(Node(f"{activity}.{s:04}", f"Sub {s}", below=accounts))
    return subs


def as_written(rows: list[list[Any]], random: Random) -> list[list[Any]]:
    """The rows with every amount in a format of its own."""
    names = sorted(FORMATS)
    return [
        [*cells[:2], *(FORMATS[random.choice(names)](amount) for amount in cells[2:])]
        for cells in rows
    ]


def read(rows: list[list[Any]], **more: Any) -> SipdFile:
    return read_sipd(saved(cash_plan(rows, **more)))


@settings(max_examples=30, deadline=None)
@given(hierarchies(), st.randoms(use_true_random=False))
def test_every_amount_is_read_as_it_was_written(root: Node, random: Random) -> None:
    rows = cash_plan_rows(root)
    mixed = as_written([*rows, total_row(root)], random)

    file = read(mixed)

    assert [(row.code, row.name) for row in file.rows] == [(row[0], row[1]) for row in rows]
    for row, cells in zip(file.rows, rows, strict=True):
        assert [amount.rupiah for amount in row.amounts] == cells[2:]
        months = [row.rupiah(Measure.CASH_PLAN, (m, m)) for m in range(1, 13)]
        assert months == cells[4:]
    assert [row.is_leaf for row in file.rows] == [not row.below for row in root.rows()]
    assert file.faults == []
    assert file.differences == []
    assert file.sheets[0].unchecked == 0
    assert file.sheets[0].dashes == sum(str(c).endswith("-") for row in mixed for c in row[2:])


@settings(max_examples=30, deadline=None)
@given(hierarchies(), st.randoms(use_true_random=False), st.integers(1_000, 10**9))
def test_an_amount_that_does_not_add_up_is_shown_with_its_cells(
    root: Node, random: Random, more: int
) -> None:
    rows = [*cash_plan_rows(root), total_row(root)]
    at = random.randrange(len(rows))
    month = random.randint(1, 12)
    rows[at][3 + month] += more
    cell = f"{get_column_letter(4 + month)}{FIRST_ROW + at}"

    file = read(as_written(rows, random))
    found = file.differences

    assert found
    for difference in found:
        assert cell in {difference.cell, *difference.cells}
        assert abs(difference.stated - difference.computed) == more
    kinds = Counter(difference.kind for difference in found)
    if at == len(rows) - 1:
        assert kinds == {DifferenceKind.TOTAL: 1}
        return
    node = root.rows()[at]
    sums = bool(at) + bool(node.below)
    is_known = file.sheets[0].months_are is MonthsAre.PER_MONTH
    assert kinds == Counter(
        {
            DifferenceKind.CHILDREN: sums,
            DifferenceKind.TOTAL: int(not node.below),
            DifferenceKind.MONTHS: kinds[DifferenceKind.MONTHS] if not is_known else 1,
        }
    )


def test_a_cash_plan_says_its_agency_year_and_levels() -> None:
    root = small_tree()

    file = read([*cash_plan_rows(root), total_row(root)])

    (sheet,) = file.sheets
    assert (sheet.kind, sheet.reason) == (SheetKind.CASH_PLAN, None)
    assert (sheet.year, sheet.region) == (2031, "CONTOH RAYA")
    assert sheet.agency == "DINAS PERKEBUNAN DAN TAMAN"
    assert sheet.months_are is MonthsAre.PER_MONTH
    assert [row.level for row in file.rows] == [
        Level.URUSAN,
        Level.BIDANG,
        Level.ORGANISASI,
        Level.UNIT,
        Level.PROGRAM,
        Level.KEGIATAN,
        Level.SUB_KEGIATAN,
        Level.JENIS,
        Level.SUB_RINCIAN,
        Level.SUB_RINCIAN,
        Level.SUB_KEGIATAN,
        Level.SUB_RINCIAN,
    ]
    assert [row.parent for row in file.rows] == [None, 4, 5, 6, 7, 8, 9, 10, 11, 11, 9, 14]
    assert {left.kind: left.count for left in file.left_out} == {
        LeftOutKind.TITLE: 1,
        LeftOutKind.HEADER: 1,
        LeftOutKind.TOTAL: 1,
    }


def test_a_rounding_of_one_rupiah_for_each_added_amount_is_no_difference() -> None:
    rows = cash_plan_rows(small_tree())
    parent = next(row for row in rows if row[0] == "5.1.02")

    parent[2] += 2
    assert [d.kind for d in read(rows).differences if d.code == "5.1.02"] == [DifferenceKind.PLAN]
    parent[2] += 1
    assert {d.kind for d in read(rows).differences if d.code == "5.1.02"} == {
        DifferenceKind.PLAN,
        DifferenceKind.CHILDREN,
    }


def test_the_cash_plan_of_the_year_is_compared_with_the_budget() -> None:
    rows = cash_plan_rows(small_tree())
    rows[8][2] += 5_000

    (found,) = [d for d in read(rows).differences if d.kind is DifferenceKind.PLAN]

    assert (found.cell, found.cells) == ("D12", ("C12",))
    assert (found.stated, found.computed) == (1_200_000, 1_205_000)


def test_months_up_to_july_and_their_total_are_compared_and_ratios_left_out() -> None:
    header = (*CASH_PLAN_HEADER[:6], "Total Jan Feb", "Persen RAK")
    rows: list[list[Any]] = [
        [*cells[:6], cells[4] + cells[5], 0.25] for cells in cash_plan_rows(small_tree())
    ]
    rows[9][6] += 800

    file = read(rows, header=header)

    (found,) = [d for d in file.differences if d.kind is DifferenceKind.MONTHS]
    assert (found.cell, found.cells) == ("G13", ("E13", "F13"))
    assert (LeftOutKind.RATIO_COLUMN, 1) in {(left.kind, left.count) for left in file.left_out}


def test_cumulative_months_are_known_by_the_total_of_the_year() -> None:
    rows = cash_plan_rows(small_tree())
    for cells in rows:
        cells[4:] = [sum(cells[4 : 5 + month]) for month in range(12)]
    rows[8][15] += 5_000

    file = read(rows)

    assert file.sheets[0].months_are is MonthsAre.CUMULATIVE
    assert ("D12", ("P12",)) in {(d.cell, d.cells) for d in file.differences}


def test_months_that_no_total_tells_are_ambiguous_unless_they_fall() -> None:
    header = ("Kode Rekening", "Uraian", "Januari", "Februari")
    rising = ([10, 20] * 6, [5, 30] * 6, [0, 7] * 6)

    def months_are(root: Node) -> MonthsAre:
        rows = [[*cells[:2], *cells[4:6]] for cells in cash_plan_rows(root)]
        return read(rows, header=header).sheets[0].months_are

    assert months_are(small_tree(rising)) is MonthsAre.AMBIGUOUS
    assert months_are(small_tree(([20, 10] * 6, *rising[1:]))) is MonthsAre.PER_MONTH
