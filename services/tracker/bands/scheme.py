"""Band schemes, by which offices elsewhere colour progress: versioned data, never code."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, model_validator

from chassis.text import Text

DEFAULT = Path(__file__).with_name("schemes.json")
Word = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]
Limit = Annotated[float, Field(ge=-10_000, le=10_000)]
Percent = Annotated[float, Field(ge=0, le=100)]


class Measure(StrEnum):
    """What a scheme looks at. Of planned progress 10 % and actual progress 5 %:"""

    POINTS_BEHIND = "points_behind"
    """Planned minus actual, percentage points: 5."""
    ACHIEVEMENT_PERCENT = "achievement_percent"
    """Actual in percent of planned, not capped: 50."""
    GAP_PERCENT = "gap_percent"
    """Planned minus actual in percent of planned: 50."""


class Tone(StrEnum):
    """How good a band is, from the best. Colours follow it: blue, green, olive, yellow, orange,
    red, as bands that are named after colours have them; a band's own name stands beside.
    """

    BEST = "best"
    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"
    BAD = "bad"
    WORST = "worst"


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Name(_Data):
    """What is shown, in both languages."""

    indonesian: Annotated[str, Field(alias="id", min_length=1, max_length=60)]
    english: Annotated[str, Field(alias="en", min_length=1, max_length=60)]

    @property
    def text(self) -> Text:
        """The name as a message."""
        return Text(self.indonesian, self.english)


class Band(_Data):
    """A band and the limits of its measure, of which at most two are set. `planned_up_to` and
    `planned_above`: only while planned progress is within them.
    """

    band: Word
    name: Name
    tone: Tone
    at_least: Annotated[Limit | None, Field(alias="from")] = None
    above: Limit | None = None
    up_to: Limit | None = None
    below: Limit | None = None
    planned_up_to: Percent | None = None
    planned_above: Percent | None = None

    def holds(self, measured: float, planned: float) -> bool:
        """Whether an item is in it, unless it is in one before it."""
        return (
            (self.at_least is None or measured >= self.at_least)
            and (self.above is None or measured > self.above)
            and (self.up_to is None or measured <= self.up_to)
            and (self.below is None or measured < self.below)
            and (self.planned_up_to is None or planned <= self.planned_up_to)
            and (self.planned_above is None or planned > self.planned_above)
        )

    @property
    def is_open(self) -> bool:
        """Whether it has no limit at all: the last band of a scheme."""
        return self.model_dump(exclude={"band", "name", "tone"}, exclude_none=True) == {}


class Scheme(_Data):
    """One version of a scheme, with its source. Of its bands the first that holds is an item's."""

    scheme: Word
    version: Word
    name: Name
    source: str
    measure: Measure
    bands: Annotated[tuple[Band, ...], Field(min_length=2, max_length=20)]

    @model_validator(mode="after")
    def _every_item_has_a_band(self) -> Self:
        open_ones = [band.is_open for band in self.bands]
        if open_ones.index(True) != len(self.bands) - 1 if any(open_ones) else True:
            raise ValueError(f"{self.scheme}: the last band, and no other, has no limits")
        called = {band.band: (band.name, band.tone) for band in self.bands}
        if any(called[band.band] != (band.name, band.tone) for band in self.bands):
            raise ValueError(f"{self.scheme}: one band has two names or tones")
        return self

    @property
    def distinct(self) -> tuple[Band, ...]:
        """Each band once, from the first to the last."""
        return tuple({band.band: band for band in reversed(self.bands)}.values())[::-1]


_SCHEMES = TypeAdapter(Annotated[tuple[Scheme, ...], Field(min_length=1, max_length=20)])


def read_schemes(path: Path | None = None) -> tuple[Scheme, ...]:
    """The schemes in `path`, or the packaged ones, in their order; the first is the one shown
    where nobody chose another. Raises `OSError`, `ValueError`.
    """
    schemes = _SCHEMES.validate_json((path or DEFAULT).read_bytes())
    if len({one.scheme for one in schemes}) < len(schemes):
        raise ValueError("two schemes of one name")
    return schemes
