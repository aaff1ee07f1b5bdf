"""Series as lines, areas, dots or bars between two axes. Pure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from babel.dates import format_datetime

from deploy.grafana.preview.interpolation import Scope
from deploy.grafana.preview.scales import Scale, limits, round_steps
from deploy.grafana.preview.showing import ShownField
from deploy.grafana.preview.time_range import Interval

DASHES = ("", "8 4", "2 3", "10 3 2 3", "14 5", "5 2 1 2 1 2")
"""By the place of a line, so that lines differ without colour."""
Points = list[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Line:
    """A line's parts (points of a polyline each), or bars or dots."""

    name: str
    colour: str
    dash: str
    width: float
    parts: Sequence[str]
    areas: Sequence[str]
    opacity: float
    dots: Sequence[tuple[float, float]]
    bars: Sequence[tuple[float, float, float]]


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing of one size: its frame, its scales with their words, and its lines."""

    width: int
    height: int
    left: float
    right: float
    bottom: float
    top: float
    rows: Sequence[tuple[float, str]]
    columns: Sequence[tuple[float, str, str]]
    limits: Sequence[tuple[float, str, str, bool]]
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A series to draw: its points, and those below it where it is stacked."""

    shown: ShownField
    points: Points
    below: dict[float, float]


def chart(drawn: Sequence[Drawn], scope: Scope, size: tuple[int, int]) -> Chart:
    """A drawing of some size; the first series gives the unit and the limits."""
    width, height = size
    first = drawn[0].shown
    custom = first.config.custom
    low, high = limits([value for one in drawn for _, value in one.points], None, None)
    bands = [band for band in _bands(drawn) if math.isfinite(band[0])]
    if custom is not None:
        low = min(low, low if custom.axisSoftMin is None else custom.axisSoftMin)
        high = max(high, high if custom.axisSoftMax is None else custom.axisSoftMax)
    low, high = limits([low, high], first.config.min, first.config.max)
    ticks = round_steps(low, high, 5 if height > 150 else 3)
    words = [first.written(tick) for tick in ticks]
    left = min(width * 0.4, 14 + 7.2 * max(map(len, words)))
    down = Scale(ticks[0], ticks[-1], height - 22, 10)
    times = scope.interval
    across = Scale(times.start.timestamp() * 1000, times.end.timestamp() * 1000, left, width - 8)
    return Chart(
        *(width, height, left, width - 8, height - 22, 10),
        rows=[(down.at(tick), word) for tick, word in zip(ticks, words, strict=True)],
        columns=_columns(times, across, 3 if width < 500 else 5),
        limits=[
            (down.at(start), colour, band, bool(custom and "dash" in custom.thresholdsStyle.mode))
            for start, colour, band in bands
            if ticks[0] <= start <= ticks[-1]
        ],
        lines=[_line(one, across, down, scope.step) for one in drawn],
    )


def _bands(drawn: Sequence[Drawn]) -> list[tuple[float, str, str]]:
    custom = drawn[0].shown.config.custom
    return [] if custom is None or custom.thresholdsStyle.mode == "off" else drawn[0].shown.bands


def _columns(times: Interval, across: Scale, many: int) -> list[tuple[float, str, str]]:
    """Moments evenly apart: (pixel, its words, which end of the words stands there)."""
    pattern = "HH.mm" if times.seconds <= 86_400 else "d MMM"
    pattern = "d MMM HH.mm" if 86_400 < times.seconds <= 3 * 86_400 else pattern
    pattern = "MMM y" if times.seconds > 200 * 86_400 else pattern
    found = []
    for place in range(many):
        when = times.start + (times.end - times.start) * place / (many - 1)
        anchor = "start" if place == 0 else "end" if place == many - 1 else "middle"
        word = format_datetime(when, pattern, tzinfo=when.tzinfo, locale="id")
        found.append((across.at(when.timestamp() * 1000), str(word), anchor))
    return found


def _line(one: Drawn, across: Scale, down: Scale, step: float) -> Line:
    custom, place = one.shown.config.custom, one.shown.place
    style = custom.drawStyle if custom else "line"
    after = bool(custom and custom.lineInterpolation == "stepAfter")
    runs = _runs(one.points, step, custom.spanNulls if custom else False)
    pixels = [[(across.at(x), down.at(y)) for x, y in run] for run in runs]
    feet = [[(across.at(x), down.at(one.below.get(x, 0.0))) for x, _ in run] for run in runs]
    if after:
        pixels, feet = [_steps(run) for run in pixels], [_steps(run) for run in feet]
    lone = [run[0] for run in pixels if len(run) == 1]
    every = style == "points" or bool(custom and custom.showPoints == "always")
    dots = [point for run in pixels for point in run] if every else lone
    wide = max(1.0, (across.last - across.first) * step * 1000 / (across.high - across.low) * 0.8)
    return Line(
        one.shown.name,
        one.shown.series_colour,
        DASHES[place % len(DASHES)],
        max(1.5, custom.lineWidth if custom else 2),
        [_text(run) for run in pixels] if style == "line" else [],
        [
            _text([*run, *reversed(foot)])
            for run, foot in zip(pixels, feet, strict=True)
            if style == "line" and custom and custom.fillOpacity
        ],
        round((custom.fillOpacity if custom else 0) / 100, 2),
        dots if style != "bars" else [],
        [(x - wide / 2, y, wide) for run in pixels for x, y in run] if style == "bars" else [],
    )


def _runs(points: Points, step: float, span: bool | float) -> list[Points]:
    """Points without a gap; a gap is longer than one and a half steps."""
    longest = math.inf if span is True else max(1.5 * step * 1000, float(span or 0))
    runs: list[Points] = []
    for point in points:
        if runs and point[0] - runs[-1][-1][0] <= longest:
            runs[-1].append(point)
        else:
            runs.append([point])
    return runs


def _steps(run: Points) -> Points:
    found: Points = []
    for x, y in run:
        if found:
            found.append((x, found[-1][1]))
        found.append((x, y))
    return found


def _text(points: Points) -> str:
    return " ".join(f"{x},{y}" for x, y in points)
