"""A value as it is shown: its text, its colour, and what says the same without the colour. Pure."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from deploy.grafana.preview import colours
from deploy.grafana.preview.frames import Field, Value, as_number
from deploy.grafana.preview.schema.fields import (
    AnyMapping,
    Defaults,
    Result,
    between_slashes,
)
from deploy.grafana.preview.units import written

NO_VALUE = "–"


@dataclass(frozen=True, slots=True)
class Shown:
    """`colour` is None where it says nothing; `band` says what it says: ≥ 35."""

    text: str
    colour: str | None = None
    band: str = ""
    number: float | None = None
    ratio: float | None = None
    """Where the value is between min and max, 0 to 1."""

    @property
    def mark(self) -> str:
        """Tells the colour without it."""
        return colours.mark(self.colour) if self.colour else ""

    @property
    def shape(self) -> str:
        """The mark as a path."""
        return colours.SHAPES.get(self.colour_word, "")

    @property
    def colour_word(self) -> str:
        """The colour's name."""
        return colours.word(self.colour) if self.colour else ""

    @property
    def ink(self) -> str:
        """The colour of text on the colour."""
        return colours.ink_on(self.colour or colours.PAPER)


@dataclass(frozen=True, slots=True)
class ShownField:
    """A field, how it is shown, its name, and its place among the others."""

    field: Field
    config: Defaults[Any]
    name: str
    place: int
    now: datetime
    low: float = 0.0
    high: float = 1.0

    def of(self, value: Value) -> Shown:
        """The value as it is shown."""
        number = as_number(value)
        mapped = mapped_by(self.config.mappings, value)
        text = self._text(value, number) if mapped is None or mapped.text is None else mapped.text
        ratio = self.ratio(number)
        if mapped is not None and mapped.color:
            return Shown(text, colours.colour(mapped.color), "", number, ratio)
        colour, band = self._colour(number)
        return Shown(text, colour, "" if mapped and mapped.text else band, number, ratio)

    def row(self, row: int) -> Shown:
        """The value of a row as it is shown."""
        return self.of(self.field.values[row])

    def ratio(self, number: float | None) -> float | None:
        """Where a number is between min and max."""
        if number is None or not math.isfinite(number):
            return None
        if self.high <= self.low:
            return 1.0
        return min(1.0, max(0.0, (number - self.low) / (self.high - self.low)))

    def written(self, number: float) -> str:
        """A number with the field's unit."""
        return written(number, self.config.unit, self.config.decimals, self.now)

    @property
    def series_colour(self) -> str:
        """The colour of a line or of bars."""
        color = self.config.color
        if color is not None and color.mode == "fixed" and color.fixedColor:
            return colours.colour(color.fixedColor)
        return colours.SERIES[self.place % len(colours.SERIES)]

    @property
    def bands(self) -> list[tuple[float, str, str]]:
        """The thresholds: (from this value on, colour, words)."""
        thresholds = self.config.thresholds
        if thresholds is None:
            return []
        steps = [
            (-math.inf if step.value is None else self._absolute(step.value), step.color)
            for step in thresholds.steps
        ]
        return [
            (value, colours.colour(color), self._band([at for at, _ in steps], place))
            for place, (value, color) in enumerate(steps)
        ]

    def _absolute(self, value: float) -> float:
        thresholds = self.config.thresholds
        if thresholds is None or thresholds.mode == "absolute":
            return value
        return self.low + (self.high - self.low) * value / 100

    def _band(self, starts: Sequence[float], place: int) -> str:
        if len(starts) < 2:
            return ""
        if place == 0:
            return f"di bawah {self.written(starts[1])}"
        if place == len(starts) - 1:
            return f"mulai {self.written(starts[place])}"
        return f"{self.written(starts[place])} sampai {self.written(starts[place + 1])}"

    def _colour(self, number: float | None) -> tuple[str | None, str]:
        color = self.config.color
        if color is not None and color.mode == "fixed":
            return (colours.colour(color.fixedColor) if color.fixedColor else None), ""
        if color is not None and color.mode != "thresholds":
            return self.series_colour, ""
        if number is None or math.isnan(number):  # as Grafana: the first colour
            return (self.bands[0][1], "") if self.bands else (None, "")
        found = [band for band in self.bands if number >= band[0]]
        return (found[-1][1], found[-1][2]) if found else (None, "")

    def _text(self, value: Value, number: float | None) -> str:
        if value is None or value == "":
            return self.config.noValue or NO_VALUE
        if number is None:
            return str(value)
        if self.field.kind == "time" and not self.config.unit:
            return written(number, "dateTimeAsIso", None, self.now)
        return self.written(number)


def mapped_by(mappings: Sequence[AnyMapping], value: Value) -> Result | None:
    """The first words that fit a value."""
    for mapping in mappings:
        found = _result(mapping, value)
        if found is not None:
            return found
    return None


def _result(mapping: Any, value: Value) -> Result | None:
    number = as_number(value)
    found: Result | None = None
    match mapping.type:
        case "value":
            found = mapping.options.get(_key(value))
        case "range" if number is not None:
            low, high = mapping.options.from_, mapping.options.to
            inside = (low is None or number >= low) and (high is None or number <= high)
            found = mapping.options.result if inside else None
        case "regex" if isinstance(value, str):
            pattern = between_slashes(mapping.options.pattern)
            found = mapping.options.result if re.search(pattern, value) else None
        case "special":
            found = mapping.options.result if _special(mapping.options.match, value) else None
    return found


def _key(value: Value) -> str:
    number = as_number(value)
    if isinstance(value, bool):
        return str(value).lower()
    return f"{number:g}" if number is not None else str(value)


def _special(match: str, value: Value) -> bool:
    number = as_number(value)
    is_nan = number is not None and math.isnan(number)
    return {
        "null": value is None,
        "nan": is_nan,
        "null+nan": value is None or is_nan,
        "empty": value == "",
        "true": value is True,
        "false": value is False,
    }[match]
