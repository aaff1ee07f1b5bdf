"""Figures alone, on arcs or on bars: stat, gauge and bargauge. Pure."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from deploy.grafana.preview.configured import Configured
from deploy.grafana.preview.frames import Value, as_number
from deploy.grafana.preview.interpolation import Scope
from deploy.grafana.preview.links import Site, link_of
from deploy.grafana.preview.panels.view import Figure, Values, View, no_value
from deploy.grafana.preview.reducing import reduced
from deploy.grafana.preview.scales import Scale, limits
from deploy.grafana.preview.schema.fields import between_slashes
from deploy.grafana.preview.schema.options import Reduce
from deploy.grafana.preview.showing import Shown, ShownField

Drawn = TypeVar("Drawn", bound=View)
FIGURES_MOST = 60
SPARK = (100, 24)


@dataclass(slots=True)
class Figures(View):
    """Figures beside one another; `filled` has the colour behind them, `named` their names."""

    figures: Sequence[Figure] = ()
    filled: bool = False
    coloured: bool = True
    named: bool = True
    valued: bool = True


@dataclass(frozen=True, slots=True)
class Arc:
    """A half circle: its value's part, and its thresholds at the rim, each (path, colour)."""

    figure: Figure
    filled: str
    rim: Sequence[tuple[str, str]]
    low: str
    high: str


@dataclass(slots=True)
class Arcs(View):
    """Half circles beside one another."""

    arcs: Sequence[Arc] = ()
    limits: bool = False


@dataclass(frozen=True, slots=True)
class BarOf:
    """A bar of 100 units: its figure, its length, and where thresholds begin."""

    figure: Figure
    length: float
    steps: Sequence[tuple[float, str]] = field(default_factory=list)


@dataclass(slots=True)
class Bars(View):
    """Bars below one another."""

    bars: Sequence[BarOf] = ()
    named: bool = True
    valued: bool = True


def stat(panel: Any, fields: Configured, scope: Scope, site: Site) -> Figures:
    """The view of a stat panel."""
    options = panel.options
    found = _linked(fields, options.reduceOptions, scope, site, spark=options.graphMode == "area")
    figures = [one for one, _ in found]
    view = Figures("stat", figures=figures[:FIGURES_MOST])
    view.filled = options.colorMode.startswith("background")
    view.coloured = options.colorMode != "none"
    view.named = options.textMode in ("value_and_name", "name") or (
        options.textMode == "auto" and len(figures) > 1
    )
    view.valued = options.textMode not in ("name", "none")
    return _described(view, figures, panel)


def no_figure(shown: ShownField) -> Figure:
    """What a stat panel shows where there is no series: Grafana colours it as a value of none."""
    none = shown.of(None)
    band = none.band or "warna ambang pertama, juga di Grafana"
    return Figure(shown.name, none if none.colour is None else replace(none, band=band))


def gauge(panel: Any, fields: Configured, scope: Scope, site: Site) -> Arcs:
    """The view of a gauge panel."""
    found = _linked(fields, panel.options.reduceOptions, scope, site)
    arcs = [
        Arc(
            figure,
            _arc(0, figure.shown.ratio or 0, 84, 58),
            _rim(shown) if panel.options.showThresholdMarkers else (),
            shown.written(shown.low),
            shown.written(shown.high),
        )
        for figure, shown in found[:FIGURES_MOST]
    ]
    view = Arcs("gauge", arcs=arcs, limits=panel.options.showThresholdLabels)
    return _described(view, [one for one, _ in found], panel)


def bargauge(panel: Any, fields: Configured, scope: Scope, site: Site) -> Bars:
    """The view of a bargauge panel."""
    found = _linked(fields, panel.options.reduceOptions, scope, site)
    bars = [
        BarOf(
            figure,
            round(100 * (figure.shown.ratio or 0), 1),
            [
                (round(100 * (shown.ratio(start) or 0), 1), colour)
                for start, colour, _ in shown.bands
                if math.isfinite(start)
            ],
        )
        for figure, shown in found[:FIGURES_MOST]
    ]
    view = Bars("bargauge", bars=bars)
    view.named = panel.options.namePlacement != "hidden"
    view.valued = panel.options.valueMode != "hidden"
    return _described(view, [one for one, _ in found], panel)


def _linked(
    fields: Configured, how: Reduce, scope: Scope, site: Site, *, spark: bool = False
) -> list[tuple[Figure, ShownField]]:
    """The figures with their links."""
    return [
        (replace(figure, address=link_of(one, value, row, scope, site)), one)
        for figure, one, value, row in _figures(fields, how, spark=spark)
    ]


def _figures(
    fields: Configured, how: Reduce, *, spark: bool
) -> list[tuple[Figure, ShownField, Value, dict[str, Shown]]]:
    """A figure per calculation of each field that is meant; with `values`, per row."""
    found: list[tuple[Figure, ShownField, Value, dict[str, Shown]]] = []
    for frame in fields:
        times = next((one for one in frame if one.field.kind == "time"), None)
        texts = next((one for one in frame if one.field.kind == "string"), None)
        for one in (one for one in frame if _meant(one, how.fields)):
            if how.values:
                for row in range(len(one.field.values))[: how.limit or FIGURES_MOST]:
                    name = texts.row(row).text if texts else one.name
                    others = {other.name: other.row(row) for other in frame}
                    figure = Figure(name, one.row(row))
                    found.append((figure, one, one.field.values[row], others))
                continue
            for calculation in how.calcs:
                value = reduced(one.field.values, calculation)
                line = _spark(times, one) if spark else ""
                found.append((Figure(one.name, one.of(value), line), one, value, {}))
    return found


def _meant(one: ShownField, pattern: str) -> bool:
    """Numbers by default; else what the pattern names, `/.*/` being every field."""
    if not pattern:
        return one.field.kind == "number"
    return one.field.kind != "time" and bool(re.search(between_slashes(pattern), one.name))


def _spark(times: ShownField | None, one: ShownField) -> str:
    numbers = [as_number(value) for value in one.field.values]
    at: Sequence[Value] = times.field.values if times else range(len(numbers))
    points = [
        (float(as_number(when) or 0), number)
        for when, number in zip(at, numbers, strict=True)
        if number is not None and math.isfinite(number)
    ]
    if len(points) < 2:
        return ""
    across = Scale(points[0][0], points[-1][0], 0, SPARK[0])
    down = Scale(*limits([number for _, number in points], None, None), SPARK[1] - 2, 2)
    return " ".join(f"{across.at(when)},{down.at(number)}" for when, number in points)


def _described(view: Drawn, figures: Sequence[Figure], panel: Any) -> Drawn:
    if not figures:
        view.empty = no_value(panel.fieldConfig.defaults.noValue)
    if len(figures) > FIGURES_MOST:
        view.notes.append(f"{FIGURES_MOST} dari {len(figures)} angka digambar")
    rows = [[one.name, one.shown.text, one.shown.band] for one in figures]
    view.values = Values(["Nama", "Nilai", "Ambang"], rows)
    view.summary = "; ".join(f"{one.name}: {one.shown.text}" for one in figures[:10])
    return view


def _rim(shown: ShownField) -> list[tuple[str, str]]:
    bands = shown.bands
    ends = [*(band[0] for band in bands[1:]), math.inf]
    return [
        (_arc(_share(shown, start), _share(shown, end), 94, 90), colour)
        for (start, colour, _), end in zip(bands, ends, strict=True)
    ]


def _share(shown: ShownField, value: float) -> float:
    if math.isinf(value):
        return 0.0 if value < 0 else 1.0
    return shown.ratio(value) or 0.0


def _arc(start: float, end: float, outer: float, inner: float) -> str:
    """The part of a half circle around (100, 100), shares from left to right."""

    def point(share: float, radius: float) -> str:
        angle = math.pi * (1 - share)
        return f"{100 + radius * math.cos(angle):.1f} {100 - radius * math.sin(angle):.1f}"

    return (
        f"M {point(start, outer)} A {outer} {outer} 0 0 1 {point(end, outer)} "
        f"L {point(end, inner)} A {inner} {inner} 0 0 0 {point(start, inner)} Z"
    )
