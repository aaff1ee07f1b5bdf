"""Figures, and what all panels share: the datasource, thresholds and queries."""

from collections.abc import Mapping, Sequence

from grafana_foundation_sdk.builders import common, stat
from grafana_foundation_sdk.builders import dashboard as build
from grafana_foundation_sdk.builders.prometheus import Dataquery
from grafana_foundation_sdk.models.common import (
    BigValueColorMode,
    BigValueGraphMode,
    BigValueTextMode,
    DataSourceRef,
)
from grafana_foundation_sdk.models.dashboard import (
    DashboardSpecialValueMapOptions,
    DynamicConfigValue,
    Panel,
    SpecialValueMap,
    SpecialValueMatch,
    Threshold,
    ThresholdsMode,
    ValueMapping,
    ValueMappingResult,
)
from grafana_foundation_sdk.models.prometheus import PromQueryFormat

from deploy.grafana.boards.about import About, is_red
from deploy.grafana.boards.missing import missing

PROMETHEUS = DataSourceRef(type_val="prometheus", uid="aksi-prometheus")
"""The uid is set in provisioning/datasources/prometheus.yml."""

UNKNOWN_GREY = "#8e8e8e"
Steps = Sequence[tuple[float | None, str]]
"""Thresholds: (from this value on, colour); the first has no value."""
Named = Sequence[tuple[str, str]]
"""Queries and what their figures are called."""
_NO_OWN: Mapping[str, Steps] = {}


def thresholds(steps: Steps) -> build.ThresholdsConfig:
    """`steps` as Grafana's thresholds."""
    return (
        build.ThresholdsConfig()
        .mode(ThresholdsMode.ABSOLUTE)
        .steps([Threshold(value=value, color=color) for value, color in steps])
    )


def can_turn_red(steps: Steps) -> bool:
    """Whether a value can be red."""
    return any(is_red(colour) for _, colour in steps)


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
    empty: str = "",
) -> Panel:
    """One figure, or one per series, readable in a second; missing data is shown as such.

    `unknown` is shown where the reporting service is up and has no value yet (NaN); `empty` where
    there is no series: without it, whose answer is missing.
    """
    named = [(expr, legend)]
    return numbers(
        about,
        named,
        steps=steps,
        width=width,
        unit=unit,
        decimals=decimals,
        unknown=unknown,
        empty=empty,
    )


def numbers(
    about: About,
    named: Named,
    *,
    steps: Steps,
    width: int,
    unit: str = "none",
    decimals: int | None = None,
    unknown: str = "",
    empty: str = "",
    own: Mapping[str, Steps] = _NO_OWN,
) -> Panel:
    """Figures side by side, each with its name; else as `number`. `own` are the thresholds of
    figures that have others, by name.
    """
    empty = empty or missing(*(expr for expr, _ in named))
    can_be_red = can_turn_red(steps) or any(can_turn_red(one) for one in own.values())
    panel = (
        stat.Panel()
        .title(about.title)
        .description(about.description(can_be_red=can_be_red))
        .span(width)
        .datasource(PROMETHEUS)
        .unit(unit)
        .no_value(empty)
        .thresholds(thresholds(steps))
        .graph_mode(BigValueGraphMode.NONE)
        .color_mode(BigValueColorMode.BACKGROUND_SOLID)
        .reduce_options(common.ReduceDataOptions().calcs(["lastNotNull"]).fields("").values(False))
    )
    for index, (expr, legend) in enumerate(named):
        panel.with_target(now(expr, letter(index), legend=legend))
    for name, colours in own.items():
        limits = DynamicConfigValue(id_val="thresholds", value=thresholds(colours).build())
        panel.override_by_name(name, [limits])
    if any(legend for _, legend in named):
        panel.text_mode(BigValueTextMode.VALUE_AND_NAME)
    if decimals is not None:
        panel.decimals(decimals)
    words = [instead_of(SpecialValueMatch.NULL, empty, "dark-red")]
    if unknown:
        words.append(instead_of(SpecialValueMatch.NA_N, unknown, UNKNOWN_GREY))
    return panel.mappings(words).build()


def instead_of(match: SpecialValueMatch, text: str, color: str) -> ValueMapping:
    """Words for what is no number; without them Grafana gives it the first threshold's colour."""
    result = ValueMappingResult(text=text, color=color, index=0)
    return SpecialValueMap(DashboardSpecialValueMapOptions(match=match, result=result))


def letter(index: int) -> str:
    """The name of a query."""
    return "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[index]
