"""The versioned data by which a region's items are judged and shown, from its files."""

from collections.abc import Sequence
from typing import NamedTuple

from tracker.bands.scheme import Scheme, read_schemes
from tracker.evidence.proof import ProofRules, read_proof_rules
from tracker.forecast.forecast_rules import ForecastRules, read_forecast_rules
from tracker.index.scores import Scores, read_scores
from tracker.index.weights import IndexRules, read_index_rules
from tracker.letters.letter_days import LetterDays, read_letter_days
from tracker.places.areas import Areas, read_areas
from tracker.places.boundaries import Boundaries, read_boundaries
from tracker.programme.programme import Programme, read_programme
from tracker.reporting.obstacle_categories import ObstacleCategories, read_categories
from tracker.settings import Settings
from tracker.status.rule_set import RuleSet, read_rules


class RegionData(NamedTuple):
    """Rules of the status and of evidence, categories of obstacles, band schemes, boundaries, rules
    of forecasts, weights and scores of the index, the programme's steps, the days of letters,
    areas of districts.
    """

    rules: RuleSet
    proof_rules: ProofRules
    categories: ObstacleCategories
    schemes: Sequence[Scheme]
    boundaries: Boundaries
    forecast_rules: ForecastRules
    index_rules: IndexRules
    index_scores: Scores
    programme: Programme
    letter_days: LetterDays
    areas: Areas


def read_region_data(settings: Settings) -> RegionData:
    """What the settings name, and what is packaged where they name nothing. Raises `OSError`,
    `ValueError`.
    """
    return RegionData(
        read_rules(settings.rules_file),
        read_proof_rules(settings.proof_rules_file),
        read_categories(settings.obstacle_categories_file),
        read_schemes(settings.band_schemes_file),
        read_boundaries(settings.boundaries_file),
        read_forecast_rules(settings.forecast_rules_file),
        read_index_rules(settings.index_weights_file),
        read_scores(settings.index_scores_file),
        read_programme(settings.programme_file),
        read_letter_days(settings.letter_days_file),
        read_areas(settings.areas_file),
    )
