"""Bars as rectangles: lying or standing, side by side or on one another. Pure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from deploy.grafana.preview.colours import INK, ink_on
from deploy.grafana.preview.frames import as_number
from deploy.grafana.preview.panels.view import LETTER, cut
from deploy.grafana.preview.scales import Scale, limits, round_steps
from deploy.grafana.preview.showing import ShownField

BARS_MOST = 60
"""Names along the axis."""
PATTERNS = 6
"""Kinds of hatching, so that bars differ without colour; the first is plain."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A rectangle, and its figure where there is room for it: (x, y, text, ink, anchor)."""

    x: float
    y: float
    width: float
    height: float
    colour: str
    pattern: int
    title: str
    text: tuple[float, float, str, str, str] | None


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawing of one size; `names` and `ticks` are (x, y, words, anchor)."""

    width: int
    height: int
    bars: Sequence[Bar]
    names: Sequence[tuple[float, float, str, str]]
    ticks: Sequence[tuple[float, float, str, str]]
    grid: Sequence[tuple[float, float, float, float]]


@dataclass(frozen=True, slots=True)
class Table:
    """Names, and the numbers of each series: `stood` are where a bar begins and ends."""

    names: Sequence[str]
    series: Sequence[ShownField]
    stacking: str
    by: ShownField

    def number(self, series: int, row: int) -> float | None:
        """A bar's number; None where there is none."""
        value = as_number(self.series[series].field.values[row])
        return value if value is not None and math.isfinite(value) else None

    def ends(self, series: int, row: int) -> tuple[float, float]:
        """Where a bar begins and ends: on those before it, where bars are stacked."""
        own = self.number(series, row) or 0.0
        if self.stacking == "none":
            return 0.0, own
        below = sum(self.number(place, row) or 0.0 for place in range(series))
        whole = sum(self.number(place, row) or 0.0 for place in range(len(self.series)))
        share = 1 / (whole or 1) if self.stacking == "percent" else 1
        return below * share, (below + own) * share


def _scale(
    table: Table, rows: Sequence[int], first: float, last: float
) -> tuple[Scale, list[float]]:
    ends = [
        end for row in rows for place in range(len(table.series)) for end in table.ends(place, row)
    ]
    config = table.series[0].config
    low, high = limits([0.0, *ends], config.min, config.max)
    ticks = round_steps(low, high, 6 if abs(last - first) > 400 else 4)
    return Scale(ticks[0], ticks[-1], first, last), ticks


def _tick(table: Table, value: float) -> str:
    if table.stacking == "percent":
        return f"{value * 100:.0f} %"
    return table.series[0].written(value)


def lying(table: Table, options: Any, size: tuple[int, int]) -> Drawing:
    """Bars from left to right, their names at the left."""
    width, height = size
    rows = range(len(table.names[:BARS_MOST]))
    longest_name = max(len(table.names[row]) for row in rows)
    left = min(width * 0.34, 12 + LETTER * min(longest_name, options.xTickLabelMaxLength or 32))
    names = [cut(table.names[row], left - 12) for row in rows]
    figures = table.stacking == "none" and options.showValue != "never"
    longest = max((len(one.row(row).text) for one in table.series for row in rows), default=0)
    across, ticks = _scale(table, rows, left, width - (10 + LETTER * longest if figures else 14))
    bottom = height - 20
    share = bottom / len(rows)
    bars: list[Bar] = []
    for row in rows:
        top = share * row + share * (1 - options.groupWidth) / 2
        inner = share * options.groupWidth
        each = inner if table.stacking != "none" else inner / len(table.series)
        for place, one in enumerate(table.series):
            if table.number(place, row) is None:
                continue
            y = top if table.stacking != "none" else top + each * place
            start, end = (across.at(value) for value in table.ends(place, row))
            x, long = min(start, end), abs(end - start)
            text = one.row(row).text
            inside = (x + long / 2, y + each / 2 + 4, text, ink_on(one.series_colour), "middle")
            beside = (x + long + 4, y + each / 2 + 4, text, INK, "start")
            fits = long > LETTER * len(text) + 6 and each >= 12
            put = (beside if each >= 8 else None) if figures else inside if fits else None
            shown = put if options.showValue != "never" else None
            title = f"{table.names[row]}, {one.name}: {text}"
            bars.append(
                Bar(
                    *(x, round(y, 1), round(max(long, 0.5), 1), round(each * 0.94, 1)),
                    *(one.series_colour, place % PATTERNS, title, shown),
                )
            )
    return Drawing(
        *(width, height, bars),
        names=[
            (left - 6, round(share * (row + 0.5) + 4, 1), name, "end")
            for row, name in zip(rows, names, strict=True)
        ],
        ticks=_thin([(across.at(tick), height - 5, _tick(table, tick)) for tick in ticks]),
        grid=[(across.at(tick), 0, across.at(tick), bottom) for tick in ticks],
    )


def standing(table: Table, options: Any, size: tuple[int, int]) -> Drawing:
    """Bars from the bottom up, their names below."""
    width, height = size
    rows = range(len(table.names[:BARS_MOST]))
    bottom = height - 22.0
    down, ticks = _scale(table, rows, bottom, 16)
    words = [_tick(table, tick) for tick in ticks]
    left = 12 + LETTER * max(map(len, words))
    share = (width - left - 8) / len(rows)
    room = min(share, LETTER * (options.xTickLabelMaxLength or 99))
    bars: list[Bar] = []
    for row in rows:
        inner = share * options.groupWidth
        start_x = left + share * row + (share - inner) / 2
        each = inner if table.stacking != "none" else inner / len(table.series)
        for place, one in enumerate(table.series):
            if table.number(place, row) is None:
                continue
            x = start_x if table.stacking != "none" else start_x + each * place
            start, end = (down.at(value) for value in table.ends(place, row))
            y, high = min(start, end), abs(end - start)
            text = one.row(row).text
            fits = each > LETTER * len(text) and options.showValue != "never"
            over = table.stacking == "none"
            put = (x + each / 2, y - 4 if over else y + high / 2 + 4, text)
            ink = INK if over else ink_on(one.series_colour)
            shown = (*put, ink, "middle") if fits and (over or high > 14) else None
            title = f"{table.names[row]}, {one.name}: {text}"
            bars.append(
                Bar(
                    *(round(x, 1), y, round(each * 0.94, 1), round(max(high, 0.5), 1)),
                    *(one.series_colour, place % PATTERNS, title, shown),
                )
            )
    return Drawing(
        *(width, height, bars),
        names=[
            (left + share * (row + 0.5), height - 6, cut(table.names[row], room), "middle")
            for row in rows
        ],
        ticks=[
            (left - 6, down.at(tick) + 4, word, "end")
            for tick, word in zip(ticks, words, strict=True)
        ],
        grid=[(left, down.at(tick), width - 8, down.at(tick)) for tick in ticks],
    )


def _thin(ticks: Sequence[tuple[float, float, str]]) -> list[tuple[float, float, str, str]]:
    """Words that do not run into one another."""
    found: list[tuple[float, float, str, str]] = []
    free = -math.inf
    for x, y, word in ticks:
        half = LETTER * len(word) / 2
        if x - half > free:
            found.append((x, y, word, "middle"))
            free = x + half + 6
    return found
