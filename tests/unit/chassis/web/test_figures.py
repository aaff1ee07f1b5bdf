"""Figures and days as people read them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from chassis.text import Language
from chassis.web.figures import day, exact_rupiah, hundredths, moment, percent, points, rupiah


@pytest.mark.parametrize(
    ("amount", "indonesian", "english"),
    [
        (0, "Rp 0", "Rp 0"),
        (950_000, "Rp 950.000", "Rp 950,000"),
        (1_000_000, "Rp 1 juta", "Rp 1 million"),
        (1_250_000_000, "Rp 1,25 miliar", "Rp 1.25 billion"),
        (1_999_999_999, "Rp 2 miliar", "Rp 2 billion"),
        (3_400_000_000_000, "Rp 3,4 triliun", "Rp 3.4 trillion"),
        (-2_500_000, "Rp -2,5 juta", "Rp -2.5 million"),
    ],
)
def test_rupiah_are_short_in_the_readers_language(
    amount: int, indonesian: str, english: str
) -> None:
    assert (rupiah(amount, "id"), rupiah(amount, "en")) == (indonesian, english)


@pytest.mark.parametrize(
    ("language", "exact"), [("id", "Rp 1.250.000.001"), ("en", "Rp 1,250,000,001")]
)
def test_the_exact_figure_is_in_reach(language: Language, exact: str) -> None:
    assert exact_rupiah(1_250_000_001, language) == exact


def test_a_percentage_has_one_decimal_at_most() -> None:
    assert [percent(number, "id") for number in (0, 45, 45.55, 100)] == [
        "0 %",
        "45 %",
        "45,5 %",
        "100 %",
    ]


def test_a_score_has_two_decimals() -> None:
    shown = [hundredths(Decimal(number), "id") for number in ("3.31", "3", "0.5")]
    assert shown == ["3,31", "3,00", "0,50"]
    assert hundredths(Decimal("3.31"), "en") == "3.31"


def test_a_deviation_has_its_sign() -> None:
    assert [points(number, "id") for number in (4, -12.52)] == ["+4", "-12,5"]
    assert [points(number, "id") for number in (-0.0, 0.0, 0.04, -0.04)] == ["0"] * 4


def test_a_day_and_an_instant_are_those_of_the_place() -> None:
    assert day(date(2026, 10, 31), "id") == "31 Oktober 2026"
    assert day(date(2026, 10, 31), "en") == "31 October 2026"
    late = datetime(2026, 10, 31, 16, 30, tzinfo=UTC)
    assert moment(late, "Asia/Makassar", "id") == "1 November 2026 00.30"
