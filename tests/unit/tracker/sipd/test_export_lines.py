"""`aksi sipd FILE` says what is read of an export, and which figures differ."""

from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from tests.unit.tracker.sipd.exports import (
    CASH_PLAN_HEADER,
    MONTH_NAMES,
    cash_plan,
    cash_plan_rows,
    saved,
    small_tree,
    total_row,
)
from tracker.cli import commands

ENVIRONMENT = {"AKSI_MONGODB": "mongodb://127.0.0.1:9/", "AKSI_KAFKA": "127.0.0.1:9"}


def said(path: Path) -> tuple[int, list[str]]:
    root = typer.Typer()
    commands(root, typer.Typer())
    result = CliRunner().invoke(root, ["sipd", str(path)], env=ENVIRONMENT)
    return result.exit_code, result.output.splitlines()


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    root = small_tree()
    path = tmp_path / "rak.xlsx"
    path.write_bytes(saved(cash_plan([*cash_plan_rows(root), total_row(root)])))
    return path


def test_an_export_is_told_by_sheet_with_its_sums(plan: Path) -> None:
    code, lines = said(plan)
    assert code == 0
    assert ": RAK" in lines[0]
    budget = sum(small_tree().total())
    assert f"  pagu: Rp {budget:,}".replace(",", ".") in lines
    assert "0 selisih (differences)" in lines


def test_a_figure_that_differs_is_told_with_its_cell(tmp_path: Path) -> None:
    root = small_tree()
    rows = [*cash_plan_rows(root), total_row(root)]
    rows[-1][2] += 777
    path = tmp_path / "beda.xlsx"
    path.write_bytes(saved(cash_plan(rows)))
    _, lines = said(path)
    assert "0 selisih (differences)" not in lines
    assert any(
        f"{sum(root.total()) + 777:,}".replace(",", ".") in line and "!" in line for line in lines
    )


def test_a_file_that_is_none_is_said(tmp_path: Path) -> None:
    path = tmp_path / "bukan.xlsx"
    path.write_bytes(b"PK\x03\x04 bukan lembar kerja")
    code, lines = said(path)
    assert code == 1
    assert lines
    assert said(tmp_path / "tiada.xlsx")[0] == 1


def rupiah(amount: int) -> str:
    return f"Rp {amount:,}".replace(",", ".")


def test_a_cash_plan_is_told_by_month_and_for_the_year(plan: Path) -> None:
    _, lines = said(plan)
    months = small_tree().total()
    for name, amount in zip(MONTH_NAMES, months, strict=True):
        assert f"  rencana kas {name}: {rupiah(amount)}" in lines
    assert f"  rencana kas setahun: {rupiah(sum(months))}" in lines
    told = f"  rencana kas setahun menurut bulannya (by its months): {rupiah(sum(months))}"
    assert told in lines


def test_the_year_of_cumulative_months_is_its_last_month(tmp_path: Path) -> None:
    rows = cash_plan_rows(small_tree())
    for cells in rows:
        cells[4:] = [sum(cells[4 : 5 + month]) for month in range(12)]
    (path := tmp_path / "kumulatif.xlsx").write_bytes(saved(cash_plan(rows)))
    _, lines = said(path)
    year = rupiah(sum(small_tree().total()))
    assert f"  rencana kas setahun menurut bulannya (by its months): {year}" in lines


def test_a_month_without_a_figure_is_told_beside_its_sum(tmp_path: Path) -> None:
    rows = cash_plan_rows(small_tree())
    rows[8][4] = None
    (path := tmp_path / "kosong.xlsx").write_bytes(saved(cash_plan(rows)))
    _, lines = said(path)
    (january,) = [line for line in lines if "rencana kas Januari" in line]
    assert january.endswith(", 1 baris tanpa angka (rows without)")


def test_every_number_left_out_is_told_with_its_cell_and_why(tmp_path: Path) -> None:
    root = small_tree()
    rows = [[*cells, 0.25, 7, 3] for cells in cash_plan_rows(root)]
    header = [*CASH_PLAN_HEADER, "Persen RAK", "Urutan", "Pagu Murni"]
    header[2] = "Pagu Perubahan"
    book = cash_plan([*rows[:6], [None, "Jumlah", *rows[5][2:16]], *rows[6:]], header)
    sheet = book.active
    sheet.append(total_row(root))
    sheet["V16"], sheet["B2"], sheet["U9"], sheet["U10"], sheet["W4"] = (
        5,
        12_345,
        1,
        "2.000",
        "periksa",
    )
    sheet.row_dimensions[16].hidden = True
    (path := tmp_path / "rak.xlsx").write_bytes(saved(book))

    _, lines = said(path)

    begin = "  dilewati (left out) "
    left = {line.removeprefix(begin) for line in lines if line.startswith(begin)}
    assert left == {
        "di atas tabel (above the table): B2",
        "baris subtotal (subtotal): C10:P10",
        "baris jumlah, hanya dibandingkan (total, only compared): C17:P17",
        "baris tersembunyi (hidden row): C16:S16, V16",
        "kolom persen, sisa atau selisih (ratio, rest or difference): Q4:Q9, Q11:Q15",
        "kolom lain (other column): R4:R9, R11:R15, S4:S9, S11:S15",
        "di luar tabel (outside the table): U9:U10, W4",
    }


def test_the_column_that_holds_is_told(tmp_path: Path) -> None:
    rows = [[*cells, 3] for cells in cash_plan_rows(small_tree())]
    header = [*CASH_PLAN_HEADER, "Pagu Murni"]
    header[2] = "Pagu Perubahan"
    (path := tmp_path / "rak.xlsx").write_bytes(saved(cash_plan(rows, header)))
    _, lines = said(path)
    assert "  Kolom “Pagu Perubahan” C3 yang dibaca; dilewati: “Pagu Murni” Q3." in lines
