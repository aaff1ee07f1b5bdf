"""What leaves together, what waits, what is withdrawn."""

from dataclasses import replace
from datetime import timedelta
from typing import cast

from hypothesis import given
from hypothesis import strategies as st

from notifier.alerting.alert import Alert
from notifier.delivery.bundle import Sorted, bundle_name, sorted_out
from notifier.delivery.delivery import Delivery, State, message_id
from tests.unit.notifier.delivery.episodes import Episode, a_notice, facts_of
from tests.unit.notifier.given import DOMAIN, START

TOMORROW = START + timedelta(days=1)


@st.composite
def notices(draw: st.DrawFn) -> list[tuple[Delivery, bool]]:
    """Due notices of one address, each with whether its episode is open."""
    found = []
    for n in range(draw(st.integers(1, 8))):
        one = a_notice(f"QW-{n}", step=draw(st.sampled_from(["1", "closed"])))
        one = replace(
            one,
            digest=draw(st.booleans()),
            held=draw(st.booleans()),
            bundle=draw(st.sampled_from([None, None, "bundle:a", "bundle:b"])),
        )
        found.append((one, draw(st.booleans())))
    return found


def sort(found: list[tuple[Delivery, bool]], *, is_full: bool = False) -> Sorted:
    episodes = {one.alert: Episode(one.alert, facts_of(), open=is_open) for one, is_open in found}
    return sorted_out(
        [one for one, _ in found],
        cast(dict[str, Alert], episodes),
        is_full=is_full,
        next_digest=lambda region, now: TOMORROW,
        now=START,
        domain=DOMAIN,
    )


@given(found=notices(), is_full=st.booleans())
def test_each_notice_leaves_waits_or_is_withdrawn(
    found: list[tuple[Delivery, bool]], is_full: bool
) -> None:
    result = sort(found, is_full=is_full)
    moved = [one.key for one in (*result.leaving, *result.held, *result.withdrawn)]
    assert len(set(moved)) == len(moved)
    wanted = {one.key for one, is_open in found if is_open or one.is_closing}
    assert {one.key for one in result.withdrawn} == {one.key for one, _ in found} - wanted
    assert bool(result.leaving or result.held) is bool(wanted), "something moves on each time"
    assert {one.state for one in result.withdrawn} <= {State.WITHDRAWN}
    assert {one.state for one in (*result.leaving, *result.held)} <= {State.PENDING}


@given(found=notices(), is_full=st.booleans())
def test_a_message_is_all_digest_or_not_at_all_and_begun_ones_go_on_as_they_were(
    found: list[tuple[Delivery, bool]], is_full: bool
) -> None:
    leaving = sort(found, is_full=is_full).leaving
    before = {one.key: one for one, _ in found}
    begun = {before[one.key].bundle for one in leaving}
    assert len(begun) <= 1
    if begun == {None}:
        assert len({one.in_digest for one in leaving}) == 1
        assert {one.bundle for one in leaving} == {bundle_name(leaving)}
        assert not is_full or leaving[0].in_digest
    assert {one.attempts for one in leaving} <= {1}
    assert {one.message_id for one in leaving} == {
        message_id(str(one.bundle), DOMAIN) for one in leaving
    }


def test_those_that_wait_are_due_with_the_digest() -> None:
    (held,) = sort([(a_notice(), True)], is_full=True).held
    assert (held.held, held.next_at, held.due_at) == (True, TOMORROW, TOMORROW)
    assert held.attempts == 0


@given(keys=st.permutations([f"QW-{n}" for n in range(5)]))
def test_the_name_of_a_message_follows_from_its_notices_in_any_order(keys: list[str]) -> None:
    name = bundle_name([a_notice(one) for one in keys])
    assert name == bundle_name([a_notice(f"QW-{n}") for n in range(5)])
    assert name != bundle_name([a_notice(f"QW-{n}") for n in range(4)])


def test_a_lone_notice_names_its_message() -> None:
    assert bundle_name([a_notice()]) == a_notice().key
