"""What a panel of each type shows."""

import math
from typing import Any

import pytest

from deploy.grafana.preview.links import Site
from deploy.grafana.preview.page import board_page
from deploy.grafana.preview.panels.view import LETTER
from tests.unit.deploy.preview.small_boards import (
    GREEN_RED,
    REDUCE,
    Answering,
    board,
    defaults,
    drawn,
    panel,
    target,
    view,
)


async def test_a_figure_per_series_has_its_name_of_the_legend() -> None:
    json = panel(targets=[target(legendFormat="layanan {{job}}")])
    shown = await view(json, ({"job": "planner"}, 1), ({"job": "tracker"}, 20))
    assert [(one.name, one.shown.text) for one in shown.figures] == [
        ("layanan planner", "1"),
        ("layanan tracker", "20"),
    ]
    assert shown.named


async def test_one_figure_alone_needs_no_name() -> None:
    assert not (await view(panel(), ({}, 1))).named


@pytest.mark.parametrize("kind", ["stat", "gauge", "bargauge", "table", "timeseries", "barchart"])
async def test_nothing_is_said_in_the_panels_own_words(kind: str) -> None:
    shown = await view(panel(kind, fieldConfig=defaults(noValue="Belum ada laporan")))
    assert shown.empty == "Belum ada laporan"


async def test_a_small_line_is_drawn_where_it_is_wanted() -> None:
    json = panel(
        options={"reduceOptions": REDUCE, "graphMode": "area"},
        targets=[target(instant=False, range=True)],
    )
    (one,) = (await view(json, ({}, [(2, 1), (1, 5), (0, 3)]))).figures
    assert one.shown.text == "3"
    assert len(one.spark.split()) == 3


def column(name: str, **properties: Any) -> dict[str, Any]:
    listed = [{"id": id_.replace("__", "."), "value": value} for id_, value in properties.items()]
    return {"matcher": {"id": "byName", "options": name}, "properties": listed}


LINK = "/d/aksi-opd?var-agency=${__data.fields.OPD}&${region:queryparam}"
TABLE = panel(
    "table",
    options={"sortBy": [{"displayName": "Hari", "desc": True}]},
    transformations=[
        {
            "id": "organize",
            "options": {
                "excludeByName": {"Time": True},
                "indexByName": {"agency": 0, "Value": 1},
                "renameByName": {"agency": "OPD", "Value": "Hari"},
            },
        }
    ],
    fieldConfig={
        "defaults": {"custom": {"align": "auto"}},
        "overrides": [
            column(
                "Hari", decimals=1, thresholds=GREEN_RED, custom__width=120,
                custom__cellOptions={"type": "color-text"},
            ),
            column("OPD", links=[{"title": "Lihat", "url": LINK}]),
        ],
    },
)  # fmt: skip
REGION = {"name": "region", "type": "custom", "query": "kukar,ppu"}


async def test_a_table_has_its_columns_sorted_coloured_and_linked() -> None:
    answering = Answering({"up": [({"agency": "DLHK & ko"}, 3), ({"agency": "DISPAR"}, 12.34)]})
    found = await drawn(board(TABLE, variables=[REGION]), answering, site=Site("/papan"))
    shown: Any = found.panels[0].view
    assert [(head.name, head.width) for head in shown.heads] == [("OPD", None), ("Hari", 120)]
    assert [[cell.shown.text for cell in row] for row in shown.rows] == [
        ["DISPAR", "12,3"],
        ["DLHK & ko", "3,0"],
    ]
    assert shown.rows[0][1].shown.colour_word == "merah"
    assert shown.rows[1][0].address == "/papan/aksi-opd?var-agency=DLHK+%26+ko&var-region=kukar"


@pytest.mark.parametrize("away", [{"hidden": True}, {"hideFrom": {"viz": True}}])
async def test_a_link_may_name_a_column_that_is_not_seen(away: Any) -> None:
    link = {"title": "Lihat", "url": 'https://aksi.id/butir/${__data.fields["Kode"]}'}
    organized = {"renameByName": {"item_id": "Kode", "title": "Judul", "Value": "Hari"}}
    table = panel(
        "table",
        transformations=[{"id": "organize", "options": organized}],
        fieldConfig={
            "defaults": {},
            "overrides": [column("Judul", links=[link]), column("Kode", custom=away)],
        },
    )
    answering = Answering({"up": [({"item_id": "A/1", "title": "Pasar"}, 3)]})
    shown: Any = (await drawn(board(table), answering)).panels[0].view
    assert "Kode" not in [head.name for head in shown.heads]
    addresses = [cell.address for cell in shown.rows[0] if cell.address]
    assert addresses == ["https://aksi.id/butir/A%2F1"]


async def test_a_link_leads_nowhere_in_a_lone_file() -> None:
    answering = Answering({"up": [({"agency": "DLHK"}, 3)]})
    found = await drawn(board(TABLE, variables=[REGION]), answering)
    shown: Any = found.panels[0].view
    assert shown.rows[0][0].address is None


@pytest.mark.parametrize("kind", ["stat", "gauge", "bargauge", "barchart"])
async def test_a_value_leads_where_its_link_says(kind: str) -> None:
    label = "${__data.fields.job}" if kind == "barchart" else "${__field.labels.job}"
    link = {"title": "Lihat", "url": f"/d/aksi-opd?var-job={label}&angka=${{__value.raw}}"}
    json = panel(kind, fieldConfig=defaults(links=[link]))
    if kind == "barchart":
        json["options"] = {"xField": "job"}
    found = await drawn(board(json), Answering({"up": [({"job": "a b"}, 3)]}), site=Site("/papan"))
    assert 'href="/papan/aksi-opd?var-job=a+b&amp;angka=3.0"' in board_page(found)


async def test_a_series_may_be_left_out_of_the_legend() -> None:
    hidden = defaults(custom={"hideFrom": {"legend": True, "tooltip": False, "viz": False}})
    shown = await view(panel("timeseries", fieldConfig=hidden), ({"job": "a"}, 5))
    assert shown.keys == []
    assert len(shown.wide.lines) == 1


async def test_an_only_query_is_called_value_and_one_of_two_has_its_letter() -> None:
    two = [target("up", "A", format="table"), target("down", "B", format="table")]
    one = await view(panel("table"), ({}, 1))
    both = await view(panel("table", targets=two), ({}, 1))
    assert [head.name for head in one.heads] == ["Time", "Value"]
    assert [head.name for head in both.heads] == ["Time", "Value #A"]


@pytest.mark.parametrize(("span", "parts"), [(False, 2), (True, 1), (3_600_000, 1)])
async def test_a_line_breaks_at_a_gap_unless_it_spans_it(span: bool | int, parts: int) -> None:
    points = [(m, 5.0) for m in range(60) if not 20 < m < 30]
    config = defaults(custom={"spanNulls": span})
    shown = await view(panel("timeseries", interval="1m", fieldConfig=config), ({}, points))
    assert len(shown.wide.lines[0].parts) == parts


async def test_lines_differ_without_colour_and_their_values_stand_in_a_table() -> None:
    shown = await view(panel("timeseries"), ({"job": "a"}, 5), ({"job": "b"}, 7))
    dashes = [line.dash for line in shown.wide.lines]
    assert len(set(dashes)) == 2
    assert shown.values.rows[0][:3] == ['{job="a"}', "5", "5"]
    assert "terakhir 5" in shown.summary


async def test_a_line_without_a_name_is_called_value_as_in_grafana() -> None:
    json = panel("timeseries", targets=[target(instant=False, range=True, legendFormat="{{rule}}")])
    shown = await view(json, ({}, 5))
    assert shown.keys[0].name == "Value"


async def test_thresholds_of_a_chart_have_their_words() -> None:
    custom = {"thresholdsStyle": {"mode": "line"}}
    shown = await view(
        panel("timeseries", fieldConfig=defaults(custom=custom)), ({}, [(1, 5), (0, 20)])
    )
    assert [(colour, band) for _, colour, band, _ in shown.wide.limits] == [("#c4162a", "mulai 10")]


async def test_what_is_no_number_is_no_point() -> None:
    shown = await view(panel("timeseries"), ({}, [(1, math.nan), (0, 5)]))
    assert shown.values.rows[0][1:3] == ["5", "5"]


def bar_chart(**options: Any) -> dict[str, Any]:
    queries = [target("up", "A", format="table"), target("down", "B", format="table")]
    return panel(
        "barchart",
        targets=queries,
        options={"xField": "pillar", "orientation": "horizontal", **options},
        transformations=[{"id": "merge", "options": {}}],
    )


BARS = [({"pillar": "Ekonomi"}, 3), ({"pillar": "Branding"}, 1)]
OTHER_BARS = [({"pillar": "Ekonomi"}, 2)]


@pytest.mark.parametrize("orientation", ["horizontal", "vertical", "auto"])
@pytest.mark.parametrize("stacking", ["none", "normal", "percent"])
async def test_bars_stand_on_one_another_or_side_by_side(orientation: str, stacking: str) -> None:
    json = bar_chart(orientation=orientation, stacking=stacking)
    shown = await view(json, *BARS, down=OTHER_BARS)
    bars = {bar.title: bar for bar in shown.wide.bars}
    assert set(bars) == {
        "Ekonomi, Value #A: 3", "Ekonomi, Value #B: 2", "Branding, Value #A: 1",
    }  # fmt: skip
    first, second = bars["Ekonomi, Value #A: 3"], bars["Ekonomi, Value #B: 2"]
    lying = orientation == "horizontal"
    along = (first.x, first.width, second.x) if lying else (-first.y, first.height, -second.y)
    if stacking == "none":
        assert along[0] == along[2] or not lying
    elif lying:
        assert second.x == pytest.approx(first.x + first.width, abs=0.3)
    assert {bar.pattern for bar in shown.wide.bars} == {0, 1}
    assert shown.values.rows == [["Ekonomi", "3", "2"], ["Branding", "1", "–"]]


@pytest.mark.parametrize("kind", ["horizontal", "vertical", "state-timeline"])
async def test_a_long_name_is_cut_where_there_is_no_room(kind: str) -> None:
    name = "Bagian Pengadaan Barang dan Jasa Sekretariat Daerah" * 3
    if kind == "state-timeline":
        shown = await view(panel(kind), ({"job": name}, 1))
    else:
        shown = await view(bar_chart(orientation=kind), *(({"pillar": name + x}, 3) for x in "abc"))
    for drawing in (shown.wide, shown.narrow):
        for x, _, text, anchor in drawing.names:
            long = LETTER * len(text)
            assert (x - long if anchor == "end" else x - long / 2) >= 0
            assert text.endswith("…")
    assert name in shown.values.rows[0][0]


async def test_a_gauge_has_its_value_between_min_and_max() -> None:
    config = defaults(min=0, max=20, unit="percent")
    (arc,) = (await view(panel("gauge", fieldConfig=config), ({}, 15))).arcs
    assert (arc.low, arc.high, arc.figure.shown.ratio) == ("0 %", "20 %", 0.75)
    assert len(arc.rim) == 2


async def test_a_bar_between_min_and_max_shows_where_thresholds_begin() -> None:
    config = defaults(min=0, max=20)
    (bar,) = (await view(panel("bargauge", fieldConfig=config), ({}, 15))).bars
    assert (bar.length, [at for at, _ in bar.steps]) == (75.0, [50.0])


async def test_states_of_one_kind_after_one_another_are_one_band() -> None:
    words = [
        {
            "type": "value",
            "options": {"0": {"text": "mati", "color": "red"}, "1": {"text": "hidup"}},
        }
    ]
    json = panel(
        "state-timeline", fieldConfig=defaults(mappings=words), interval="1m", maxDataPoints=60
    )
    points = [(m, 1 if m > 30 else 0) for m in range(60)]
    shown = await view(json, ({"job": "a"}, points))
    assert [band.title for band in shown.wide.bands] == ['{job="a"}: hidup', '{job="a"}: mati']


async def test_words_have_headings_lists_and_bold() -> None:
    json = panel(type="text", options={"content": "# Judul\n\nSatu **dua** `tiga`\n\n- a\n- b"})
    json = {k: v for k, v in json.items() if k not in ("targets", "fieldConfig")}
    shown = (await drawn(board(json), Answering())).panels[0].view
    blocks = [(kind, [str(line) for line in lines]) for kind, lines in shown.blocks]  # type: ignore[attr-defined]
    assert blocks == [
        ("h", ["Judul"]),
        ("p", ["Satu <strong>dua</strong> <code>tiga</code>"]),
        ("ul", ["a", "b"]),
    ]
