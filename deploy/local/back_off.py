"""The delay before a process that died is started again. Pure."""

from dataclasses import dataclass

FIRST = 0.25
LONGEST = 15.0
STEADY_AFTER = 30.0


@dataclass(slots=True)
class BackOff:
    """Doubles from `first` to `longest` seconds; a run of `steady_after` seconds resets it."""

    first: float = FIRST
    longest: float = LONGEST
    steady_after: float = STEADY_AFTER
    _deaths: int = 0

    def after(self, ran_for: float) -> float:
        """Seconds to wait after a process that ran for `ran_for` seconds."""
        if ran_for >= self.steady_after:
            self._deaths = 0
        delay = min(self.longest, self.first * 2.0**self._deaths)
        self._deaths = min(self._deaths + 1, 32)
        return delay
