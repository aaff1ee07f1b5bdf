"""Bands of states over time. Pure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from babel.dates import format_datetime

from deploy.grafana.preview.colours import ink_on
from deploy.grafana.preview.configured import Configured
from deploy.grafana.preview.frames import as_number
from deploy.grafana.preview.interpolation import Scope
from deploy.grafana.preview.panels.view import LETTER, NARROW, Values, View, cut, no_value, size_of
from deploy.grafana.preview.scales import Scale
from deploy.grafana.preview.showing import Shown, ShownField

BANDS_MOST = 40
NO_STATE = "#e3e8ed"
Stretch = tuple[float, float, Shown]
"""From, to (milliseconds since 1970), and the state."""


@dataclass(frozen=True, slots=True)
class Band:
    """A part of a band: its place, its colour, and its words where there is room."""

    x: float
    y: float
    width: float
    height: float
    colour: str
    title: str
    text: str
    ink: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawing of one size."""

    width: int
    height: int
    bands: Sequence[Band]
    names: Sequence[tuple[float, float, str, str]]
    ticks: Sequence[tuple[float, float, str, str]]


@dataclass(slots=True)
class Timeline(View):
    """The same bands for the wall and for a phone."""

    wide: Drawing | None = None
    narrow: Drawing | None = None


def state_timeline(panel: Any, frames: Configured, scope: Scope) -> Timeline:
    """The view of a state-timeline panel."""
    found = [
        (one, _stretches(times, one, scope.step))
        for frame in frames
        for times in frame
        if times.field.kind == "time"
        for one in frame
        if one.field.kind != "time"
    ]
    found = [(one, stretches) for one, stretches in found if stretches]
    view = Timeline("state-timeline")
    if not found:
        view.empty = no_value(panel.fieldConfig.defaults.noValue)
        return view
    if len(found) > BANDS_MOST:
        view.notes.append(f"{BANDS_MOST} dari {len(found)} pita digambar")
    drawn = found[:BANDS_MOST]
    view.wide = _drawing(drawn, scope, size_of(panel.gridPos.w, panel.gridPos.h), panel.options)
    view.narrow = _drawing(drawn, scope, (NARROW[0], 30 + 30 * len(drawn)), panel.options)
    view.values = Values(
        ["Pita", "Sejak", "Sampai", "Keadaan"],
        [
            [one.name, _moment(start, scope), _moment(end, scope), shown.text]
            for one, stretches in drawn
            for start, end, shown in stretches[-20:]
        ],
    )
    now = [f"{one.name}: {stretches[-1][2].text}" for one, stretches in drawn[:8]]
    view.summary = "Keadaan terakhir. " + "; ".join(now)
    return view


def _stretches(times: ShownField, one: ShownField, step: float) -> list[Stretch]:
    """Points of one state after one another as one stretch."""
    found: list[Stretch] = []
    for when, value in zip(times.field.values, one.field.values, strict=True):
        at, number = as_number(when), as_number(value)
        if at is None or value is None or (number is not None and math.isnan(number)):
            continue
        shown = one.of(value)
        end = at + step * 1000
        if found and found[-1][2].text == shown.text and at - found[-1][1] <= step * 500:
            found[-1] = (found[-1][0], end, shown)
        else:
            found.append((at, end, shown))
    return found


def _drawing(
    drawn: Sequence[tuple[ShownField, list[Stretch]]],
    scope: Scope,
    size: tuple[int, int],
    options: Any,
) -> Drawing:
    width, height = size
    left = min(width * 0.34, 12 + LETTER * max(len(one.name) for one, _ in drawn))
    times, bottom = scope.interval, height - 22
    start, end = times.start.timestamp() * 1000, times.end.timestamp() * 1000
    across = Scale(start, end, left, width - 8)
    share = bottom / len(drawn)
    bands = []
    for row, (one, stretches) in enumerate(drawn):
        for since, until, shown in stretches:
            x, wide = across.at(since), across.at(until) - across.at(since)
            colour = shown.colour or NO_STATE
            fits = options.showValue != "never" and wide > LETTER * len(shown.text) + 6
            high = share * options.rowHeight
            bands.append(
                Band(
                    x=x,
                    y=round(share * row + (share - high) / 2, 1),
                    width=round(max(wide, 0.5), 1),
                    height=round(high, 1),
                    colour=colour,
                    title=f"{one.name}: {shown.text}",
                    text=shown.text if fits else "",
                    ink=ink_on(colour),
                )
            )
    return Drawing(
        *(width, height, bands),
        names=[
            (left - 6, round(share * (row + 0.5) + 4, 1), cut(one.name, left - 12), "end")
            for row, (one, _) in enumerate(drawn)
        ],
        ticks=[
            (across.at(start), height - 5, _moment(start, scope), "start"),
            (across.at(end), height - 5, _moment(end, scope), "end"),
        ],
    )


def _moment(milliseconds: float, scope: Scope) -> str:
    when = datetime.fromtimestamp(milliseconds / 1000, scope.interval.end.tzinfo)
    return str(format_datetime(when, "d MMM HH.mm", locale="id"))
