"""Samples with their instants as OpenMetrics text, which `promtool` makes blocks of. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

END = "# EOF\n"
DIGITS = 6
"""Of a value, so that the order in which floats are added up is not seen."""


def heading(name: str, what: str) -> str:
    """The beginning of a gauge."""
    return f"# HELP {name} {_escaped(what)}\n# TYPE {name} gauge\n"


def lines(
    name: str, labels: Mapping[str, str], values: Sequence[float], instants: Sequence[datetime]
) -> Iterator[str]:
    """The samples of one series, the oldest first."""
    told = ",".join(f'{label}="{_escaped(value)}"' for label, value in labels.items())
    for value, instant in zip(values, instants, strict=True):
        yield f"{name}{{{told}}} {_number(value)} {int(instant.timestamp())}\n"


def _number(value: float) -> str:
    rounded = round(float(value), DIGITS)
    return str(int(rounded)) if rounded.is_integer() else repr(rounded)


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("\n", r"\n").replace('"', r"\"")
