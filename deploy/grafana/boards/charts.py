"""Charts: lines over time, and bars by name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from grafana_foundation_sdk.builders import barchart, common, timeseries
from grafana_foundation_sdk.builders.prometheus import Dataquery
from grafana_foundation_sdk.models.common import (
    LegendDisplayMode,
    LegendPlacement,
    SortOrder,
    StackingMode,
    TooltipDisplayMode,
    VizOrientation,
)
from grafana_foundation_sdk.models.dashboard import (
    DataTransformerConfig,
    DynamicConfigValue,
    Panel,
    ValueMapping,
)

from deploy.grafana.boards.about import About, is_red
from deploy.grafana.boards.missing import missing
from deploy.grafana.boards.panels import PROMETHEUS, letter, now
from deploy.grafana.boards.tables import Column, organised

_NO_WORDS: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Bar:
    """A colour of a bar chart: its name, and the query for the bar lengths."""

    title: str
    color: str
    expr: str


@dataclass(frozen=True, slots=True)
class Line:
    """A query of a time series chart, and the legend of its lines; one line may have a colour."""

    expr: str
    legend: str
    color: str = ""


def lines(
    about: About,
    queries: Sequence[Line],
    *,
    width: int,
    unit: str = "none",
    most: float | None = None,
    words: Mapping[str, str] = _NO_WORDS,
    none_yet: str = "",
) -> Panel:
    """A time series chart, up to `most`; `words` are the names of what legends show as codes,
    `none_yet` what it means that there is no series, where a service that is alive may have none.
    """
    no_data = missing(*(line.expr for line in queries))
    panel = (
        timeseries.Panel()
        .title(about.title)
        .description(about.description(can_be_red=False))
        .span(width)
        .datasource(PROMETHEUS)
        .unit(unit)
        .min(0)
        .no_value(f"{none_yet}, atau {no_data}" if none_yet else no_data)
        .fill_opacity(10)
        .legend(_legend())
        .tooltip(
            common.VizTooltipOptions().mode(TooltipDisplayMode.MULTI).sort(SortOrder.DESCENDING)
        )
    )
    if most is not None:
        panel.max(most)
    for index, line in enumerate(queries):
        panel.with_target(
            Dataquery()
            .datasource(PROMETHEUS)
            .expr(line.expr)
            .range()
            .legend_format(line.legend)
            .ref_id(letter(index))
        )
        if line.color:
            panel.override_by_name(line.legend, [_fixed(line.color)])
    for code, name in words.items():
        panel.override_by_name(code, [DynamicConfigValue(id_val="displayName", value=name)])
    return panel.build()


def bars(
    about: About,
    *,
    by: str,
    by_title: str,
    words: Sequence[ValueMapping],
    queries: Sequence[Bar],
    width: int,
    unit: str = "none",
    stacked: bool = False,
    upright: bool = False,
) -> Panel:
    """Bars by the label `by`, one colour per query."""
    columns = {by: Column(by_title)} | {str(i): Column(b.title) for i, b in enumerate(queries)}
    panel = (
        barchart.Panel()
        .title(about.title)
        .description(about.description(can_be_red=any(is_red(bar.color) for bar in queries)))
        .span(width)
        .datasource(PROMETHEUS)
        .unit(unit)
        .no_value(missing(*(bar.expr for bar in queries)))
        .x_field(by_title)
        .orientation(VizOrientation.VERTICAL if upright else VizOrientation.HORIZONTAL)
        .stacking(StackingMode.NORMAL if stacked else StackingMode.NONE)
        .legend(_legend())
        .fill_opacity(90)
        .with_transformation(DataTransformerConfig(id_val="merge", options={}))
        .with_transformation(organised(columns, list(columns), queries=len(queries)))
        .override_by_name(by_title, [DynamicConfigValue(id_val="mappings", value=list(words))])
    )
    if upright:
        panel.with_transformation(
            DataTransformerConfig(id_val="sortBy", options={"sort": [{"field": by_title}]})
        )
    for index, bar in enumerate(queries):
        panel.with_target(now(bar.expr, letter(index), as_table=True))
        panel.override_by_name(bar.title, [_fixed(bar.color)])
    return panel.build()


def _fixed(color: str) -> DynamicConfigValue:
    return DynamicConfigValue(id_val="color", value={"mode": "fixed", "fixedColor": color})


def _legend() -> common.VizLegendOptions:
    return (
        common.VizLegendOptions()
        .display_mode(LegendDisplayMode.LIST)
        .placement(LegendPlacement.BOTTOM)
        .show_legend(True)
        .calcs([])
    )
