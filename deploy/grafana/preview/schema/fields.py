"""How values are shown: units, thresholds, words, links, and what is different for some fields."""

import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Generic, Literal, Self, TypeVar

from pydantic import AfterValidator, Field, ValidationError, field_validator, model_validator

from deploy.grafana.preview.colours import colour
from deploy.grafana.preview.refused import Unknown
from deploy.grafana.preview.schema.strict import Anything, Strict, faults
from deploy.grafana.preview.units import known_unit


def _known_colour(name: str) -> str:
    try:
        colour(name)
    except Unknown as unknown:
        raise ValueError(unknown.why) from None
    return name


ColourName = Annotated[str, AfterValidator(_known_colour)]


class Step(Strict):
    """From this value on, this colour; the first step has no value."""

    value: float | None
    color: ColourName


class Thresholds(Strict):
    """Steps in the values themselves, or in per cent between min and max."""

    mode: Literal["absolute", "percentage"] = "absolute"
    steps: list[Step] = Field(default_factory=list)


class Result(Strict):
    """What is shown in place of a value."""

    text: str | None = None
    color: ColourName | None = None
    index: int = 0
    icon: Literal[""] | None = None


class ValueMap(Strict):
    """Words by value."""

    type: Literal["value"]
    options: dict[str, Result]


class Range(Strict):
    """From and to, both included; None is without limit."""

    from_: float | None = Field(None, alias="from")
    to: float | None = None
    result: Result


class RangeMap(Strict):
    """Words for a range."""

    type: Literal["range"]
    options: Range


class Pattern(Strict):
    """A pattern between slashes, or the whole value."""

    pattern: str
    result: Result


class RegexMap(Strict):
    """Words for what a pattern matches."""

    type: Literal["regex"]
    options: Pattern


class Special(Strict):
    """What is no number."""

    match: Literal["null", "nan", "null+nan", "true", "false", "empty"]
    result: Result


class SpecialMap(Strict):
    """Words for what is no number."""

    type: Literal["special"]
    options: Special


AnyMapping = Annotated[ValueMap | RangeMap | RegexMap | SpecialMap, Field(discriminator="type")]


class Link(Strict):
    """A link on a value."""

    title: str = ""
    url: str
    targetBlank: bool = False


class Color(Strict):
    """One colour, those of the thresholds, or one after the other."""

    mode: Literal["fixed", "thresholds", "palette-classic", "palette-classic-by-name"]
    fixedColor: ColourName | None = None
    seriesBy: Literal["last"] | None = None


Custom = TypeVar("Custom", bound=Strict)


class Defaults(Strict, Generic[Custom]):
    """How a field is shown."""

    unit: str | None = None
    decimals: int | None = Field(None, ge=0, le=10)
    min: float | None = None
    max: float | None = None
    thresholds: Thresholds | None = None
    mappings: list[AnyMapping] = Field(default_factory=list)
    color: Color | None = None
    noValue: str | None = None
    displayName: str | None = None
    description: str | None = None
    links: list[Link] = Field(default_factory=list, max_length=1)
    filterable: Anything = None
    custom: Custom | None = None

    @field_validator("unit")
    @classmethod
    def _unit_is_known(cls, unit: str | None) -> str | None:
        if unit is not None and not known_unit(unit):
            raise ValueError(f"satuan {unit!r} tidak didukung")
        return unit


class Matcher(Strict):
    """Which fields an override is for."""

    id: Literal["byName", "byRegexp", "byType", "byFrameRefID"]
    options: str

    @model_validator(mode="after")
    def _is_known(self) -> Self:
        if self.id == "byType" and self.options not in ("number", "string", "time"):
            raise ValueError(f"byType {self.options!r} tidak didukung")
        if self.id == "byRegexp":
            re.compile(between_slashes(self.options))
        return self


class Property(Strict):
    """One key of Defaults, such as `custom.width`, and its value."""

    id: str
    value: Any = None


class Override(Strict):
    """What is different for the fields that match."""

    matcher: Matcher
    properties: list[Property]


class FieldConfig(Strict, Generic[Custom]):
    """How the fields of a panel are shown."""

    defaults: Defaults[Custom] = Defaults()
    overrides: list[Override] = Field(default_factory=list)

    @model_validator(mode="after")
    def _overrides_are_known(self) -> Self:
        for override in self.overrides:
            self.of([override])
        return self

    def of(self, overrides: Sequence[Override]) -> Defaults[Custom]:
        """How a field is shown for which these overrides hold; a later one is stronger.

        Raises ValueError where one of them has a key or a value that is not known.
        """
        shown: dict[str, Any] = self.defaults.model_dump(exclude_unset=True, by_alias=True)
        for property_ in (one for override in overrides for one in override.properties):
            _put(shown, property_.id.split("."), property_.value)
        try:
            return type(self.defaults).model_validate(shown)
        except ValidationError as error:
            option, why = faults(error)[0]
            names = ", ".join(f"{one.matcher.id} {one.matcher.options!r}" for one in overrides)
            raise ValueError(f"override {names}: {option}: {why}") from None


def between_slashes(pattern: str) -> str:
    """A pattern without the slashes around it. A whole value is matched without them. Its named
    groups are written as JavaScript has them.
    """
    found = re.fullmatch(r"/(.*)/", pattern, re.DOTALL)
    written = found[1] if found else f"^(?:{pattern})$"
    return re.sub(r"\(\?<(?=[A-Za-z_])", "(?P<", written)


def _put(into: dict[str, Any], path: Sequence[str], value: Any) -> None:
    for name in path[:-1]:
        inner = into.get(name)
        into[name] = dict(inner) if isinstance(inner, Mapping) else {}
        into = into[name]
    into[path[-1]] = value
