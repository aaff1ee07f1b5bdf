"""The index: as published for Kota Kediri 2022, and what is said where something is missing."""

import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.index.scores import DEFAULT as SCORES
from tracker.index.scores import YearScores, read_scores
from tracker.index.smart_index import Side, is_weak, reckoned, side_of
from tracker.index.weights import DEFAULT, Component, WeightSet, read_index_rules

RULES = read_index_rules()
KOMINFO, SLEMAN = RULES.weights
KEDIRI_2022 = {
    "baseline": "3.60",
    "output": "3.21",
    "outcome": "3.23",
    "impact": "3.07",
    "quick_win": "3.65",
}
"""Surat Kominfo B-1003/DJAI/AI.01.04/12/2022, as the city printed it; the index: 3.31."""


def scores(claimed: Mapping[str, object], proven: Mapping[str, object] = {}) -> YearScores:
    said = {"by": "Tim Pelaksana", "on": "2026-06-20", "source": "Penilaian mandiri tahap I"}
    return YearScores.model_validate(
        {
            "components": {
                name: {**said, "claimed": claimed.get(name), "proven": proven.get(name)}
                for name in {*claimed, *proven}
            }
        }
    )


def index(of: YearScores, weights: WeightSet, side: Side = Side.CLAIMED) -> Decimal | None:
    return reckoned(side_of(of, side), weights).value


def test_kota_kediri_2022_is_3_31() -> None:
    assert KOMINFO.years == (2022,)
    assert index(scores(KEDIRI_2022), KOMINFO) == Decimal("3.31")


def test_other_weights_say_another_index_of_the_same_scores() -> None:
    assert index(scores(KEDIRI_2022), SLEMAN) == Decimal("3.25")


def test_it_is_never_rounded_up() -> None:
    """Kediri's weighted mean is 3.315: rounded half up it would be 3.32, which nobody printed."""
    assert index(scores(dict.fromkeys(KEDIRI_2022, "3.999")), KOMINFO) == Decimal("3.99")


@pytest.mark.parametrize("missing", list(Component))
def test_without_one_component_there_is_no_index_and_it_is_named(missing: Component) -> None:
    given_ones = {name: score for name, score in KEDIRI_2022.items() if name != missing}
    one = reckoned(side_of(scores(given_ones), Side.CLAIMED), KOMINFO)
    assert (one.value, one.missing) == (None, (missing,))


def test_claimed_and_proven_are_two_indexes() -> None:
    proven = {**KEDIRI_2022, "impact": "1", "quick_win": "2.0"}
    both = scores(KEDIRI_2022, proven)
    assert index(both, KOMINFO, Side.CLAIMED) == Decimal("3.31")
    assert index(both, KOMINFO, Side.PROVEN) == Decimal("2.57")
    half = scores(KEDIRI_2022, {"baseline": 3})
    said = reckoned(side_of(half, Side.PROVEN), KOMINFO)
    assert (said.value, len(said.missing)) == (None, 4)


def test_nothing_is_packaged_as_a_score() -> None:
    assert read_scores().regions == {}
    empty = side_of(YearScores(), Side.CLAIMED)
    assert reckoned(empty, KOMINFO).missing == tuple(Component)


@pytest.mark.parametrize(
    ("coverage", "weak"), [(None, True), (0.0, True), (74.9, True), (75.0, False), (100.0, False)]
)
def test_below_the_set_coverage_it_is_weak(coverage: float | None, weak: bool) -> None:
    assert RULES.coverage_at_least == 75
    assert is_weak(coverage, RULES) is weak


def test_the_weights_of_a_year_are_that_years_alone() -> None:
    assert RULES.of_year(2022) is KOMINFO
    assert RULES.of_year(2026) is None


@given(st.dictionaries(st.sampled_from(Component), st.decimals(0, 5, places=2), min_size=5))
def test_an_index_lies_between_its_lowest_and_its_highest_score(
    given_ones: dict[Component, Decimal],
) -> None:
    for weights in RULES.weights:
        value = index(scores({c.value: score for c, score in given_ones.items()}), weights)
        assert value is not None
        assert min(given_ones.values()) <= value <= max(given_ones.values())


@pytest.mark.parametrize(
    "spoil",
    [
        lambda rules: rules["weights"][0]["percent"].update(output=21),
        lambda rules: rules["weights"][0]["percent"].pop("impact"),
        lambda rules: rules["weights"][0]["percent"].update(impakt=0),
        lambda rules: rules["weights"][1].update(years=[2022]),
        lambda rules: rules["weights"][1].update(weights="kominfo-2022"),
        lambda rules: rules.update(coverage_at_least=101),
    ],
)
def test_weights_that_cannot_be_right_are_refused(spoil: object, tmp_path: Path) -> None:
    rules = json.loads(DEFAULT.read_bytes())
    spoil(rules)  # type: ignore[operator]
    path = tmp_path / "weights.json"
    path.write_text(json.dumps(rules))
    with pytest.raises(ValueError, match=r"weights|coverage"):
        read_index_rules(path)


@pytest.mark.parametrize(
    "spoiled",
    [
        {"claimed": 33},
        {"claimed": -1},
        {"claimed": None},
        {"by": ""},
        {"on": "kemarin"},
        {"claimd": 3},
    ],
)
def test_a_score_that_cannot_be_right_is_refused(
    spoiled: dict[str, object], tmp_path: Path
) -> None:
    one = {"claimed": 3.5, "by": "Tim Pelaksana", "on": "2026-06-20", "source": "Lembar tahap I"}
    told = json.loads(SCORES.read_bytes())
    told["regions"] = {"kukar": {"2026": {"components": {"outcome": one}}}}
    path = tmp_path / "scores.json"
    path.write_text(json.dumps(told))
    assert read_scores(path).of("kukar", 2026).components[Component.OUTCOME].claimed == Decimal(
        "3.5"
    )
    assert read_scores(path).of("kukar", 2025) == read_scores(path).of("garut", 2026)
    told["regions"]["kukar"]["2026"]["components"]["outcome"] = {**one, **spoiled}
    path.write_text(json.dumps(told))
    with pytest.raises(ValueError, match="regions"):
        read_scores(path)
