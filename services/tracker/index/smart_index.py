"""The index from scores and weights: exact decimals, rounded down to two digits. Pure.

Kota Kediri's scores of 2022 weigh 3.315 and were printed as 3.31.
"""

from collections.abc import Mapping
from decimal import ROUND_DOWN, Decimal
from enum import StrEnum
from typing import NamedTuple

from tracker.index.scores import YearScores
from tracker.index.weights import Component, IndexRules, WeightSet

_DIGITS = Decimal("0.01")


class Side(StrEnum):
    """Which of two scores."""

    CLAIMED = "claimed"
    PROVEN = "proven"


class Reckoned(NamedTuple):
    """An index, or None and the components without a score."""

    value: Decimal | None
    missing: tuple[Component, ...]


def side_of(scores: YearScores, side: Side) -> Mapping[Component, Decimal]:
    """The scores of one side, where they are there."""
    both = {one: (score.claimed, score.proven) for one, score in scores.components.items()}
    place = list(Side).index(side)
    return {one: found for one, pair in both.items() if (found := pair[place]) is not None}


def reckoned(scores: Mapping[Component, Decimal], weights: WeightSet) -> Reckoned:
    """The index of some scores, by these weights."""
    if missing := tuple(one for one in Component if one not in scores):
        return Reckoned(None, missing)
    total = sum((weights.percent[one] * scores[one] for one in Component), Decimal())
    return Reckoned((total / 100).quantize(_DIGITS, ROUND_DOWN), ())


def is_weak(coverage: float | None, rules: IndexRules) -> bool:
    """Whether too little is proven for an index to be believed; so too where that is not known."""
    return coverage is None or coverage < rules.coverage_at_least
