"""One value that stands for a series, by Grafana's calculations. Pure."""

import math
from collections.abc import Callable, Sequence

from deploy.grafana.preview.frames import Value, as_number
from deploy.grafana.preview.refused import Unknown


def reduced(values: Sequence[Value], calculation: str) -> Value:
    """The value of `values` by a calculation; None where there is none."""
    if calculation not in _CALCULATIONS:
        raise Unknown("calcs", f"{calculation!r} tidak didukung")
    return _CALCULATIONS[calculation](values)


def _numbers(values: Sequence[Value]) -> list[float]:
    found = (as_number(value) for value in values)
    return [number for number in found if number is not None and not math.isnan(number)]


def _there(values: Sequence[Value]) -> list[Value]:
    return [value for value in values if value is not None]


def _not_null(values: Sequence[Value], place: int) -> Value:
    """A number before NaN, as in Grafana, where a series of NaN alone is NaN."""
    there = _there(values)
    good = [one for one in there if not (isinstance(one, float) and math.isnan(one))]
    found = good or there
    return found[place] if found else None


def _of_numbers(of: Callable[[list[float]], float]) -> Callable[[Sequence[Value]], Value]:
    def calculated(values: Sequence[Value]) -> Value:
        numbers = _numbers(values)
        if numbers:
            return of(numbers)
        return math.nan if _there(values) else None

    return calculated


_CALCULATIONS: dict[str, Callable[[Sequence[Value]], Value]] = {
    "last": lambda values: values[-1] if values else None,
    "first": lambda values: values[0] if values else None,
    "lastNotNull": lambda values: _not_null(values, -1),
    "firstNotNull": lambda values: _not_null(values, 0),
    "max": _of_numbers(max),
    "min": _of_numbers(min),
    "sum": _of_numbers(sum),
    "mean": _of_numbers(lambda numbers: sum(numbers) / len(numbers)),
    "range": _of_numbers(lambda numbers: max(numbers) - min(numbers)),
    "count": lambda values: float(len(values)),
}
WORDS = {
    "last": "Terakhir",
    "lastNotNull": "Terakhir",
    "first": "Pertama",
    "firstNotNull": "Pertama",
    "max": "Tertinggi",
    "min": "Terendah",
    "sum": "Jumlah",
    "mean": "Rata-rata",
    "range": "Rentang",
    "count": "Banyaknya",
}
"""How a calculation is called on a page."""
GRAFANA = {
    "lastNotNull": "Last *",
    "last": "Last",
    "firstNotNull": "First *",
    "first": "First",
    "max": "Max",
    "min": "Min",
    "mean": "Mean",
    "sum": "Total",
    "count": "Count",
    "range": "Range",
}
"""How Grafana names the field of a calculation, by which overrides find it."""
