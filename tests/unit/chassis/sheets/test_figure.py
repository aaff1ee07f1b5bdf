from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.sheets.cell import Percent
from chassis.sheets.figure import Figure, as_number, figure_within, read_figure, uses_decimal_point
from chassis.sheets.refusal import Unreadable


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("1.250.000,50", "1250000.50"),
        ("1,250,000.50", "1250000.50"),
        ("1 250 000,5", "1250000.5"),
        ("1\u00a0250\u00a0000", "1250000"),
        ("1.250", "1250"),
        ("1,250", "1.250"),
        ("0,056", "0.056"),
        (",5", "0.5"),
        ("5,6", "5.6"),
        ("5.6", "5.6"),
        ("007", "7"),
        ("(500)", "-500"),
        ("-500", "-500"),
        ("−1,5", "-1.5"),
        ("+3", "3"),
        (1250000.5, "1250000.5"),
        (0.1, "0.1"),
        (42, "42"),
    ],
)
def test_a_number_is_read_as_indonesians_write_it_else_as_the_english_do(
    written: Any, amount: str
) -> None:
    assert read_figure(written) == Figure(Decimal(amount))


@pytest.mark.parametrize(
    ("written", "rupiah"),
    [
        ("Rp 1.250.000,50", "1250000.50"),
        ("Rp1.250.000,-", "1250000"),
        ("Rp. 1.250.000,00", "1250000.00"),
        ("IDR 1.250.000", "1250000"),
        ("(Rp 500)", "-500"),
        ("Rp (500)", "-500"),
        ("Rp -500", "-500"),
        ("750.000", "750000"),
        ("1,250,000", "1250000"),
    ],
)
def test_money_may_carry_its_currency(written: str, rupiah: str) -> None:
    expected = Figure(Decimal(rupiah), rupiah="Rp" in written or "IDR" in written)
    assert read_figure(written, money=True) == expected


@pytest.mark.parametrize(
    ("written", "rupiah"),
    [
        ("Rp 1,6 M", 1_600_000_000),
        ("1,6 miliar", 1_600_000_000),
        ("1.6 Milyar", 1_600_000_000),
        ("500 juta", 500_000_000),
        ("500jt", 500_000_000),
        ("Rp 750 ribu", 750_000),
        ("2 T", 2_000_000_000_000),
        ("2,5 triliun", 2_500_000_000_000),
    ],
)
def test_a_word_of_scale_is_multiplied_in_and_told(written: str, rupiah: int) -> None:
    expected = Figure(Decimal(rupiah), scaled=True, rupiah="Rp" in written)
    assert read_figure(written, money=True) == expected


@pytest.mark.parametrize(
    ("written", "rupiah"),
    [
        ("Rp 1.250.000.000 (PAD)", 1_250_000_000),
        ("1.250.000 (satu juta dua ratus lima puluh ribu rupiah)", 1_250_000),
        ("Rp500.000.000;", 500_000_000),
        ("Rp 2 M (APBD Perubahan)", 2_000_000_000),
        ("Rp. 1.250.000,- (DAK Fisik)", 1_250_000),
    ],
)
def test_a_remark_behind_money_is_no_part_of_it(written: str, rupiah: int) -> None:
    assert read_figure(written, money=True).amount == rupiah


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("± 500 juta", ("500 juta",)),
        ("sekitar Rp 500.000.000", ("Rp 500.000.000",)),
        ("2 M lebih", ("2 M",)),
        (">= 2 M", ("2 M",)),
        ("Rp 100.000.000 – 200.000.000", ("Rp 100.000.000", "200.000.000")),
        ("100 juta s.d. 200 juta", ("100 juta", "200 juta")),
    ],
)
def test_money_that_is_not_exact_is_refused_with_what_may_be_meant(
    written: str, meant: tuple[str, ...]
) -> None:
    with pytest.raises(Unreadable) as refused:
        read_figure(written, money=True)
    assert refused.value.code == "amount-not-exact"
    assert refused.value.proposals == meant


@pytest.mark.parametrize(
    "written",
    ["500 (juta)", "500 (dalam ribuan)", "2 (M)", "belum ada", "TBD", "± banyak", "5 (2 unit)",
     "Rp 5.000.000/bulan", "(PAD)", "sekitar", "1 - 2 - 3"],
)  # fmt: skip
def test_what_may_be_a_unit_or_no_money_is_no_amount(written: str) -> None:
    with pytest.raises(Unreadable, match="not-a-number"):
        read_figure(written, money=True)


@pytest.mark.parametrize("written", ["750,000", "Rp 750,000", "1.600 M", "1,600 juta"])
def test_money_that_may_be_read_in_two_ways_is_refused(written: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_figure(written, money=True)

    assert refused.value.code == "ambiguous-number"
    fault = refused.value.fault("budget")
    assert fault.field == "budget"
    assert written in fault.message.indonesian


def test_the_refusal_of_what_is_ambiguous_names_both_readings() -> None:
    with pytest.raises(Unreadable) as refused:
        read_figure("Rp 750,000", money=True)

    told = refused.value.fault("budget").message.english
    assert "750,000 or 750000" in told


@pytest.mark.parametrize(
    ("written", "points"),
    [("5,6 %", "5.6"), ("5.6%", "5.6"), ("100 persen", "100"), ("-10 %", "-10"), ("(10%)", "-10")],
)
def test_a_percent_sign_is_told_beside_the_number(written: str, points: str) -> None:
    assert read_figure(written) == Figure(Decimal(points), percent=True)


@pytest.mark.parametrize(
    "written",
    [
        "", "-", "banyak", "12 desa", "1.2.3", "1.25.000", "1.250,000.5", "1,250.000,5", "--5",
        "Rp", "5 %%", "(-5)", "1e5", "٣", "1" * 31, "()", "((5))", ".", ",",
        None, True, date(2026, 1, 1), float("nan"), float("inf"), float("-inf"),
    ],
)  # fmt: skip
def test_what_is_no_number_is_refused_as_that(written: Any) -> None:
    with pytest.raises(Unreadable) as refused:
        read_figure(written)

    assert refused.value.code == "not-a-number"


@pytest.mark.parametrize("written", ["500 juta", "Rp 1,6 M"])
def test_words_of_scale_are_for_money_alone(written: str) -> None:
    with pytest.raises(Unreadable):
        read_figure(written)


@given(st.integers(0, 10**15), st.integers(0, 99))
def test_every_amount_of_rupiah_reads_back_from_its_indonesian_writing(
    whole: int, cents: int
) -> None:
    written = f"Rp {whole:,}".replace(",", ".") + f",{cents:02}"

    assert read_figure(written, money=True).amount == Decimal(f"{whole}.{cents:02}")


@given(st.text(max_size=40), st.booleans())
def test_any_text_is_a_number_or_a_refusal(text: str, money: bool) -> None:
    try:
        assert read_figure(text, money=money).amount.is_finite()
    except Unreadable as refused:
        assert refused.code in {"not-a-number", "ambiguous-number"}  # noqa: PT017 - either is right


@given(st.floats(allow_nan=False, allow_infinity=False, width=32))
def test_a_number_kept_once_is_kept_for_good(number: float) -> None:
    once = as_number(Decimal(repr(number)))

    assert as_number(Decimal(repr(once))) == once


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("6.000 nelayan", 6000.0),
        ("minimal 12,5 % desa", 12.5),
        ("semua desa", None),
        ("1.2.3", None),
    ],
)
def test_the_first_number_within_a_text_is_found(text: str, first: float | None) -> None:
    assert figure_within(text) == first


@pytest.mark.parametrize("number", [1e308, -1e308, 10**400, -(10**31), Percent(1e300)])
def test_a_number_beyond_all_bounds_is_refused_before_it_is_used(number: Any) -> None:
    with pytest.raises(Unreadable, match="number-too-large") as refused:
        read_figure(number)
    assert len(refused.value.fault("budget", "B2").message.indonesian) < 100


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("750 Juta Rupiah", 750_000_000),
        ("1.250.000 rupiah", 1_250_000),
        ("Rp. 1.250.000,-.", 1_250_000),
        ("1.250.000\u200b", 1_250_000),
        ("\u200e1.250.000", 1_250_000),
        ("1\u202f250\u202f000", 1_250_000),
    ],
)
def test_money_is_read_as_people_write_it(text: str, amount: int) -> None:
    assert read_figure(text, money=True).amount == amount


@pytest.mark.parametrize("text", ["0.875", "Rp 0.125", "12.5", "1,250.00"])
def test_a_point_after_a_zero_or_before_few_digits_is_a_decimal_mark(text: str) -> None:
    assert uses_decimal_point(["3.125", text])


@pytest.mark.parametrize("text", ["3.125", "1.250.000", "0,875", "10.000"])
def test_a_point_before_three_digits_may_be_one_of_thousands(text: str) -> None:
    assert not uses_decimal_point([text])
