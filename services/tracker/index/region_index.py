"""The index of a region in a year, and how much of it to believe. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from tracker.council.overview import Overview, percent_of
from tracker.index.scores import YearScores
from tracker.index.smart_index import Reckoned, Side, is_weak, reckoned, side_of
from tracker.index.weights import IndexRules, WeightSet

Indexes = Mapping[Side, Reckoned]


@dataclass(frozen=True, slots=True)
class RegionIndex:
    """The scores of a region in a year, and what the region's items say today."""

    region: str
    year: int
    scores: YearScores
    scores_version: str
    rules: IndexRules
    overview: Overview

    @property
    def coverage(self) -> float | None:
        """Percent of reported progress that has its evidence; None where nothing is reported, and
        for another year than this: how it stood then is not known.
        """
        if self.year != self.overview.today.year:
            return None
        total = self.overview.total
        return percent_of(total.weight_done_proven, total.weight_done)

    @property
    def is_weak(self) -> bool:
        """Whether too little is proven for it to be believed."""
        return is_weak(self.coverage, self.rules)

    @property
    def of_year(self) -> WeightSet | None:
        """The weights that the year is known to have."""
        return self.rules.of_year(self.year)

    def by(self, weights: WeightSet) -> Indexes:
        """The index as claimed and as proven, by these weights."""
        return {side: reckoned(side_of(self.scores, side), weights) for side in Side}
