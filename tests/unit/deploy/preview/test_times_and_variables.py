"""Times and variables of a board, and how they come into queries."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from deploy.grafana.preview.drawing import Asked
from deploy.grafana.preview.interpolation import Chosen, Scope
from deploy.grafana.preview.refused import Unknown
from deploy.grafana.preview.time_range import interval
from tests.unit.deploy.preview.small_boards import NOW, Answering, board, drawn, panel, target

MAKASSAR = ZoneInfo("Asia/Makassar")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("now", "2026-10-31T09:00:00+08:00"),
        ("now-7d", "2026-10-24T09:00:00+08:00"),
        ("now/d", "2026-10-31T00:00:00+08:00"),
        ("now-1d/d", "2026-10-30T00:00:00+08:00"),
        ("now/w", "2026-10-26T00:00:00+08:00"),
        ("now-1M", "2026-09-30T09:00:00+08:00"),
        ("now/y", "2026-01-01T00:00:00+08:00"),
        ("now-1y", "2025-10-31T09:00:00+08:00"),
        ("2026-10-30T00:00:00Z", "2026-10-30T08:00:00+08:00"),
        ("1793322000000", "2026-10-30T09:00:00+08:00"),
    ],
)
def test_a_time_is_counted_from_now_in_the_boards_zone(text: str, expected: str) -> None:
    found = interval(text, "now+1h", NOW, MAKASSAR)
    assert found.start == datetime.fromisoformat(expected)


def test_the_end_of_a_day_is_its_last_moment() -> None:
    found = interval("now/d", "now/d", NOW, MAKASSAR)
    assert found.end.isoformat() == "2026-10-31T23:59:59.999999+08:00"


@pytest.mark.parametrize("text", ["now-", "now-7parsec", "x", "now-99999999999y", "9" * 40])
def test_a_time_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(Unknown):
        interval(text, "now", NOW, MAKASSAR)


@pytest.mark.parametrize(
    ("start", "step"),
    [("now-15m", 15), ("now-6h", 120), ("now-7d", 3_600), ("now-1y", 604_800)],
)
def test_a_step_is_long_enough_for_three_hundred_points(start: str, step: float) -> None:
    assert interval(start, "now", NOW, MAKASSAR).step() == step


def scope(**variables: Chosen) -> Scope:
    return Scope(variables, interval("now-1h", "now", NOW, MAKASSAR), 30)


ONE = Chosen(["kukar"], ["Kukar"], many=True)
TWO = Chosen(["kukar", "ppu.x"], ["Kukar", "PPU"], many=True)
ALL = Chosen(["kukar", "ppu"], ["Kukar", "PPU"], many=True, raw=".*", is_all=True)


@pytest.mark.parametrize(
    ("text", "chosen", "expected"),
    [
        ('{a=~"$v"}', ONE, '{a=~"kukar"}'),
        ('{a=~"${v}"}', TWO, '{a=~"(kukar|ppu\\\\.x)"}'),
        ('{a=~"${v:regex}"}', TWO, '{a=~"(kukar|ppu\\.x)"}'),
        ("${v:pipe}", TWO, "kukar|ppu.x"),
        ("${v:csv}", TWO, "kukar,ppu.x"),
        ('{a=~"$v"}', ALL, '{a=~".*"}'),
        ("$__interval $__rate_interval $__range", ONE, "30s 60s 3600s"),
        ("$__range_s $__interval_ms", ONE, "3600 30000"),
        ('{a=~"x$"}', ONE, '{a=~"x$"}'),
    ],
)
def test_a_variable_comes_into_a_query_as_in_grafana(
    text: str, chosen: Chosen, expected: str
) -> None:
    assert scope(v=chosen).query(text) == expected


def test_a_value_cannot_leave_its_string() -> None:
    hostile = Chosen(['"} or vector(1) #'], ["x"])
    assert scope(v=hostile).query('{a="$v"}') == '{a="\\"} or vector(1) #"}'


def test_a_title_names_what_is_chosen() -> None:
    assert scope(v=TWO).title("Untuk $v") == "Untuk Kukar + PPU"
    assert scope(v=ALL).title("Untuk $v") == "Untuk Semua"


REGION = {
    "name": "region", "type": "query",
    "query": {"qryType": 1, "query": "label_values(up, region)", "refId": "r"},
    "multi": True, "includeAll": True, "allValue": ".*", "sort": 1,
    "current": {"text": ["All"], "value": ["$__all"]},
}  # fmt: skip
PILLAR = {
    "name": "pillar", "type": "query", "query": 'label_values(up{region=~"$region"}, pillar)',
    "label": "Pilar",
}  # fmt: skip
LABELS: dict[tuple[str, str | None], list[str]] = {
    ("region", "up"): ["ppu", "kukar"],
    ("pillar", 'up{region=~".*"}'): ["economy", "living"],
    ("pillar", 'up{region=~"kukar"}'): ["living"],
}
USING = panel(targets=[target('x{r=~"$region", p="$pillar"}')])


@pytest.mark.parametrize(
    ("asked", "query", "notes"),
    [
        ({}, 'x{r=~".*", p="economy"}', 0),
        ({"region": ["kukar"]}, 'x{r=~"kukar", p="living"}', 0),
        ({"region": ["kukar"], "pillar": ["economy"]}, 'x{r=~"kukar", p="living"}', 1),
        ({"region": ["$__all"]}, 'x{r=~".*", p="economy"}', 0),
        ({"region": ['x"}']}, 'x{r=~".*", p="economy"}', 1),
        ({"nobody": ["1"]}, 'x{r=~".*", p="economy"}', 1),
    ],
)
async def test_a_variable_depends_on_those_before_it(asked: Any, query: str, notes: int) -> None:
    answering = Answering(labels=LABELS)
    found = await drawn(board(USING, variables=[REGION, PILLAR]), answering, Asked(asked))
    assert query in answering.asked
    assert len(found.notes) == notes


async def test_the_choices_are_sorted_and_say_what_is_chosen() -> None:
    found = await drawn(
        board(USING, variables=[REGION, PILLAR]),
        Answering(labels=LABELS),
        Asked({"region": ["ppu", "kukar"]}),
    )
    region, pillar = found.choices
    assert [option[0] for option in region.options] == ["$__all", "kukar", "ppu"]
    assert [option[2] for option in region.options] == [False, True, True]
    assert pillar.label == "Pilar"


@pytest.mark.parametrize(
    ("variable", "query"),
    [
        ({"type": "custom", "query": "Satu : 1,Dua : 2", "current": {"value": "2"}}, "x{a='2'}"),
        ({"type": "interval", "query": "1h,6h"}, "x{a='1h'}"),
        ({"type": "constant", "query": "tetap"}, "x{a='tetap'}"),
        ({"type": "textbox", "query": "awal"}, "x{a='awal'}"),
        ({"type": "query", "query": "label_values(region)", "regex": "/^k(.*)/"}, "x{a='ukar'}"),
    ],
)  # fmt: skip
async def test_other_kinds_of_variables(variable: Any, query: str) -> None:
    answering = Answering(labels={("region", None): ["kukar", "ppu"]})
    json = board(panel(targets=[target("x{a='$v'}")]), variables=[{"name": "v", **variable}])
    await drawn(json, answering)
    assert query in answering.asked


async def test_a_variable_has_the_values_and_names_that_a_pattern_finds_in_a_query() -> None:
    variable = {
        "name": "region", "type": "query",
        "query": {"qryType": 3, "query": "query_result(info)", "refId": "r"},
        "regex": '/region="(?<value>[^"]+)",region_name="(?<text>[^"]+)"/', "multi": True,
        "includeAll": True, "allValue": ".*", "sort": 1,
    }  # fmt: skip
    series = [
        ({"__name__": "info", "job": "planner", "region": code, "region_name": name}, 1.0)
        for code, name in (("ppu", "Penajam"), ("kukar", "Kutai Kartanegara"))
    ]
    answering = Answering({"info": series})
    asked = Asked({"region": ["kukar"]})
    one = panel(targets=[target('x{r=~"$region"}')], title="Untuk $region")
    found = await drawn(board(one, variables=[variable]), answering, asked)
    assert 'x{r=~"kukar"}' in answering.asked
    assert found.panels[0].title == "Untuk Kutai Kartanegara"
    assert [option[:2] for option in found.choices[0].options][1:] == [
        ("kukar", "Kutai Kartanegara"),
        ("ppu", "Penajam"),
    ]


async def test_an_address_does_not_set_what_it_must_not() -> None:
    variable = {
        "name": "v", "type": "query", "query": "label_values(info, address)", "skipUrlSync": True,
    }  # fmt: skip
    addresses = ["https://aksi.id", "https://lain.id"]
    answering = Answering(labels={("address", "info"): addresses})
    json = board(panel(targets=[target("x{a='$v'}")]), variables=[variable])
    await drawn(json, answering, Asked({"v": ["https://lain.id"]}))
    assert "x{a='https://aksi.id'}" in answering.asked


async def test_a_panel_is_repeated_for_each_value_and_pushes_down_what_is_below() -> None:
    one = panel(title="Daerah $region", repeat="region", gridPos={"x": 0, "y": 0, "w": 24, "h": 4})
    below = panel(id=4, title="Bawah", gridPos={"x": 0, "y": 4, "w": 24, "h": 4})
    regions = [f"r{n}" for n in range(5)]
    answering = Answering(labels={("region", "up"): regions})
    found = await drawn(board(one, below, variables=[REGION]), answering)
    places = [(panel.title, panel.place.x, panel.place.y, panel.place.w) for panel in found.panels]
    assert places == [
        *((f"Daerah r{n}", 6 * n, 0, 6) for n in range(4)),
        ("Daerah r4", 0, 4, 6),
        ("Bawah", 0, 8, 24),
    ]


async def test_a_row_is_a_section_and_a_collapsed_one_holds_its_panels() -> None:
    def place(y: int) -> dict[str, int]:
        return {"x": 0, "y": y, "w": 24, "h": 4}

    opened = {"type": "row", "id": 10, "title": "Terbuka", "gridPos": {**place(4), "h": 1}}
    closed = {
        "type": "row", "id": 11, "title": "Tertutup", "gridPos": {**place(9), "h": 1},
        "collapsed": True, "panels": [panel(id=12, title="Dalam", gridPos=place(10))],
    }  # fmt: skip
    json = board(
        panel(title="Atas", gridPos=place(0)),
        opened,
        panel(id=4, title="Isi", gridPos=place(5)),
        closed,
    )
    found = await drawn(json, Answering({"up": [({}, 1)]}))
    shown = [(one.title, one.collapsed, [p.title for p in one.panels]) for one in found.sections]
    assert shown == [
        (None, False, ["Atas"]), ("Terbuka", False, ["Isi"]), ("Tertutup", True, ["Dalam"]),
    ]  # fmt: skip
    assert [one.place.y for one in found.panels] == [0, 0, 0]


async def test_times_are_asked_of_prometheus_as_chosen() -> None:
    answering = Answering()
    await drawn(board(panel("timeseries")), answering, Asked(start="now-7d"))
    (form,) = [form for form in answering.forms if "step" in form]
    assert float(form["end"]) - float(form["start"]) == 7 * 86_400
    assert form["step"] == "3600.0"
    assert datetime.fromtimestamp(float(form["end"]), UTC) == NOW
