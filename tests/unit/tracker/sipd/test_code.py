from string import Formatter

import pytest

from chassis.text import Text
from tracker.sipd.code import Level, level_of, levels_of, parents_of
from tracker.sipd.column import months_in
from tracker.sipd.phrases import DIFFERENCES, REASONS, REFUSALS


@pytest.mark.parametrize(
    ("code", "level"),
    [
        ("2", Level.URUSAN),
        ("3.27", Level.BIDANG),
        ("3.27.2.11.0.00.01.0000", Level.ORGANISASI),
        ("3.27.01", Level.PROGRAM),
        ("3.27.01.2.01", Level.KEGIATAN),
        ("3.27.01.2.01.0001", Level.SUB_KEGIATAN),
        ("3.27.01.2.01.01", Level.SUB_KEGIATAN),
        ("X.XX.01.2.06", Level.KEGIATAN),
        ("5.1", Level.KELOMPOK),
        ("5.01", Level.BIDANG),
        ("5.1.02", Level.JENIS),
        ("5.1.02.01", Level.OBJEK),
        ("5.1.02.01.001", Level.RINCIAN),
        ("5.1.02.01.001.00093", Level.SUB_RINCIAN),
        ("5.01.02", Level.PROGRAM),
        ("1.1.1", None),
        ("A-17", None),
        ("²", None),
    ],
)
def test_the_level_is_the_shape_of_the_code(code: str, level: Level | None) -> None:
    assert level_of(code) is level


def test_a_single_digit_is_an_account_only_above_accounts() -> None:
    assert levels_of(["5", "5.01", "5.01.01"])[0] is Level.URUSAN
    assert levels_of(["5.01.01.2.01.0001", "5", "5.1", "5.1.02"])[1] is Level.AKUN


def test_a_row_belongs_below_the_nearest_row_that_holds_its_code() -> None:
    coded = [
        (Level.PROGRAM, "3.27.02"),
        (Level.SUB_KEGIATAN, "3.27.02.2.01.0001"),
        (Level.JENIS, "5.1.02"),
        (Level.SUB_RINCIAN, "5.1.02.01.001.00093"),
        (Level.SUB_RINCIAN, "5.2.02.05.001.00004"),
        (Level.KEGIATAN, "3.27.03.2.01"),
    ]

    assert parents_of(coded) == [None, 0, 1, 2, 1, None]


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("Juli", (7, 7)),
        ("Total Jan Agt", (1, 8)),
        ("Realisasi s.d. April", (1, 4)),
        ("Realisasi s/d Mei 2031", (1, 5)),
        ("Triwulan III", (7, 9)),
        ("TW 2", (4, 6)),
        ("Semester I", (1, 6)),
        ("Anggaran Tahun Ini", None),
    ],
)
def test_months_of_a_header(text: str, months: tuple[int, int] | None) -> None:
    assert months_in(text) == months


def names_in(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}


@pytest.mark.parametrize("phrases", [REFUSALS, REASONS, DIFFERENCES])
def test_both_languages_say_the_same_facts(phrases: dict[str, Text]) -> None:
    for text in phrases.values():
        assert names_in(text.indonesian) == names_in(text.english)
