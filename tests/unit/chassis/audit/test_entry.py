"""A changed, missing or cut-off entry of the trail is found."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from chassis.audit.entry import (
    BEFORE_THE_FIRST,
    TEXT_MOST,
    Chain,
    Deed,
    Done,
    End,
    Entry,
    Verdict,
    Wrong,
    chained,
    short,
)

AT = datetime(2026, 6, 15, 4, 0, 0, 123_000, tzinfo=UTC)
DEEDS = (
    Deed("signed-in", "dinkes.pptk", "dinkes.pptk", {"address": "10.0.0.7"}),
    Deed("account-changed", "admin", "dinkes.pptk", {"disabled": True, "also": ["RSUD"]}),
    Deed("service-started", "", "planner"),
)
DONE = tuple(Done(AT, deed) for deed in DEEDS)
TRAIL = tuple(chained(DONE, End()))


def verdict(entries: Sequence[Entry], noted: End | None = None) -> Verdict:
    chain = Chain(noted)
    return chain.follow(entries[:2]) or chain.follow(entries[2:]) or chain.verdict()


def test_hashes_outlive_a_release() -> None:
    assert [one.hash for one in TRAIL] == [
        "042cf6474620c57ce2ab1a79107359418d6c64f63ca8d272b94aefd4aa7bcd08",
        "630ec2ac344b5effee4c07d4f267f9942f44009f18ff652798e9b3a47aab3d2c",
        "e693fbe2c22a826a764865c4a07c9b2fba6f053d37df358b4bebca52da82454f",
    ]
    assert [one.before for one in TRAIL] == [BEFORE_THE_FIRST, TRAIL[0].hash, TRAIL[1].hash]


def test_a_whole_trail_is_intact_wherever_it_is_cut_into_parts() -> None:
    assert verdict(TRAIL) == Verdict(End(3, TRAIL[2].hash))
    assert verdict(()) == Verdict(End())
    more = tuple(chained(DONE, End(3, TRAIL[2].hash)))
    assert verdict((*TRAIL, *more), End(3, TRAIL[2].hash)).wrong is None


def test_the_same_instant_in_another_zone_is_the_same_entry() -> None:
    wita = AT.astimezone(timezone(timedelta(hours=8)))
    assert verdict([replace(one, at=wita) for one in TRAIL]).wrong is None


@pytest.mark.parametrize(
    "change",
    [
        {"at": AT + timedelta(milliseconds=1)},
        {"deed": replace(DEEDS[1], by="orang.lain")},
        {"deed": replace(DEEDS[1], what="account-made")},
        {"deed": replace(DEEDS[1], about="lain")},
        {"deed": replace(DEEDS[1], details={"disabled": False, "also": ["RSUD"]})},
        {"deed": replace(DEEDS[1], details={})},
        {"before": "f" * 64},
        {"hash": "f" * 64},
    ],
)
def test_a_changed_entry_is_found(change: dict[str, object]) -> None:
    changed = replace(TRAIL[1], **change)  # type: ignore[arg-type]
    found = verdict([TRAIL[0], changed, TRAIL[2]])
    assert (found.wrong, found.number, found.end.number) == (Wrong.CHANGED, 2, 1)


def test_an_entry_that_was_written_anew_with_a_hash_of_its_own_breaks_the_next() -> None:
    (forged,) = chained([Done(AT, replace(DEEDS[1], by="orang.lain"))], End(1, TRAIL[0].hash))
    assert verdict([TRAIL[0], forged, TRAIL[2]]) == Verdict(End(2, forged.hash), Wrong.CHANGED, 3)


@pytest.mark.parametrize("gone", [0, 1])
def test_a_missing_entry_is_found(gone: int) -> None:
    left = [one for number, one in enumerate(TRAIL) if number != gone]
    assert (verdict(left).wrong, verdict(left).number) == (Wrong.MISSING, gone + 1)


def test_missing_at_the_end_is_found_by_an_end_that_was_noted() -> None:
    noted = End(3, TRAIL[2].hash)
    assert verdict(TRAIL[:2]).wrong is None
    assert verdict(TRAIL[:2], noted) == Verdict(End(2, TRAIL[1].hash), Wrong.SHORT, 3)
    assert verdict((), noted).wrong is Wrong.SHORT
    other = tuple(chained(reversed(DONE), End()))
    assert verdict(other, noted) == Verdict(End(3, other[2].hash), Wrong.SHORT, 3)


def test_what_strangers_send_is_cut() -> None:
    deed = Deed("x" * 10, "b" * 900, "a" * 900, {"name": "n" * 900, "list": ["l" * 900] * 900})
    said = short(deed)
    assert (len(said.by), len(said.about)) == (TEXT_MOST, TEXT_MOST)
    assert said.details == {"name": "n" * TEXT_MOST, "list": ["l" * TEXT_MOST] * TEXT_MOST}
