"""Lines over time. Pure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from babel.dates import format_datetime

from deploy.grafana.preview.configured import Configured
from deploy.grafana.preview.frames import as_number
from deploy.grafana.preview.interpolation import Scope
from deploy.grafana.preview.panels.line_shapes import DASHES, Chart, Drawn, Points, chart
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
from deploy.grafana.preview.showing import ShownField
from deploy.grafana.preview.time_range import Interval

LINES_MOST = 40
MOMENTS = 6
"""Columns of the table of values."""


@dataclass(slots=True)
class Lines(View):
    """The same lines for the wall and for a phone."""

    wide: Chart | None = None
    narrow: Chart | None = None
    keys: Sequence[Key] = ()


def timeseries(panel: Any, frames: Configured, scope: Scope) -> Lines:
    """The view of a timeseries panel."""
    found = [series for frame in frames for series in _series(frame)]
    view = Lines("timeseries")
    if not any(points for _, points in found):
        view.empty = no_value(panel.fieldConfig.defaults.noValue)
        return view
    if len(found) > LINES_MOST:
        view.notes.append(f"{LINES_MOST} dari {len(found)} garis digambar")
    drawn = _stacked(found[:LINES_MOST])
    legend = panel.options.legend
    if legend.showLegend and legend.displayMode != "hidden":
        view.keys = [
            _key(one, legend.calcs)
            for one in drawn
            if not (one.shown.config.custom and one.shown.config.custom.hideFrom.legend)
        ]
    wide = size_of(panel.gridPos.w, panel.gridPos.h)
    under = legend_height(view.keys, wide[0])
    view.wide = chart(drawn, scope, (wide[0], max(90, wide[1] - under)))
    view.narrow = chart(drawn, scope, NARROW)
    view.values = _values(drawn, scope.interval)
    last = [f"{one.shown.name} terakhir {_last(one)}" for one in drawn[:8]]
    view.summary = f"{len(drawn)} garis: " + "; ".join(last)
    return view


def _series(frame: Sequence[ShownField]) -> list[tuple[ShownField, Points]]:
    times = next((one for one in frame if one.field.kind == "time"), None)
    if times is None:
        return []
    return [
        (one, _points(times, one))
        for one in frame
        if one.field.kind == "number" and not (one.config.custom and one.config.custom.hideFrom.viz)
    ]


def _points(times: ShownField, one: ShownField) -> Points:
    pairs = zip(times.field.values, one.field.values, strict=True)
    numbers = [(as_number(when), as_number(value)) for when, value in pairs]
    return [
        (when, value)
        for when, value in numbers
        if when is not None and value is not None and math.isfinite(value)
    ]


def _stacked(found: Sequence[tuple[ShownField, Points]]) -> list[Drawn]:
    heights: dict[str, dict[float, float]] = {}
    drawn = []
    for shown, points in found:
        custom = shown.config.custom
        if custom is None or custom.stacking.mode == "none":
            drawn.append(Drawn(shown, points, {}))
            continue
        below = heights.setdefault(custom.stacking.group, {})
        under = {when: below.get(when, 0.0) for when, _ in points}
        stood = [(when, value + under[when]) for when, value in points]
        below.update(stood)
        drawn.append(Drawn(shown, stood, under))
    return drawn


def _key(one: Drawn, calculations: Sequence[str]) -> Key:
    values = [value - one.below.get(when, 0.0) for when, value in one.points]
    figures = [(WORDS[name], one.shown.of(reduced(values, name)).text) for name in calculations]
    return Key(one.shown.name, one.shown.series_colour, one.shown.place % len(DASHES), figures)


def _last(one: Drawn) -> str:
    if not one.points:
        return "tidak ada"
    when, value = one.points[-1]
    return one.shown.of(value - one.below.get(when, 0.0)).text


def _values(drawn: Sequence[Drawn], times: Interval) -> Values:
    """Rows of series; lowest, highest, and the values at moments evenly apart."""
    at = [
        times.start + (times.end - times.start) * place / (MOMENTS - 1) for place in range(MOMENTS)
    ]
    pattern = "d MMM HH.mm"
    heads = [str(format_datetime(when, pattern, tzinfo=when.tzinfo, locale="id")) for when in at]
    rows = []
    for one in drawn:
        alone = [(when, value - one.below.get(when, 0.0)) for when, value in one.points]
        numbers = [value for _, value in alone]
        ends = [one.shown.of(reduced(numbers, name)).text for name in ("min", "max")]
        row = [_nearest(one, alone, when.timestamp() * 1000, times) for when in at]
        rows.append([one.shown.name, *ends, *row])
    return Values(["Garis", "Terendah", "Tertinggi", *heads], rows)


def _nearest(one: Drawn, points: Points, when: float, times: Interval) -> str:
    near = min(points, key=lambda point: abs(point[0] - when), default=None)
    if near is None or abs(near[0] - when) > times.seconds * 1000 / (2 * MOMENTS):
        return "–"
    return one.shown.of(near[1]).text
