"""Tables: a row per series of their queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from grafana_foundation_sdk.builders import common, table
from grafana_foundation_sdk.models.common import BarGaugeDisplayMode, TableCellHeight
from grafana_foundation_sdk.models.dashboard import (
    DataTransformerConfig,
    DynamicConfigValue,
    Panel,
    SpecialValueMatch,
    ValueMap,
    ValueMapping,
)

from deploy.grafana.boards.about import About, is_red
from deploy.grafana.boards.missing import NO_DATA
from deploy.grafana.boards.panels import (
    PROMETHEUS,
    UNKNOWN_GREY,
    Steps,
    can_turn_red,
    instead_of,
    letter,
    now,
    thresholds,
)

NOT_KNOWN = [instead_of(SpecialValueMatch.NA_N, f"{NO_DATA} (tracker)", "dark-red")]
"""Words for the figure of `or_not_known`."""

_NOT_SEEN = {"viz": True, "legend": False, "tooltip": False}
"""What newer releases of Grafana ask for; older ones ask for `hidden`."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its heading, and the format of its values; `link` is where a value
    leads.
    """

    title: str
    unit: str | None = None
    decimals: int | None = None
    width: int | None = None
    steps: Steps = ()
    words: Sequence[ValueMapping] = ()
    gauge: bool = False
    wraps: bool = False
    """A long name goes on in a second line; else Grafana cuts it."""
    link: str = ""
    is_hidden: bool = False
    empty: str = "–"
    """In a cell without a value; else Grafana puts there what an empty table says."""

    @property
    def can_be_red(self) -> bool:
        """Whether a value can be red."""
        colours = [one.color for word in _maps(self.words) for one in word.options.values()]
        return can_turn_red(self.steps) or any(is_red(colour) for colour in colours)

    def properties(self) -> list[DynamicConfigValue]:
        """The column as Grafana's field overrides."""
        chosen: dict[str, object] = {
            "unit": self.unit,
            "decimals": self.decimals,
            "custom.width": self.width,
            "mappings": self._words() or None,
            "noValue": None if self.is_hidden else self.empty,
            "thresholds": thresholds(self.steps).build() if self.steps else None,
            "links": [{"title": "Buka", "url": self.link}] if self.link else None,
        }
        if self.is_hidden:
            chosen |= {"custom.hidden": True, "custom.hideFrom": _NOT_SEEN}
        elif self.gauge:
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

    def _words(self) -> list[ValueMapping]:
        """A cell without a value would have the first threshold's colour: a calm green."""
        if not self.steps:
            return list(self.words)
        return [*self.words, instead_of(SpecialValueMatch.NULL, self.empty, UNKNOWN_GREY)]


def or_not_known(series: str) -> str:
    """For the end of a table's first query: where the tracker reports none of `series` at all, one
    row that says so. Else an empty table says that all is well. It has no labels, because a value
    that leads somewhere would lead nowhere.
    """
    return f" or on () absent({series}) * NaN"


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
    as text; `sort` is (heading, descending), of a column that may be hidden; `empty` is shown when
    there is no row.
    """
    columns = dict(labels) | {str(i): column for i, (_, column) in enumerate(values)}
    can_be_red = any(column.can_be_red for column in columns.values())
    panel = (
        table.Panel()
        .title(about.title)
        .description(about.description(can_be_red=can_be_red))
        .span(width)
        .datasource(PROMETHEUS)
        .no_value(empty)
        .cell_height(TableCellHeight.SM)
        .with_transformation(DataTransformerConfig(id_val="merge", options={}))
        .with_transformation(organised(columns, order, queries=len(values)))
    )
    heading, descending = sort
    if any(column.title == heading and column.is_hidden for column in columns.values()):
        by = {"sort": [{"field": heading, "desc": descending}]}
        panel.with_transformation(DataTransformerConfig(id_val="sortBy", options=by))
    else:
        panel.sort_by([common.TableSortByFieldState().display_name(heading).desc(descending)])
    for index, (expr, _) in enumerate(values):
        panel.with_target(now(expr, letter(index), as_table=True))
    for column in columns.values():
        if properties := column.properties():
            panel.override_by_name(column.title, properties)
    return panel.build()


def organised(
    columns: Mapping[str, Column], order: Sequence[str], *, queries: int
) -> DataTransformerConfig:
    """Headings and order. Grafana names the value of query A `Value #A`, of an only one `Value`."""

    def source(key: str) -> str:
        if not key.isdigit():
            return key
        return f"Value #{letter(int(key))}" if queries > 1 else "Value"

    return DataTransformerConfig(
        id_val="organize",
        options={
            "excludeByName": {"Time": True},
            "indexByName": {source(key): place for place, key in enumerate(order)},
            "renameByName": {source(key): column.title for key, column in columns.items()},
        },
    )


def _maps(words: Sequence[ValueMapping]) -> list[ValueMap]:
    return [word for word in words if isinstance(word, ValueMap)]


def _coloured(words: Sequence[ValueMapping]) -> bool:
    """Whether words have colours: Grafana shows coloured text that has none in its own green."""
    return any(result.color for one in _maps(words) for result in one.options.values())
