"""Which band an item is in, by a scheme. Pure."""

from dataclasses import dataclass

from tracker.bands.scheme import Band, Measure, Scheme

DIGITS = 6
"""Of the measure: limits are whole figures, and 72.8 of 80 is 91 percent, not a hair less."""


@dataclass(frozen=True, slots=True)
class Rated:
    """A band, and the measure by which an item is in it: a colour says which rule gave it."""

    scheme: Scheme
    band: Band
    measured: float


def rated(scheme: Scheme, planned: float, actual: float) -> Rated | None:
    """The band at `planned` and `actual` percent; None before anything is planned: then there is no
    target to compare with.
    """
    if planned <= 0:
        return None
    measured = round(_measured(scheme.measure, planned, actual), DIGITS)
    band = next(one for one in scheme.bands if one.holds(measured, planned))
    return Rated(scheme, band, measured)


def _measured(measure: Measure, planned: float, actual: float) -> float:
    match measure:
        case Measure.POINTS_BEHIND:
            return planned - actual
        case Measure.ACHIEVEMENT_PERCENT:
            return 100 * actual / planned
        case Measure.GAP_PERCENT:
            return 100 * (planned - actual) / planned
