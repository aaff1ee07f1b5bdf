"""Each scheme's bands, from its published table, at their limits and beyond."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.bands.band import rated
from tracker.bands.scheme import DEFAULT, Scheme, Tone, read_schemes

SCHEMES = {one.scheme: one for one in read_schemes()}


def band(scheme: str, planned: float, actual: float) -> str | None:
    """The band's word."""
    found = rated(SCHEMES[scheme], planned, actual)
    return found.band.band if found else None


@pytest.mark.parametrize(
    ("planned", "actual", "word"),
    [
        (70, 60, "tidak-kritis"),
        (70, 59.9, "kritis"),
        (70.1, 65.1, "tidak-kritis"),
        (70.1, 65, "kritis"),
        (100, 95, "tidak-kritis"),
        (100, 94, "kritis"),
        (40, 80, "tidak-kritis"),
    ],
)
def test_critical_contract(planned: float, actual: float, word: str) -> None:
    assert band("kontrak-kritis", planned, actual) == word


@pytest.mark.parametrize(
    ("actual", "word"),
    [
        (120, "sangat-tinggi"),
        (91, "sangat-tinggi"),
        (90.9, "tinggi"),
        (76, "tinggi"),
        (75.9, "sedang"),
        (66, "sedang"),
        (65.9, "rendah"),
        (51, "rendah"),
        (50.9, "sangat-rendah"),
        (0, "sangat-rendah"),
    ],
)
def test_permendagri_86_by_achievement_that_is_not_capped(actual: float, word: str) -> None:
    assert band("permendagri-86", 100, actual) == word
    assert band("permendagri-86", 50, actual / 2) == word
    assert band("permendagri-86", 80, actual * 0.8) == word


@pytest.mark.parametrize(
    ("planned", "actual", "word"),
    [
        (40, 40, "hijau"),
        (40, 50, "hijau"),
        (40, 39.9, "kuning"),
        (40, 30.1, "kuning"),
        (40, 30, "merah"),
        (40, 0, "merah"),
    ],
)
def test_badung_by_the_gap_in_percent_of_the_target(
    planned: float, actual: float, word: str
) -> None:
    assert band("badung", planned, actual) == word


@pytest.mark.parametrize(
    ("behind", "word"),
    [
        (-5, "biru"),
        (9.9, "biru"),
        (10, "hijau"),
        (20, "hijau"),
        (20.1, "kuning"),
        (30, "kuning"),
        (30.1, "merah"),
    ],
)
def test_tepra_by_points(behind: float, word: str) -> None:
    assert band("tepra", 60, 60 - behind) == word


def test_points_and_shares_say_different_things_of_the_same_item() -> None:
    early = {scheme: band(scheme, 10, 5) for scheme in SCHEMES}
    assert early == {
        "kontrak-kritis": "tidak-kritis",
        "permendagri-86": "sangat-rendah",
        "badung": "merah",
        "tepra": "biru",
    }
    near_the_end = {scheme: band(scheme, 90, 84) for scheme in SCHEMES}
    assert near_the_end == {
        "kontrak-kritis": "kritis",
        "permendagri-86": "sangat-tinggi",
        "badung": "kuning",
        "tepra": "biru",
    }


def test_without_a_target_there_is_no_band() -> None:
    assert {band(scheme, 0, actual) for scheme in SCHEMES for actual in (0, 30)} == {None}


@given(st.floats(0.001, 100), st.floats(0, 100))
def test_every_item_with_a_target_is_in_a_band_of_every_scheme(
    planned: float, actual: float
) -> None:
    for scheme in SCHEMES.values():
        found = rated(scheme, planned, actual)
        assert found is not None
        assert found.band in scheme.bands


@given(st.floats(0.001, 100), st.floats(0, 100), st.floats(0, 100))
def test_more_progress_is_never_a_worse_band(planned: float, one: float, other: float) -> None:
    less, more = sorted((one, other))
    for scheme in SCHEMES.values():
        places = [scheme.distinct.index(_named(scheme, planned, a)) for a in (less, more)]
        if scheme.scheme == "kontrak-kritis":
            assert places[1] >= places[0]
        else:
            assert places[1] <= places[0]


def _named(scheme: Scheme, planned: float, actual: float) -> object:
    found = rated(scheme, planned, actual)
    assert found is not None
    return next(one for one in scheme.distinct if one.band == found.band.band)


def test_what_is_measured_goes_with_the_band() -> None:
    measured = {name: rated(one, 80, 72.8) for name, one in SCHEMES.items()}
    assert {name: found and found.measured for name, found in measured.items()} == {
        "kontrak-kritis": 7.2,
        "permendagri-86": 91.0,
        "badung": 9.0,
        "tepra": 7.2,
    }


@pytest.mark.parametrize(
    "spoil",
    [
        lambda scheme: scheme["bands"].pop(),
        lambda scheme: scheme["bands"][0].clear(),
        lambda scheme: scheme["bands"].insert(0, scheme["bands"][-1]),
        lambda scheme: scheme["bands"][0].update(abvoe=3),
        lambda scheme: scheme.update(measure="points"),
        lambda scheme: scheme["bands"][-1].update(band="kritis"),
    ],
)
def test_a_scheme_that_cannot_be_right_is_refused(spoil: object, tmp_path: Path) -> None:
    schemes = json.loads(DEFAULT.read_bytes())
    spoil(schemes[0])  # type: ignore[operator]
    path = tmp_path / "schemes.json"
    path.write_text(json.dumps(schemes))
    with pytest.raises(ValueError, match=r"scheme|band|measure"):
        read_schemes(path)


def test_two_schemes_of_one_name_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "schemes.json"
    path.write_text(json.dumps(2 * json.loads(DEFAULT.read_bytes())))
    with pytest.raises(ValueError, match="two schemes"):
        read_schemes(path)


COLOURS = {"biru": Tone.BEST, "hijau": Tone.GOOD, "kuning": Tone.POOR, "merah": Tone.WORST}
"""What a band that is named after a colour is drawn in."""


def test_no_band_that_is_named_after_a_colour_is_drawn_in_another() -> None:
    named = [one for scheme in SCHEMES.values() for one in scheme.bands if one.band in COLOURS]
    assert len(named) == 7
    assert {one.band: one.tone for one in named} == COLOURS
    for one in named:
        assert one.tone is COLOURS[one.band]
