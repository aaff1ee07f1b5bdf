import pytest

from chassis.sheets.calendar_date import read_day
from chassis.sheets.figure import read_figure
from chassis.sheets.footnote import raised, without_footnote
from chassis.sheets.refusal import Unreadable


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("45,5¹", "45,5"),
        ("Desa digital²⁾", "Desa digital"),
        ("Desa digital ¹, ²", "Desa digital"),
        ("Layanan²", "Layanan"),
        ("(Rp)¹", "(Rp)"),
        ("Taman 200 m²¹", "Taman 200 m"),
    ],
)
def test_a_mark_at_the_end_falls_away(text: str, plain: str) -> None:
    assert without_footnote(text) == plain


@pytest.mark.parametrize(
    "text",
    ["", "45,5", "m²", "Taman 200 m²", "liter/dm³", "200m²", "10⁶", "²", "CO₂", "¹ lihat bawah"],
)
def test_powers_and_other_texts_stay(text: str) -> None:
    assert without_footnote(text) == text


@pytest.mark.parametrize(
    ("run", "text"), [("1)", "¹⁾"), ("2", "²"), ("*)", "⁾"), ("th", "th"), ("1, 2", "¹, ²")]
)
def test_a_superscript_run_keeps_apart_from_what_it_marks(run: str, text: str) -> None:
    assert raised(run) == text


@pytest.mark.parametrize(
    ("cell", "amount"), [("45,5¹", "45.5"), ("1.250.000²⁾", "1250000"), ("5,6 %¹", "5.6")]
)
def test_a_figure_is_read_without_its_mark(cell: str, amount: str) -> None:
    assert str(read_figure(cell).amount) == amount


@pytest.mark.parametrize("cell", ["10⁹", "2²5", "4⁵,5", "1,²", "①", "٤٥", "４５", "1.25٠", "Rp ²"])
def test_digits_that_are_none_are_no_figure(cell: str) -> None:
    for money in (True, False):
        with pytest.raises(Unreadable) as refused:
            read_figure(cell, money=money)
        assert refused.value.code == "not-a-number"


def test_a_day_is_read_without_its_mark() -> None:
    assert read_day("31 Desember 2026¹").isoformat() == "2026-12-31"
