"""How far a report has come, and who may do what next."""

import random
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.account import Account, Role
from contracts.calendar import ReviewStep
from contracts.words import ReviewAction
from tracker.review.review import (
    ORDER,
    Act,
    Reported,
    ReviewState,
    Standing,
    choices,
    faults_of_words,
    standing_of,
)

VERIFIED, SIGNED = ORDER
PASSED, RETURNED, TAKEN_BACK = ReviewAction
AT = datetime(2026, 11, 3, 2, tzinfo=UTC)


def act(step: ReviewStep, action: ReviewAction = PASSED, number: int = 1, by: str = "x") -> Act:
    return Act(step, number, action, by, AT)


def who(role: Role, name: str = "orang", agency: str = "DLHK") -> Account:
    return Account(username=name, role=role, region="kukar", agency=agency)


KABID, KEPALA, PPTK = who(Role.VERIFIER, "kabid"), who(Role.HEAD, "kepala"), who(Role.OFFICER)


def report(*acts: Act, by: str = "pptk", is_corrected: bool = False) -> Reported:
    return Reported("DLHK", by, is_corrected, acts)


def may(
    account: Account, one: Reported, steps: Sequence[ReviewStep] = ORDER
) -> list[tuple[ReviewAction, ReviewStep, int]]:
    found = choices(account, one, steps)
    return [(c.action, c.step, c.number) for c in found if c.refusal is None]


@pytest.mark.parametrize(
    ("acts", "state", "reached"),
    [
        ([], "recorded", "recorded"),
        ([act(VERIFIED)], "verified", "verified"),
        ([act(VERIFIED), act(SIGNED)], "signed", "signed"),
        ([act(VERIFIED, RETURNED)], "returned", "recorded"),
        ([act(VERIFIED), act(SIGNED, RETURNED)], "returned", "verified"),
        ([act(VERIFIED), act(VERIFIED, TAKEN_BACK, 2)], "recorded", "recorded"),
        ([act(VERIFIED), act(SIGNED), act(SIGNED, TAKEN_BACK, 2)], "verified", "verified"),
        ([act(SIGNED)], "signed", "signed"),
    ],
)
def test_a_report_stands_where_its_last_acts_left_it(
    acts: list[Act], state: str, reached: str
) -> None:
    stands = standing_of(acts)
    assert (stands.state, stands.reached) == (state, reached)


@given(
    st.lists(
        st.builds(
            Act,
            st.sampled_from(ORDER),
            st.integers(1, 4),
            st.sampled_from(ReviewAction),
            st.just("x"),
            st.just(AT),
        ),
        unique_by=lambda one: (one.step, one.number),
    ),
    st.randoms(),
)
def test_neither_order_nor_repetition_changes_where_it_stands(
    acts: list[Act], chance: random.Random
) -> None:
    mixed = [*acts, *acts]
    chance.shuffle(mixed)
    assert standing_of(mixed) == standing_of(acts)


def test_each_does_the_step_of_its_role_and_only_the_next() -> None:
    new, verified = report(), report(act(VERIFIED))
    signed = report(act(VERIFIED), act(SIGNED))
    assert may(KABID, new) == [(PASSED, VERIFIED, 1), (RETURNED, VERIFIED, 1)]
    assert may(KEPALA, new) == []
    assert may(KEPALA, verified) == [(PASSED, SIGNED, 1), (RETURNED, SIGNED, 1)]
    assert may(KABID, verified) == [(TAKEN_BACK, VERIFIED, 2)]
    assert may(KEPALA, signed) == [(TAKEN_BACK, SIGNED, 2)]
    assert may(KABID, signed) == []


@pytest.mark.parametrize("role", [Role.ADMIN, Role.PLANNER, Role.OFFICER, Role.COUNCIL])
def test_no_other_role_reviews(role: Role) -> None:
    for acts in ([], [act(VERIFIED)], [act(VERIFIED), act(SIGNED)]):
        assert may(who(role), report(*acts)) == []


def test_another_agencys_reviewers_do_nothing_unless_they_stand_in_for_it() -> None:
    other = who(Role.HEAD, "kepala.dinkes", "DINKES")
    assert may(other, report(act(VERIFIED))) == []
    acting = other.model_copy(update={"agency": "DLHK", "agencies": ("DINKES", "DLHK")})
    assert (PASSED, SIGNED, 1) in may(acting, report(act(VERIFIED)))


def test_nobody_reviews_a_report_of_their_own() -> None:
    own = report(by="kabid")
    assert may(KABID, own) == []
    codes = {choice.refusal.code for choice in choices(KABID, own, ORDER) if choice.refusal}
    assert codes == {"own-report"}


def test_nobody_does_two_steps_of_one_report() -> None:
    assert may(KEPALA, report(act(VERIFIED, by="kepala"))) == []


def test_a_returned_report_waits_for_its_correction_or_for_the_return_to_be_taken_back() -> None:
    returned = report(act(VERIFIED), act(SIGNED, RETURNED))
    assert may(KEPALA, returned) == [(TAKEN_BACK, SIGNED, 2)]
    assert may(KABID, returned) == []
    again = report(act(VERIFIED), act(SIGNED, RETURNED), act(SIGNED, TAKEN_BACK, 2))
    assert may(KEPALA, again) == [(PASSED, SIGNED, 3), (RETURNED, SIGNED, 3)]


def test_a_corrected_report_is_reviewed_no_more() -> None:
    assert may(KABID, report(is_corrected=True)) == []


def test_the_regions_steps_decide_what_comes_next() -> None:
    assert may(KEPALA, report(), [SIGNED]) == [(PASSED, SIGNED, 1), (RETURNED, SIGNED, 1)]
    assert may(KABID, report(), []) == []
    assert may(KABID, report(act(VERIFIED)), []) == [(TAKEN_BACK, VERIFIED, 2)]


def test_a_step_that_the_region_gave_up_still_stands() -> None:
    assert standing_of([act(VERIFIED)]) == Standing(
        ReviewState.VERIFIED, VERIFIED, act(VERIFIED), {VERIFIED: 1}
    )


def test_returned_needs_words_and_no_words_are_without_end() -> None:
    for nothing in ("  ", "\x00", "\u200b \u202e"):
        assert [fault.code for fault in faults_of_words(RETURNED, nothing)] == ["missing"]
    assert [fault.code for fault in faults_of_words(RETURNED, "x" * 2_001)] == ["text-too-long"]
    assert not list(faults_of_words(RETURNED, "kurang bukti"))
    assert not list(faults_of_words(PASSED, ""))
