"""Bars by name. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from deploy.grafana.preview.configured import Configured
from deploy.grafana.preview.interpolation import Scope
from deploy.grafana.preview.links import Site, link_of
from deploy.grafana.preview.panels.bar_shapes import (
    BARS_MOST,
    PATTERNS,
    Drawing,
    Table,
    lying,
    standing,
)
from deploy.grafana.preview.panels.view import (
    NARROW,
    Key,
    Values,
    View,
    legend_height,
    no_value,
    size_of,
)
from deploy.grafana.preview.reducing import WORDS, reduced
from deploy.grafana.preview.refused import Unknown
from deploy.grafana.preview.showing import ShownField


@dataclass(slots=True)
class BarChart(View):
    """The same bars for the wall and for a phone."""

    wide: Drawing | None = None
    narrow: Drawing | None = None
    keys: Sequence[Key] = ()


def barchart(panel: Any, frames: Configured, scope: Scope, site: Site) -> BarChart:
    """The view of a barchart panel. Raises Unknown where its frames are not one."""
    view = BarChart("barchart")
    frames = [frame for frame in frames if frame]
    if not any(len(one.field.values) for frame in frames for one in frame):
        view.empty = no_value(panel.fieldConfig.defaults.noValue)
        return view
    if len(frames) > 1:
        raise Unknown("transformations", "bagan batang perlu satu tabel; gabungkan dengan merge")
    table = _table(frames[0], panel.options)
    if len(table.names) > BARS_MOST:
        view.notes.append(f"{BARS_MOST} dari {len(table.names)} nama digambar")
    legend = panel.options.legend
    if legend.showLegend and legend.displayMode != "hidden":
        view.keys = [
            Key(one.name, one.series_colour, place % PATTERNS, _calculated(one, legend.calcs))
            for place, one in enumerate(table.series)
            if not (one.config.custom and one.config.custom.hideFrom.legend)
        ]
    lies = _lies(panel.options.orientation, panel.gridPos)
    wide = size_of(panel.gridPos.w, panel.gridPos.h)
    draw = lying if lies else standing
    view.wide = draw(
        table, panel.options, (wide[0], max(90, wide[1] - legend_height(view.keys, wide[0])))
    )
    tall = 40 + len(table.names[:BARS_MOST]) * (_narrow_row(table))
    view.narrow = draw(table, panel.options, (NARROW[0], tall if lies else NARROW[1]))
    view.values = Values(
        ["Nama", *(one.name for one in table.series)],
        [
            [name, *(one.row(row).text for one in table.series)]
            for row, name in enumerate(table.names)
        ],
        [[None, *_links(table, row, scope, site)] for row in range(len(table.names))],
    )
    view.summary = f"{len(table.names)} nama, {len(table.series)} warna"
    return view


def _table(fields: Sequence[ShownField], options: Any) -> Table:
    named = [one for one in fields if options.xField in (one.name, one.field.name)]
    texts = [one for one in fields if one.field.kind in ("string", "time")]
    by = (named or (texts if options.xField is None else []))[:1]
    if not by:
        raise Unknown("options.xField", f"kolom {options.xField!r} tidak ada")
    names = [by[0].row(row).text for row in range(len(by[0].field.values))]
    series = [
        one
        for one in fields
        if one.field.kind == "number"
        and one is not by[0]
        and not (one.config.custom and one.config.custom.hideFrom.viz)
    ]
    if not series:
        raise Unknown("transformations", "tidak ada kolom angka untuk digambar")
    return Table(names, series, options.stacking, by[0])


def _links(table: Table, row: int, scope: Scope, site: Site) -> list[str | None]:
    """Where each bar of a row leads."""
    others = {one.name: one.row(row) for one in table.series}
    others |= {table.by.name: table.by.row(row), table.by.field.name: table.by.row(row)}
    return [link_of(one, one.field.values[row], others, scope, site) for one in table.series]


def _calculated(one: ShownField, names: Sequence[str]) -> list[tuple[str, str]]:
    return [(WORDS[name], one.of(reduced(one.field.values, name)).text) for name in names]


def _lies(orientation: str, place: Any) -> bool:
    """Grafana lays bars down where a panel is higher than wide."""
    return orientation == "horizontal" or (orientation == "auto" and place.h * 38 > place.w * 78)


def _narrow_row(table: Table) -> int:
    return 34 if table.stacking != "none" else 14 + 14 * len(table.series)
