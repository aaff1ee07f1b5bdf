"""Answers of queries as tables of fields, as Grafana has them. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

Value = float | str | bool | None
Kind = Literal["time", "number", "string"]


@dataclass(frozen=True, slots=True)
class Field:
    """A column: times in milliseconds since 1970, numbers or text; None is no value.

    `shown_as` is the name that a query's legend gives.
    """

    name: str
    kind: Kind
    values: Sequence[Value]
    labels: Mapping[str, str] = field(default_factory=dict)
    shown_as: str | None = None
    ref: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """Fields of one length; `ref` is the letter of its query."""

    ref: str
    fields: Sequence[Field] = ()

    @property
    def length(self) -> int:
        """How many rows."""
        return len(self.fields[0].values) if self.fields else 0

    def named(self, name: str) -> Field | None:
        """The field of this name or shown name."""
        return next((one for one in self.fields if name in (one.name, name_of(one))), None)

    def rows(self, chosen: Sequence[int]) -> "Frame":
        """Some rows, in this order."""
        taken = [replace(one, values=[one.values[row] for row in chosen]) for one in self.fields]
        return replace(self, fields=taken)


def name_of(one: Field) -> str:
    """The name that is shown for a field where nothing else says one."""
    if one.shown_as:
        return one.shown_as
    if one.shown_as == "":
        return one.name
    if one.labels and one.name == "Value":
        inner = ", ".join(f'{label}="{text}"' for label, text in sorted(one.labels.items()))
        return f"{{{inner}}}"
    return one.name


def as_number(value: Value) -> float | None:
    """The value where it is a number."""
    if isinstance(value, bool) or value is None:
        return None
    return float(value) if isinstance(value, int | float) else None
