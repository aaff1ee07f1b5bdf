from typing import Any

import pytest

from chassis.sheets.refusal import Unreadable
from contracts.wording import PARTNERS as PARTNER_NAMES
from contracts.wording import PILLARS as PILLAR_NAMES
from contracts.words import Book, Kind, Pillar
from planner.workbook.words import (
    BOOK_NAMES,
    BOOKS,
    KIND_NAMES,
    KINDS,
    PARTNER_KINDS,
    PILLARS,
    read_word,
    read_yes_no,
)


@pytest.mark.parametrize(
    ("written", "pillar"),
    [
        ("Smart Governance", Pillar.GOVERNANCE),
        ("tata kelola", Pillar.GOVERNANCE),
        ("SMART-LIVING", Pillar.LIVING),
        ("Lingkungan Hidup", Pillar.ENVIRONMENT),
        ("economy", Pillar.ECONOMY),
        ("Smart Living (Kualitas Hidup)", Pillar.LIVING),
        ("Tata Kelola (Smart Governance)", Pillar.GOVERNANCE),
        ("Smart Economy (prioritas 2027)", Pillar.ECONOMY),
    ],
)
def test_pillars_are_known_in_both_languages(written: str, pillar: Pillar) -> None:
    assert read_word(written, PILLARS, ()) is pillar


@pytest.mark.parametrize("written", ["Smart Living (Lingkungan)", "Langit (biru)"])
def test_a_remark_that_means_another_pillar_is_refused(written: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_word(written, PILLARS, ())
    assert refused.value.code == "unknown-word"


@pytest.mark.parametrize("written", ["Quick Win", "quickwin", "QUICK_WIN", "QW"])
def test_quick_wins_are_known_however_spelt(written: str) -> None:
    assert read_word(written, KINDS, ()) is Kind.QUICK_WIN


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (PILLAR_NAMES, PILLARS),
        (KIND_NAMES, KINDS),
        (BOOK_NAMES, BOOKS),
        (PARTNER_NAMES, PARTNER_KINDS),
    ],
)
def test_every_word_is_read_from_its_own_name_and_from_its_code(names: Any, words: Any) -> None:
    for word, name in names.items():
        assert read_word(name, words, ()) is word
        assert read_word(str(word), words, ()) is word


def test_every_word_has_a_name() -> None:
    assert set(PILLAR_NAMES) == set(Pillar)
    assert set(BOOK_NAMES) == set(Book)


def test_an_unknown_word_is_answered_with_the_known_ones() -> None:
    with pytest.raises(Unreadable) as refused:
        read_word("Smart Moon", PILLARS, PILLAR_NAMES.values())

    assert "Tata kelola" in str(refused.value.facts["known"])


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Ya", True),
        ("y", True),
        ("✓", True),
        (True, True),
        (1.0, True),
        ("TIDAK", False),
        (0, False),
    ],
)
def test_yes_and_no_are_read_as_people_write_them(written: Any, meant: bool) -> None:
    assert read_yes_no(written) is meant


def test_maybe_is_neither() -> None:
    with pytest.raises(Unreadable):
        read_yes_no("mungkin")
