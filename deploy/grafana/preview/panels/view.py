"""What every drawn panel gives the page. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from deploy.grafana.preview.showing import Shown

CELL = 30
GAP = 8
WALL = 1920
MARGIN = 16
HEAD = 34
FOOT = 30
PADDING = 10
LETTER = 7.0
"""Pixels of a letter of a drawing."""
NARROW = (328, 230)
"""Width and height of a chart on a phone of 360 pixels."""


@dataclass(frozen=True, slots=True)
class Values:
    """A table of what a chart shows, for who does not see it; `addresses` are links of cells."""

    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    addresses: Sequence[Sequence[str | None]] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure with its name; `spark` are points of a small line, empty without."""

    name: str
    shown: Shown
    spark: str = ""
    address: str | None = None


@dataclass(slots=True)
class View:
    """A panel's drawing; `empty` is its text where there is nothing to draw."""

    kind: str
    summary: str = ""
    values: Values | None = None
    empty: str | None = None
    none: Figure | None = None
    """How a stat panel shows that there is nothing."""
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Key:
    """A line of a legend: its name, colour, pattern, and figures of it."""

    name: str
    colour: str
    pattern: int
    figures: Sequence[tuple[str, str]] = ()


def size_of(width: int, height: int) -> tuple[int, int]:
    """Pixels for a drawing in a panel of so many columns and units on the wall."""
    column = (WALL - 2 * MARGIN - 23 * GAP) / 24
    across = width * column + (width - 1) * GAP - 2 * PADDING
    down = height * CELL + (height - 1) * GAP - HEAD - FOOT - PADDING
    return int(across), max(60, int(down))


def legend_height(keys: Sequence[Key], width: int) -> int:
    """Pixels of a legend below a drawing: a line of it, or two, the rest scrolls."""
    if not keys:
        return 0
    letters = sum(len(key.name) + sum(len(a + b) + 2 for a, b in key.figures) for key in keys)
    return 24 if letters * 7 + len(keys) * 48 < width else 48


def cut(name: str, pixels: float) -> str:
    """A name as long as there is room for; the whole stands in the table of values."""
    letters = max(3, int(pixels / LETTER))
    return name if len(name) <= letters else f"{name[: letters - 1]}…"


def no_value(text: str | None) -> str:
    """What stands where there is nothing."""
    return text or "Tidak ada data"
