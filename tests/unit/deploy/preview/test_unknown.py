"""What the preview does not know of a board, it refuses, naming board, panel and option."""

from typing import Any

import pytest

from deploy.grafana.preview.refused import Unsupported
from tests.unit.deploy.preview.small_boards import (
    GREEN_RED,
    REDUCE,
    Answering,
    board,
    defaults,
    drawn,
    overridden,
    panel,
    target,
)

QUERY = {"name": "region", "type": "query", "query": "label_values(up, region)"}
TABLE = {"id": "byName", "options": "Value"}


def transformation(name: str, **options: Any) -> dict[str, Any]:
    return panel("table", transformations=[{"id": name, "options": options}])


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "a type": (panel() | {"type": "geomap"}, "type: 'geomap'"),
    "a key of a panel": (panel(libraryPanel={"uid": "x"}), "libraryPanel"),
    "an option": (panel(options={"reduceOptions": REDUCE, "sparkle": 1}), "options.sparkle"),
    "an option's value": (
        panel(options={"reduceOptions": REDUCE, "graphMode": "line"}),
        "options.graphMode",
    ),
    "a calculation": (
        panel(options={"reduceOptions": {**REDUCE, "calcs": ["stdDev"]}}),
        "options.reduceOptions.calcs",
    ),
    "a unit": (panel(fieldConfig=defaults(unit="lightyear")), "satuan 'lightyear'"),
    "a custom key": (panel("table", fieldConfig=defaults(custom={"glow": 1})), "custom.glow"),
    "a colour mode": (panel(fieldConfig=defaults(color={"mode": "continuous-GrYlRd"})), "color"),
    "a colour": (panel(fieldConfig=defaults(color={"mode": "fixed", "fixedColor": "pinkish"})), ""),
    "a matcher": (
        panel("table", fieldConfig=overridden({"id": "byValue", "options": "x"}, unit="s")),
        "matcher.id",
    ),
    "a property": (panel("table", fieldConfig=overridden(TABLE, custom__glow=1)), "custom.glow"),
    "a property's unit": (panel("table", fieldConfig=overridden(TABLE, unit="parsec")), "parsec"),
    "a mapping": (panel(fieldConfig=defaults(mappings=[{"type": "magic"}])), "mappings"),
    "a cell": (
        panel("table", fieldConfig=defaults(custom={"cellOptions": {"type": "sparkline"}})),
        "cellOptions.type",
    ),
    "a transformation": (transformation("heatmap"), "'heatmap'"),
    "a transformation's option": (transformation("limit", limitField=1, of="x"), "options.of"),
    "a transformation that is off": (
        panel("table", transformations=[{"id": "merge", "options": {}, "disabled": True}]),
        "disabled",
    ),
    "two reducers of fields": (
        transformation("reduce", mode="reduceFields", reducers=["max", "min"]),
        "reducers",
    ),
    "a query's format": (panel("table", targets=[target(format="heatmap")]), "format"),
    "a data source": (
        panel(targets=[target(datasource={"type": "loki", "uid": "x"})]),
        "datasource.type",
    ),
    "a macro": (panel(targets=[target("rate(up[$__unheard])")]), "$__unheard"),
    "a variable": (panel(targets=[target("up{a='$nobody'}")]), "$nobody"),
    "a format of a variable": (panel(targets=[target("${region:glob}")]), "format 'glob'"),
    "an old reference": (panel(targets=[target("[[region]]")]), "[[region]]"),
    "a variable in a title": (panel(title="Untuk $nobody"), "$nobody"),
    "markup in text": (
        panel(type="text", targets=None, fieldConfig=None, options={"content": "<b>x</b>"}),
        "HTML",
    ),
    "a repeat": (panel(repeat="nobody"), "repeat"),
    "a threshold that is not set": (
        panel(fieldConfig={"defaults": {}, "overrides": []}),
        "thresholds",
    ),
    "colour that Grafana would choose": (
        panel(
            "table",
            fieldConfig={
                "defaults": {"custom": {"cellOptions": {"type": "color-text"}}},
                "overrides": [],
            },
        ),
        "thresholds",
    ),
    "an axis that is not there": (panel("barchart", options={"xField": "Pilar"}), "xField"),
    "an address": (
        panel("table", fieldConfig=defaults(links=[{"url": "javascript:alert(1)"}])),
        "links.url",
    ),
    "an option that has an effect there": (
        panel("timeseries", fieldConfig=defaults(custom={"axisLabel": "detik"})),
        "axisLabel",
    ),
    "a legend at the side": (
        panel("timeseries", options={"legend": {"placement": "right"}}),
        "options.legend.placement",
    ),
    "a link on a line": (
        panel("timeseries", fieldConfig=defaults(links=[{"url": "/d/x"}])),
        "links",
    ),
    "two links": (panel("table", fieldConfig=defaults(links=[{"url": "/d/x"}] * 2)), "links"),
    "a panel beyond the grid": (panel(gridPos={"x": 25, "y": 0, "w": 1, "h": 1}), "gridPos.x"),
}


@pytest.mark.parametrize(("json", "words"), REFUSED.values(), ids=REFUSED.keys())
async def test_a_panel_with_something_unknown_is_refused(json: Any, words: str) -> None:
    answering = Answering({"up": [({"job": "a"}, 1)]}, {("region", "up"): ["kukar"]})
    with pytest.raises(Unsupported) as refused:
        await drawn(
            board({k: v for k, v in json.items() if v is not None}, variables=[QUERY]), answering
        )
    message = str(refused.value)
    assert words in message
    assert message.startswith(f'papan uji, panel 3 "{json["title"]}": ')


@pytest.mark.parametrize(
    ("variable", "words"),
    [
        ({**QUERY, "type": "adhoc"}, "'adhoc'"),
        ({**QUERY, "query": "label_names()"}, "query_result"),
        ({**QUERY, "query": "metrics(.*)"}, "metrics"),
        ({**QUERY, "refresh": 0}, "refresh"),
        ({**QUERY, "glow": 1}, "glow"),
        ({**QUERY, "query": "label_values(up{a=~'$nobody'}, region)"}, "$nobody"),
    ],
)
async def test_an_unknown_variable_is_refused(variable: Any, words: str) -> None:
    with pytest.raises(Unsupported, match="variabel") as refused:
        await drawn(board(panel(), variables=[variable]), Answering())
    assert words in str(refused.value)


@pytest.mark.parametrize(
    "more",
    [
        {"schemaVersion": 39},
        {"annotations": {"list": [{"name": "deploys"}]}},
        {"time": {"from": "yesterday", "to": "now"}},
        {"time": {"from": "now", "to": "now-1h"}},
        {"time": {"from": "now-99y", "to": "now"}},
        {"timezone": "America/New_York"},
        {"spaceship": True},
        {"uid": "../etc"},
    ],
    ids=str,
)
async def test_an_unknown_setting_of_a_board_is_refused(more: Any) -> None:
    with pytest.raises(Unsupported, match="papan"):
        await drawn(board(panel()) | more, Answering())


async def test_what_a_board_may_have_is_not_refused() -> None:
    known = panel(fieldConfig={"defaults": {"thresholds": GREEN_RED}, "overrides": []})
    assert (await drawn(board(known), Answering())).panels
