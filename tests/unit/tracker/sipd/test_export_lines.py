"""`aksi sipd FILE` says what is read of an export, and which figures differ."""

from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from tests.unit.tracker.sipd.exports import cash_plan, cash_plan_rows, saved, small_tree, total_row
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
