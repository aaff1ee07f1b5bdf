"""The panel types that the boards use, one function each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from grafana_foundation_sdk.builders import barchart, common, stat, table, timeseries
from grafana_foundation_sdk.builders import dashboard as build
from grafana_foundation_sdk.builders.prometheus import Dataquery
from grafana_foundation_sdk.models.common import (
    BarGaugeDisplayMode,
    BigValueColorMode,
    BigValueGraphMode,
    DataSourceRef,
    LegendDisplayMode,
    LegendPlacement,
    SortOrder,
    StackingMode,
    TableCellHeight,
    TooltipDisplayMode,
    VizOrientation,
)
from grafana_foundation_sdk.models.dashboard import (
    DashboardSpecialValueMapOptions,
    DataTransformerConfig,
    DynamicConfigValue,
    Panel,
    SpecialValueMap,
    SpecialValueMatch,
    Threshold,
    ThresholdsMode,
    ValueMap,
    ValueMapping,
    ValueMappingResult,
)
from grafana_foundation_sdk.models.prometheus import PromQueryFormat

PROMETHEUS = DataSourceRef(type_val="prometheus", uid="aksi-prometheus")
"""The uid is set in provisioning/datasources/prometheus.yml."""

NO_DATA = "TIDAK ADA DATA"
Steps = Sequence[tuple[float | None, str]]
"""Thresholds: (from this value on, colour); the first has no value."""


@dataclass(frozen=True, slots=True)
class About:
    """A panel's title, what it shows, and what to do when it is red."""

    title: str
    shows: str
    when_red: str
    anchor: str
    """Section of docs/operations.md."""

    def description(self) -> str:
        """The text of the panel's (i) icon."""
        return (
            f"{self.shows}\n\n**Bila merah:** {self.when_red}\n\n"
            f"Panduan: docs/operations.md#{self.anchor}"
        )


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its heading, and the format of its values."""

    title: str
    unit: str | None = None
    decimals: int | None = None
    width: int | None = None
    steps: Steps = ()
    words: Sequence[ValueMapping] = ()
    gauge: bool = False
    wraps: bool = False
    """A long name goes on in a second line; else Grafana cuts it."""

    def properties(self) -> list[DynamicConfigValue]:
        """The column as Grafana's field overrides."""
        chosen: dict[str, object] = {
            "unit": self.unit,
            "decimals": self.decimals,
            "custom.width": self.width,
            "mappings": list(self.words) or None,
            "thresholds": thresholds(self.steps).build() if self.steps else None,
        }
        if self.gauge:
            chosen |= {"custom.cellOptions": {"type": "gauge", "mode": BarGaugeDisplayMode.BASIC}}
            chosen |= {"min": 0, "max": 1}
        elif self.steps or _coloured(self.words):
            chosen["custom.cellOptions"] = {"type": "color-text"}
        elif self.wraps:
            chosen["custom.cellOptions"] = {"type": "auto", "wrapText": True}
        return [
            DynamicConfigValue(id_val=name, value=value)
            for name, value in chosen.items()
            if value is not None
        ]


@dataclass(frozen=True, slots=True)
class Bar:
    """A colour of a bar chart: its name, and the query for the bar lengths."""

    title: str
    color: str
    expr: str


@dataclass(frozen=True, slots=True)
class Line:
    """A query of a time series chart, and the legend of its lines."""

    expr: str
    legend: str
    color: str | None = field(default=None)


def thresholds(steps: Steps) -> build.ThresholdsConfig:
    """`steps` as Grafana's thresholds."""
    return (
        build.ThresholdsConfig()
        .mode(ThresholdsMode.ABSOLUTE)
        .steps([Threshold(value=value, color=color) for value, color in steps])
    )


def now(expr: str, ref: str, *, legend: str = "", as_table: bool = False) -> Dataquery:
    """An instant query."""
    query = Dataquery().datasource(PROMETHEUS).expr(expr).instant().ref_id(ref)
    if as_table:
        query.format(PromQueryFormat.TABLE)
    return query.legend_format(legend) if legend else query


def number(
    about: About,
    expr: str,
    *,
    steps: Steps,
    width: int,
    unit: str = "none",
    decimals: int | None = None,
    legend: str = "",
    unknown: str = "",
) -> Panel:
    """One figure, or one per series, readable in a second; missing data is shown as such.

    `unknown` is shown where the reporting service is up and has no value yet (NaN).
    """
    panel = (
        stat.Panel()
        .title(about.title)
        .description(about.description())
        .span(width)
        .datasource(PROMETHEUS)
        .with_target(now(expr, "A", legend=legend))
        .unit(unit)
        .no_value(NO_DATA)
        .thresholds(thresholds(steps))
        .graph_mode(BigValueGraphMode.NONE)
        .color_mode(BigValueColorMode.BACKGROUND_SOLID)
        .reduce_options(common.ReduceDataOptions().calcs(["lastNotNull"]).fields("").values(False))
    )
    if decimals is not None:
        panel.decimals(decimals)
    words = [_instead_of(SpecialValueMatch.NULL, NO_DATA, "dark-red")]
    if unknown:
        words.append(_instead_of(SpecialValueMatch.NA_N, unknown, "#8e8e8e"))
    return panel.mappings(words).build()


def _instead_of(match: SpecialValueMatch, text: str, color: str) -> ValueMapping:
    """Words for what is no number; without them Grafana gives it the first threshold's colour."""
    result = ValueMappingResult(text=text, color=color, index=0)
    return SpecialValueMap(DashboardSpecialValueMapOptions(match=match, result=result))


def lines(
    about: About,
    queries: Sequence[Line],
    *,
    width: int,
    unit: str = "none",
    steps: Steps = (),
) -> Panel:
    """A time series chart."""
    panel = (
        timeseries.Panel()
        .title(about.title)
        .description(about.description())
        .span(width)
        .datasource(PROMETHEUS)
        .unit(unit)
        .min(0)
        .no_value(NO_DATA)
        .fill_opacity(10)
        .legend(_legend(LegendPlacement.BOTTOM))
        .tooltip(
            common.VizTooltipOptions().mode(TooltipDisplayMode.MULTI).sort(SortOrder.DESCENDING)
        )
    )
    if steps:
        panel.thresholds(thresholds(steps))
    for index, line in enumerate(queries):
        panel.with_target(
            Dataquery()
            .datasource(PROMETHEUS)
            .expr(line.expr)
            .range()
            .legend_format(line.legend)
            .ref_id(_letter(index))
        )
    return panel.build()


def rows(
    about: About,
    *,
    labels: Mapping[str, Column],
    values: Sequence[tuple[str, Column]],
    order: Sequence[str],
    sort: tuple[str, bool],
    width: int,
    empty: str,
) -> Panel:
    """A table: `labels` and one column per query, joined on equal labels.

    `order` lists the columns' keys from left to right: a label's name, or a query's index
    as text; `sort` is (heading, descending); `empty` is shown when there is no row.
    """
    columns = dict(labels) | {str(i): column for i, (_, column) in enumerate(values)}
    panel = (
        table.Panel()
        .title(about.title)
        .description(about.description())
        .span(width)
        .datasource(PROMETHEUS)
        .no_value(empty)
        .cell_height(TableCellHeight.SM)
        .sort_by([common.TableSortByFieldState().display_name(sort[0]).desc(sort[1])])
        .with_transformation(DataTransformerConfig(id_val="merge", options={}))
        .with_transformation(_organise(columns, order, queries=len(values)))
    )
    for index, (expr, _) in enumerate(values):
        panel.with_target(now(expr, _letter(index), as_table=True))
    for column in columns.values():
        if properties := column.properties():
            panel.override_by_name(column.title, properties)
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
) -> Panel:
    """Bars by the label `by`, one colour per query."""
    columns = {by: Column(by_title)} | {str(i): Column(b.title) for i, b in enumerate(queries)}
    panel = (
        barchart.Panel()
        .title(about.title)
        .description(about.description())
        .span(width)
        .datasource(PROMETHEUS)
        .unit(unit)
        .no_value(NO_DATA)
        .x_field(by_title)
        .orientation(VizOrientation.HORIZONTAL)
        .stacking(StackingMode.NORMAL if stacked else StackingMode.NONE)
        .legend(_legend(LegendPlacement.BOTTOM))
        .fill_opacity(90)
        .with_transformation(DataTransformerConfig(id_val="merge", options={}))
        .with_transformation(_organise(columns, list(columns), queries=len(queries)))
        .override_by_name(by_title, [DynamicConfigValue(id_val="mappings", value=list(words))])
    )
    for index, bar in enumerate(queries):
        panel.with_target(now(bar.expr, _letter(index), as_table=True))
        color = {"mode": "fixed", "fixedColor": bar.color}
        panel.override_by_name(bar.title, [DynamicConfigValue(id_val="color", value=color)])
    return panel.build()


def _coloured(words: Sequence[ValueMapping]) -> bool:
    """Whether words have colours: Grafana shows coloured text that has none in its own green."""
    maps = [word.options for word in words if isinstance(word, ValueMap)]
    return any(result.color for options in maps for result in options.values())


def _letter(index: int) -> str:
    return "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[index]


def _legend(placement: LegendPlacement) -> common.VizLegendOptions:
    return (
        common.VizLegendOptions()
        .display_mode(LegendDisplayMode.LIST)
        .placement(placement)
        .show_legend(True)
        .calcs([])
    )


def _organise(
    columns: Mapping[str, Column], order: Sequence[str], *, queries: int
) -> DataTransformerConfig:
    """Headings and order. Grafana names the value of query A `Value #A`, of an only one `Value`."""

    def source(key: str) -> str:
        if not key.isdigit():
            return key
        return f"Value #{_letter(int(key))}" if queries > 1 else "Value"

    return DataTransformerConfig(
        id_val="organize",
        options={
            "excludeByName": {"Time": True},
            "indexByName": {source(key): place for place, key in enumerate(order)},
            "renameByName": {source(key): column.title for key, column in columns.items()},
        },
    )
