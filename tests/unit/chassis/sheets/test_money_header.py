"""Units of money in headers, and in lines above a table."""

import pytest

from chassis.sheets.header_row import ColumnPlace
from chassis.sheets.money_header import scale_of, unit_above


@pytest.mark.parametrize(
    ("line", "unit"),
    [
        ("(dalam juta rupiah)", "juta"),
        ("dalam jutaan rupiah", "juta"),
        ("(Dalam Ribuan)", "ribu"),
        ("dalam ribuan rupiah", "ribu"),
        ("Dalam Rp. juta", "juta"),
        ("dalam satuan juta", "juta"),
        ("Satuan: juta rupiah", "juta"),
        ("Rp. 000", "ribu"),
        ("Rp.000", "ribu"),
        ("(Rp. 000)", "ribu"),
        ("(Rp 000,-)", "ribu"),
        ("(000 rupiah)", "ribu"),
        ("(Dlm. jutaan Rp)", "juta"),
        ("REALISASI TAHUN 2026 juta Rp.", "juta"),
        ("(Rp M)", "miliar"),
        ("( Rp. T )", "triliun"),
        ("Rp. 000.000", "juta"),
        ("Rp jt", "juta"),
        ("(Rp Jt)", "juta"),
        ("(jutaan)", "juta"),
        ("Jutaan rupiah", "juta"),
        ("miliar rupiah", "miliar"),
        ("(Rp Milyar)", "miliar"),
        ("(dalam triliun rupiah)", "triliun"),
        ("LAPORAN REALISASI OKTOBER 2026 (dalam juta rupiah)", "juta"),
        ("TAHUN ANGGARAN 2031 (dalam jutaan rupiah)", "juta"),
    ],
)
def test_a_line_above_a_table_may_name_its_unit(line: str, unit: str) -> None:
    found = unit_above([line])
    assert [one.name for one in found] == [unit]


@pytest.mark.parametrize(
    "line",
    [
        "Rp 1.000",
        "Pagu di atas Rp 1.000.000",
        "Kode Satker 000",
        "Kode 5.01.000",
        "Nomor 000/123/2026",
        "Tahun 2000",
        "Pagu 5 juta rupiah",
        "pagu Rp 750 juta rupiah",
        "seratus juta rupiah",
        "Program Ribu Taman",
        "Desa Seribu Rupiah",
        "(dalam rupiah)",
        "Bantuan lima ribu rupiah per orang",
        "LAPORAN JUTAWAN DESA",
    ],
)
def test_other_lines_name_none(line: str) -> None:
    assert unit_above([line]) == []


def test_lines_may_contradict_each_other() -> None:
    found = unit_above(["(dalam juta rupiah)", "(dalam ribuan)", "(Rp juta)"])
    assert [one.name for one in found] == ["juta", "ribu"]


@pytest.mark.parametrize(
    ("header", "factor"),
    [
        ("Realisasi (Rp 000)", 1_000),
        ("Realisasi (Rp.000)", 1_000),
        ("Realisasi (000)", 1_000),
        ("Realisasi (Rp. 000.000)", 1_000_000),
        ("Realisasi (Rp jt)", 1_000_000),
        ("Realisasi (juta)", 1_000_000),
        ("Pagu (Rp ribu)", 1_000),
        ("Pagu Miliar", 10**9),
        ("Pagu (Rp M)", 10**9),
        ("Realisasi Rp 1.000", None),
        ("Realisasi Rekening 5.000", None),
        ("Realisasi Keuangan (Rp)", None),
    ],
)
def test_the_header_of_a_column_may_name_its_unit(header: str, factor: int | None) -> None:
    unit = scale_of(ColumnPlace(0, header, header))
    assert (unit and unit.factor) == factor


def test_the_unit_of_a_column_comes_before_that_above_the_table() -> None:
    unit = scale_of(ColumnPlace(0, "Pagu (ribu)", "Pagu (ribu)", lines_above=("Rp juta",)))
    assert unit is not None
    assert unit.factor == 1_000
    unit = scale_of(ColumnPlace(0, "Pagu (Rp)", "Pagu (Rp)", lines_above=("Rp juta",)))
    assert unit is not None
    assert unit.factor == 10**6
