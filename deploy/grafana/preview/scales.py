"""Even scales from values to pixels, and round numbers beside them. Pure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scale:
    """From `low`..`high` to `first`..`last` pixels; `first` may be the greater one."""

    low: float
    high: float
    first: float
    last: float

    def at(self, value: float) -> float:
        """The pixel of a value; beyond the ends it stays at them."""
        share = (value - self.low) / ((self.high - self.low) or 1.0)
        return round(self.first + (self.last - self.first) * min(1.0, max(0.0, share)), 1)


def round_steps(low: float, high: float, most: int = 5) -> list[float]:
    """Round numbers from at most `low` to at least `high`: 0, 20, 40."""
    if not high > low:
        high = low + 1
    rough = (high - low) / max(1, most - 1)
    size = 10.0 ** math.floor(math.log10(rough))
    step = next(size * many for many in (1, 2, 2.5, 5, 10) if size * many >= rough * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(step * place, 10) for place in range(first, last + 1)]


def limits(values: Sequence[float], low: float | None, high: float | None) -> tuple[float, float]:
    """The ends of a scale: those that are set, else those of the values."""
    finite = [value for value in values if math.isfinite(value)]
    start = low if low is not None else min(finite, default=0.0)
    end = high if high is not None else max(finite, default=1.0)
    return (start, end) if end > start else (start, start + 1)
