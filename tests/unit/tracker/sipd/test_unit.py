"""Money in another unit than whole rupiah is refused by its name; other words are no unit."""

from itertools import product

import pytest

from tests.unit.tracker.sipd.exports import (
    CASH_PLAN_HEADER,
    cash_plan,
    cash_plan_rows,
    saved,
    small_tree,
)
from tracker.sipd.sipd_file import SheetKind
from tracker.sipd.title import unit_in, unit_of_columns
from tracker.sipd.workbook import read_sipd

WORDS = (
    *("ribu", "ribuan", "rb", "juta", "jutaan", "jt", "miliar", "milyar", "miliaran", "triliun"),
)
SAYINGS = (
    *("(Rp {})", "(Rp. {})", "({} rupiah)", "({})", "( {} )", "dalam {}", "Dalam {} Rupiah"),
    *("(dalam {} Rp)", "(Dlm. {} Rp)", "Rp {}", "{} Rp.", "Satuan: {} rupiah", "satuan : {}"),
)
NOUGHTS = (
    *("(Rp. 000)", "(Rp 000)", "(Rp000)", "(Rp.000,-)", "(000)", "Rp. 000", "(Rp. 000.000)"),
    *("(x 1.000)", "(Rp x 1.000)", "x Rp1.000", "(× 1000)", "(dalam Rp 1.000)", "dalam 1.000.000"),
    *("(dalam Rp 000)", "(Rp M)", "( Rp. T )"),
)
NONE = (
    *("Rp 1.000", "Rp. 1.000.000,00", "TAHUN 2000", "Tahun Anggaran 2031", "(Rp)", "dalam rupiah"),
    *("3.27.2.11.0.00.01.0000", "5.1.02.000", "Kode 000", "Rp 750 juta", "750 juta rupiah"),
    *("PENANAMAN RIBUAN POHON", "Kampung Seribu Jutaan", "Rp 0,00", "Rp 000123", "DALAM RANGKA"),
    *("(2031)", "Rp 3,2 miliar", "1 x 1.000", "KOTA BARU", "Perubahan ke-2 (1.000 ekor)", ""),
)


@pytest.mark.parametrize("said", [s.format(w) for s, w in product(SAYINGS, WORDS)] + [*NOUGHTS])
@pytest.mark.parametrize("before", ["", "REKAPITULASI BELANJA TAHUN ANGGARAN 2031 "])
def test_every_way_to_say_a_unit_is_known(said: str, before: str) -> None:
    assert unit_in([before + said])
    assert unit_in([(before + said).upper()])
    assert unit_of_columns([f"Anggaran {said}"])


@pytest.mark.parametrize("text", NONE)
def test_an_amount_a_year_and_a_code_are_no_unit(text: str) -> None:
    assert unit_in([text]) == ""
    assert unit_in([f"RENCANA KAS {text}"]) == ""


@pytest.mark.parametrize(
    "header", ["Anggaran Tahun 2000", "Pagu 5.1.02.000", "Anggaran (Rp)", "Realisasi 1.000"]
)
def test_a_header_with_an_amount_a_year_or_a_code_has_no_unit(header: str) -> None:
    assert unit_of_columns([header]) == ""


@pytest.mark.parametrize("word", WORDS)
def test_a_word_alone_in_the_header_of_money_is_a_unit(word: str) -> None:
    assert unit_of_columns([f"Anggaran {word}"])


@pytest.mark.parametrize("said", ["(Rp. 000)", "dalam ribuan", "(jutaan)", "(miliar rupiah)"])
@pytest.mark.parametrize("where", ["title", "header", "below header", "after the rows", "sheet"])
def test_a_file_in_another_unit_is_refused_wherever_it_is_said(said: str, where: str) -> None:
    header = list(CASH_PLAN_HEADER)
    rows = cash_plan_rows(small_tree())
    if where == "header":
        header[2] += f" {said}"
    elif where == "below header":
        rows.insert(0, [None, None, said])
    elif where == "after the rows":
        rows.append([None, f"Keterangan: {said}"])
    book = cash_plan(rows, header)
    if where == "title":
        book.active["A2"] = said
    elif where == "sheet":
        book.active.title = f"RAK {said}"

    file = read_sipd(saved(book))

    (sheet,) = file.sheets
    assert (sheet.kind, file.rows) == (SheetKind.UNKNOWN, [])
    assert sheet.reason is not None
    assert "rupiah penuh" in sheet.reason.indonesian
    assert unit_in([said]) in sheet.reason.indonesian


def test_a_file_in_rupiah_is_read_though_its_names_say_thousands() -> None:
    rows = cash_plan_rows(small_tree())
    rows[8][1] = "Bibit (ribuan)"
    header = [*CASH_PLAN_HEADER[:2], "Anggaran (Rp)", *CASH_PLAN_HEADER[3:]]

    assert read_sipd(saved(cash_plan(rows, header))).sheets[0].kind is SheetKind.CASH_PLAN
