"""How values are written, coloured and put into words."""

import math
from typing import Any

import pytest

from deploy.grafana.preview import colours
from deploy.grafana.preview.reducing import reduced
from deploy.grafana.preview.schema.board import read_board
from deploy.grafana.preview.schema.panel import Stat
from deploy.grafana.preview.showing import mapped_by
from deploy.grafana.preview.units import number, written
from tests.unit.deploy.preview.small_boards import GREEN_RED, NOW, board, defaults, panel, view


@pytest.mark.parametrize(
    ("value", "unit", "decimals", "text"),
    [
        (1234.5, "none", 1, "1.234,5"),
        (1234.5678, None, None, "1.235"),
        (0.1234, "none", None, "0,123"),
        (-0.04, "none", 1, "0,0"),
        (5, "none", 1, "5,0"),
        (0.455, "percentunit", 1, "45,5 %"),
        (0.5, "percentunit", None, "50 %"),
        (45.5, "percent", None, "45,5 %"),
        (1_250_000_000, "currencyIDR", None, "Rp 1,25 miliar"),
        (90, "s", 0, "2 menit"),
        (200_000, "s", 1, "2,3 hari"),
        (3, "d", 0, "3 hari"),
        (0, "s", 0, "0 detik"),
        (2.5, "suffix: poin", 1, "2,5 poin"),
        (2, "prefix:No", None, "No 2"),
        (3, "cpm", None, "3 /menit"),
        (1_500_000, "short", 1, "1,5 juta"),
        (2048, "bytes", None, "2 KiB"),
        (1, "bool_yes_no", None, "ya"),
        (math.nan, "none", None, "bukan angka"),
        (math.inf, "none", None, "∞"),
        (NOW.timestamp() * 1000, "dateTimeAsIso", None, "31 Oktober 2026 09.00"),
        ((NOW.timestamp() - 5 * 86_400) * 1000, "dateTimeFromNow", None, "5 hari yang lalu"),
    ],
)
def test_a_number_is_written_as_people_here_write_it(
    value: float, unit: str | None, decimals: int | None, text: str
) -> None:
    assert written(value, unit, decimals, NOW).replace("\xa0", " ") == text


def test_a_small_number_keeps_what_makes_it_one() -> None:
    assert [number(one) for one in (0.00012, 12.34, 999)] == ["0,0001", "12,3", "999"]


@pytest.mark.parametrize(
    ("calculation", "expected"),
    [
        ("lastNotNull", 5.0), ("last", None), ("firstNotNull", 1.0), ("max", 9.0), ("min", 1.0),
        ("sum", 15.0), ("mean", 5.0), ("range", 8.0), ("count", 4.0),
    ],
)  # fmt: skip
def test_a_calculation_leaves_out_what_is_no_number(calculation: str, expected: Any) -> None:
    assert reduced([1.0, 9.0, 5.0, None], calculation) == expected


def test_a_series_of_nan_alone_is_nan_and_one_of_nothing_is_nothing() -> None:
    last = reduced([math.nan, None], "lastNotNull")
    assert isinstance(last, float)
    assert math.isnan(last)
    assert reduced([None], "lastNotNull") is None
    assert reduced([], "mean") is None


def result(text: str, color: str | None = None) -> dict[str, Any]:
    return {"text": text, "index": 0} | ({"color": color} if color else {})


MAPPINGS = [
    {"type": "value", "options": {"1": result("satu", "blue"), "late": result("terlambat")}},
    {"type": "range", "options": {"from": 2, "to": 4, "result": result("sedikit")}},
    {"type": "range", "options": {"from": 90, "to": None, "result": result("banyak")}},
    {"type": "regex", "options": {"pattern": "/^KEC-/", "result": result("kecamatan")}},
    {"type": "special", "options": {"match": "nan", "result": result("belum diketahui")}},
    {"type": "special", "options": {"match": "null", "result": result("tidak ada")}},
    {"type": "special", "options": {"match": "empty", "result": result("kosong")}},
]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1.0, "satu"), ("late", "terlambat"), (2.0, "sedikit"), (4.0, "sedikit"), (4.5, None),
        (1e9, "banyak"), ("KEC-MBK", "kecamatan"), ("DINKES", None), (math.nan, "belum diketahui"),
        (None, "tidak ada"), ("", "kosong"),
    ],
)  # fmt: skip
def test_the_first_words_that_fit_are_shown(value: Any, text: str | None) -> None:
    (one,) = read_board(board(panel(fieldConfig=defaults(mappings=MAPPINGS)))).panels
    assert isinstance(one, Stat)
    found = mapped_by(one.fieldConfig.defaults.mappings, value)
    assert (found.text if found else None) == text


async def test_a_threshold_is_said_in_words_beside_its_colour() -> None:
    low, high = (await view(panel(), ({"a": "1"}, 3), ({"a": "2"}, 30))).figures
    assert (low.shown.mark, low.shown.colour_word, low.shown.band) == ("●", "hijau", "di bawah 10")
    assert (high.shown.mark, high.shown.colour_word, high.shown.band) == ("▲", "merah", "mulai 10")


async def test_percentage_thresholds_are_between_min_and_max() -> None:
    steps = {**GREEN_RED, "mode": "percentage"}
    config = {"defaults": {"thresholds": steps, "min": 0, "max": 200}, "overrides": []}
    below, above = (
        await view(panel(fieldConfig=config), ({"a": "1"}, 19), ({"a": "2"}, 21))
    ).figures
    assert (below.shown.colour_word, above.shown.colour_word) == ("hijau", "merah")


async def test_a_mapping_is_stronger_than_a_threshold() -> None:
    words = [{"type": "value", "options": {"30": result("tiga puluh", "blue")}}]
    (one,) = (await view(panel(fieldConfig=defaults(mappings=words)), ({}, 30))).figures
    assert (one.shown.text, one.shown.colour_word) == ("tiga puluh", "biru")


async def test_what_is_no_number_has_the_first_colour_as_in_grafana() -> None:
    (one,) = (await view(panel(), ({}, math.nan))).figures
    assert (one.shown.text, one.shown.colour_word, one.shown.band) == ("bukan angka", "hijau", "")


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("dark-red", "merah"), ("orange", "jingga"), ("yellow", "kuning"), ("green", "hijau"),
        ("blue", "biru"), ("dark-purple", "ungu"), ("#8e8e8e", "kelabu"), ("#5794F2", "biru"),
    ],
)  # fmt: skip
def test_a_colour_has_a_word(name: str, word: str) -> None:
    assert colours.word(colours.colour(name)) == word


def test_text_on_a_colour_can_be_read() -> None:
    assert colours.ink_on(colours.colour("dark-red")) == colours.PAPER
    assert colours.ink_on(colours.colour("yellow")) == colours.INK
