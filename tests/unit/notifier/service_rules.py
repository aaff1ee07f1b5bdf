"""Who is told what, and how often: rules for any book.

Run over the book in memory by test_service.py, and over MongoDB with the flow tests.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from itertools import chain, zip_longest
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts import StatusChanged
from notifier.alerting.alert import CloseReason
from notifier.channels.channel import NotHandedOver, Written
from notifier.delivery.delivery import State
from notifier.delivery.mailboxes.mailbox import Mailbox
from tests.unit.notifier.given import (
    GRACE,
    OFFICES,
    START,
    agency,
    change,
    history,
    policy,
    report,
)
from tests.unit.notifier.world import Crash, World

HEAD, TEAM = "kepala@kominfo.example", "tim@kukarkab.example"
OFFICER, VERIFIER = "pptk@kominfo.example", "kabid@kominfo.example"
NewWorld = Callable[..., Awaitable[World]]
STATUSES = ["late", "critical", "done", "on_track", "cancelled"]

Histories = list[list[StatusChanged]]
Batches = list[list[StatusChanged]]
Arrived = tuple[Histories, Batches]

histories = st.lists(
    st.lists(st.sampled_from(STATUSES), min_size=1, max_size=6), min_size=1, max_size=3
).map(lambda many: [history(one, f"QW-{n:02}") for n, one in enumerate(many, start=1)])


@st.composite
def arrivals(draw: st.DrawFn) -> Arrived:
    """Histories, and the batches they arrive in: cut anywhere, and read again from anywhere.

    As from a partition: an item's changes come in order, but any number of them may come
    once more after a rebalance or a crash.
    """
    items = draw(histories)
    owners = [n for n, one in enumerate(items) for _ in one]
    places = [iter(one) for one in items]
    log = [next(places[n]) for n in draw(st.permutations(owners))]
    batches: list[list[StatusChanged]] = []
    end = 0
    for further, back in draw(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)))):
        start, end = max(0, end - back), min(len(log), end + further)
        batches.append(log[start:end])
    batches.append(log[end:])
    return items, batches


class ServiceRules:
    """Inherited by the tests, which say what store the worlds stand on: fixture `new_world`."""

    @pytest.fixture
    async def world(self, new_world: NewWorld) -> World:
        return await (await new_world()).knows_the_offices()

    async def test_a_late_quick_win_tells_its_head_and_the_delivery_team_once(
        self, world: World
    ) -> None:
        await world.alerts.follow([change("late")])
        await world.passes()
        await world.passes(timedelta(days=3))
        assert world.told == [HEAD, TEAM]
        assert world.subjects == [(HEAD, "[TERLAMBAT]"), (TEAM, "[TERLAMBAT]")]

    async def test_a_critical_quick_win_tells_its_officer_and_verifier(self, world: World) -> None:
        await world.alerts.follow([change("critical")])
        await world.passes()
        assert world.subjects == [(VERIFIER, "[KRITIS]"), (OFFICER, "[KRITIS]")]

    async def test_an_item_that_is_no_quick_win_alerts_nobody(self, world: World) -> None:
        await world.alerts.follow([change("late", kind="action")])
        await world.passes()
        assert world.told == []
        assert await world.store.all_alerts() == {}

    async def test_nobody_is_told_before_the_grace_period_has_passed(self, world: World) -> None:
        await world.alerts.follow([change("late")])
        await world.passes(timedelta(seconds=4.9))
        assert world.told == []
        await world.passes(timedelta(seconds=0.1))
        assert world.told == [HEAD, TEAM]

    @pytest.mark.parametrize("next_status", ["done", "on_track", "cancelled"])
    async def test_an_alert_that_closes_within_its_grace_period_is_never_sent(
        self, world: World, next_status: str
    ) -> None:
        await world.alerts.follow([change("late")])
        await world.alerts.follow([change(next_status, 2)])
        await world.passes(timedelta(days=1))
        assert world.told == []

    async def test_done_says_so_to_those_who_had_been_told_in_answer_to_the_first_mail(
        self, world: World
    ) -> None:
        await world.alerts.follow([change("late")])
        await world.passes()
        await world.alerts.follow([change("done", 2)])
        await world.passes(timedelta(days=1))
        by_recipient: dict[str, list[EmailMessage]] = {HEAD: [], TEAM: []}
        for recipient, mail in world.server.taken:
            by_recipient[recipient].append(mail)
        for first, last in by_recipient.values():
            assert last["Subject"].startswith("[SELESAI]")
            assert last["In-Reply-To"] == first["Message-ID"] != last["Message-ID"]

    @pytest.mark.parametrize(
        ("status", "reason"),
        [("on_track", CloseReason.RECOVERED), ("cancelled", CloseReason.CANCELLED)],
    )
    async def test_any_other_end_is_silent(
        self, world: World, status: str, reason: CloseReason
    ) -> None:
        await world.alerts.follow([change("late")])
        await world.passes()
        await world.alerts.follow([change(status, 2)])
        await world.passes(timedelta(days=1))
        assert world.told == [HEAD, TEAM]
        (alert,) = (await world.store.all_alerts()).values()
        assert alert.close_reason is reason

    async def test_late_takes_the_place_of_critical_and_the_first_recipients_hear_of_it(
        self, world: World
    ) -> None:
        await world.alerts.follow([change("critical")])
        await world.passes()
        await world.alerts.follow([change("late", 2)])
        await world.passes()
        assert world.told == sorted([OFFICER, VERIFIER, OFFICER, VERIFIER, HEAD, TEAM])
        alerts = await world.store.all_alerts()
        assert alerts["critical:QW-01:1"].close_reason is CloseReason.SUPERSEDED
        assert alerts["late:QW-01:2"].open

    async def test_the_same_status_under_another_rule_opens_no_second_alert(
        self, world: World
    ) -> None:
        await world.alerts.follow([change("late")])
        await world.passes()
        await world.alerts.follow([change("late", 2, rule="test/late-2")])
        await world.passes()
        assert world.told == [HEAD, TEAM]
        assert set(await world.store.all_alerts()) == {"late:QW-01:1"}

    async def test_late_again_after_done_is_a_new_episode(self, world: World) -> None:
        for seq, status in enumerate(["late", "done", "late"], start=1):
            await world.alerts.follow([change(status, seq)])
            await world.passes()
        assert set(await world.store.all_alerts()) == {"late:QW-01:1", "late:QW-01:3"}
        assert Counter(world.told) == {HEAD: 3, TEAM: 3}

    async def test_a_mail_that_waits_is_withdrawn_when_its_alert_closes(self, world: World) -> None:
        world.server.is_down()
        await world.alerts.follow([change("late")])
        await world.passes()
        await world.alerts.follow([change("done", 2)])
        states = {one.state for one in (await world.store.all_deliveries()).values()}
        assert states == {State.WITHDRAWN}
        world.server.is_up()
        await world.passes(timedelta(days=1))
        assert world.told == []

    async def test_a_mail_that_is_claimed_as_its_alert_closes_is_not_sent(
        self, world: World
    ) -> None:
        await world.alerts.follow([change("late")])
        world.clock.advance(timedelta(seconds=6))
        await world.alerts.escalate(world.clock.now(), 500)
        world.clock.advance(GRACE)
        claim = world.store.mailboxes.claim

        async def closes_meanwhile(
            channel: str, names: Collection[str], lease: timedelta
        ) -> Sequence[Mailbox]:
            claimed = await claim(channel, names, lease)
            await world.alerts.follow([change("on_track", 2)])
            return claimed

        world.store.mailboxes.claim = closes_meanwhile  # type: ignore[method-assign]
        await world.drains()
        assert world.told == []

    async def test_of_two_who_hold_the_same_mail_the_one_that_got_through_is_believed(
        self, world: World
    ) -> None:
        """The first stalls until its lease has lapsed, then fails; the second succeeds."""
        await world.alerts.take_over_agencies([agency("TIM-PELAKSANA", version=2)])
        await world.alerts.follow([change("late")])
        stalled = NotHandedOver("connection reset", final=False)
        await self._with_a_second_sender(world, lambda: stalled)
        line = (await world.store.all_deliveries())[f"late:QW-01:1:1:mail:{HEAD}"]
        assert (line.state, line.last_error) == (State.SENT, None)
        assert world.told == [HEAD]

    async def test_of_two_who_got_the_same_mail_through_one_says_so(self, world: World) -> None:
        await world.alerts.take_over_agencies([agency("TIM-PELAKSANA", version=2)])
        await world.alerts.follow([change("late")])
        await self._with_a_second_sender(world, lambda: None)
        assert len({mail["Message-ID"] for _, mail in world.server.taken}) == 1
        assert len(await world.store.all_sent()) == 1

    @staticmethod
    async def _with_a_second_sender(world: World, outcome: Callable[[], Exception | None]) -> None:
        """The first to hand over stalls past its lease while another sends everything."""
        original = world.server.hand_over

        async def stall(written: Written, address: str) -> None:
            world.server.hand_over = original  # type: ignore[method-assign]
            await world.store.lapse()
            await world.drains()
            refusal = outcome()
            if refusal is not None:
                raise refusal
            await original(written, address)

        world.server.hand_over = stall  # type: ignore[method-assign]
        await world.passes()
        await world.passes(timedelta(hours=1))

    async def test_a_mail_that_was_under_way_while_its_alert_closed_is_followed_by_the_farewell(
        self, world: World
    ) -> None:
        await world.alerts.follow([change("late")])
        world.clock.advance(timedelta(seconds=6))
        await world.alerts.escalate(world.clock.now(), 500)
        world.clock.advance(GRACE)
        closed: list[asyncio.Task[None]] = []
        original = world.server.hand_over

        async def closes_meanwhile(written: Written, address: str) -> None:
            if not closed:
                closed.append(asyncio.create_task(world.alerts.follow([change("done", 2)])))
                await closed[0]
            await original(written, address)

        world.server.hand_over = closes_meanwhile  # type: ignore[method-assign]
        await world.drains()
        await world.passes()
        (first,) = {recipient for recipient, _ in world.server.taken}
        assert [tag for _, tag in world.subjects] == ["[SELESAI]", "[TERLAMBAT]"]
        assert first in {HEAD, TEAM}

    async def test_a_farewell_that_is_no_longer_true_is_withdrawn(self, world: World) -> None:
        await world.alerts.follow([change("late")])
        await world.passes()
        world.server.is_down()
        await world.alerts.follow([change("done", 2)])
        await world.passes()
        await world.alerts.follow([change("on_track", 3)])
        world.server.is_up()
        await world.passes(timedelta(days=1))
        assert world.told == [HEAD, TEAM]

    async def test_an_item_that_is_done_and_undone_in_one_batch_tells_nobody_that_it_is_done(
        self, world: World
    ) -> None:
        await world.alerts.follow([change("late")])
        await world.passes()
        await world.alerts.follow([change("done", 2), change("on_track", 3)])
        await world.passes(timedelta(days=1))
        assert world.told == [HEAD, TEAM]

    async def test_an_office_without_an_address_is_told_when_it_has_one(
        self, new_world: NewWorld
    ) -> None:
        world = await new_world()
        await world.alerts.take_over_agencies([OFFICES[1]])
        await world.alerts.follow([change("late")])
        await world.passes()
        assert world.told == [TEAM]
        (alert,) = (await world.store.all_alerts()).values()
        assert alert.vacant == ("head",)
        await world.alerts.take_over_agencies([OFFICES[0]])
        await world.passes(timedelta(seconds=0))
        assert world.told == [HEAD, TEAM]
        (alert,) = (await world.store.all_alerts()).values()
        assert alert.vacant == ()

    async def test_who_comes_into_an_office_is_told_and_who_was_told_is_not_told_again(
        self, new_world: NewWorld
    ) -> None:
        world = await new_world()
        await world.alerts.take_over_agencies([OFFICES[0]])
        await world.alerts.follow([change("late")])
        await world.passes()
        changed = [agency(version=2, head="baru@kominfo.example"), OFFICES[1]]
        await world.alerts.take_over_agencies(changed)
        await world.passes()
        await world.passes()
        assert world.told == ["baru@kominfo.example", HEAD, TEAM]

    async def test_an_older_version_of_an_agency_says_nothing(self, world: World) -> None:
        await world.alerts.take_over_agencies([agency(version=3, head="baru@kominfo.example")])
        await world.alerts.take_over_agencies([agency(version=2, head="lama@kominfo.example")])
        await world.alerts.take_over_agencies(
            [
                agency("TIM-PELAKSANA", version=3, delivery_team="tim-baru@kukarkab.example"),
                agency("TIM-PELAKSANA", version=2, delivery_team="tim-lama@kukarkab.example"),
            ]
        )
        await world.alerts.follow([change("late")])
        await world.passes()
        assert world.told == ["baru@kominfo.example", "tim-baru@kukarkab.example"]

    async def test_one_mailbox_that_holds_two_offices_gets_one_mail(
        self, new_world: NewWorld
    ) -> None:
        world = await new_world()
        await world.alerts.take_over_agencies(
            [agency(head="satu@kukar.example", delivery_team="Satu@kukar.example")]
        )
        await world.alerts.follow([change("late")])
        await world.passes()
        assert len(world.told) == 1

    async def test_a_mailbox_that_was_told_and_comes_to_hold_another_office_gets_no_second_mail(
        self, new_world: NewWorld
    ) -> None:
        world = await new_world()
        await world.alerts.take_over_agencies([OFFICES[0]])
        await world.alerts.follow([change("late")])
        await world.passes()
        await world.alerts.take_over_agencies([agency("TIM-PELAKSANA", delivery_team=HEAD)])
        await world.passes()
        assert world.told == [HEAD]
        (alert,) = (await world.store.all_alerts()).values()
        assert alert.vacant == ()

    async def test_an_agency_goes_by_its_code_until_its_name_is_received(
        self, world: World
    ) -> None:
        names = await world.store.directory.names(["DISKOMINFO", "DINKES"])
        assert names == {"DISKOMINFO": "Dinas DISKOMINFO", "DINKES": "DINKES"}
        assert await world.store.directory.name("DISKOMINFO") == "Dinas DISKOMINFO"

    async def test_the_delivery_team_of_another_region_is_not_told(self, world: World) -> None:
        await world.alerts.take_over_agencies(
            [agency("TIM-PASER", region="paser", delivery_team="p@x.example")]
        )
        await world.alerts.follow([change("late")])
        await world.passes()
        assert world.told == [HEAD, TEAM]

    async def test_trouble_is_tried_again_as_the_same_mail_until_it_is_over(
        self, world: World
    ) -> None:
        world.server.is_down()
        await world.alerts.follow([change("late")])
        await world.passes()
        for _ in range(40):
            await world.passes(timedelta(minutes=30))
        assert world.told == []
        world.server.is_up()
        await world.passes(timedelta(minutes=30))
        await world.passes(timedelta(minutes=30))
        assert world.told == [HEAD, TEAM]
        line = (await world.store.all_deliveries())[f"late:QW-01:1:1:mail:{HEAD}"]
        assert (line.state, line.last_error) == (State.SENT, None)

    async def test_an_address_refused_for_good_is_given_up_and_the_others_go_on(
        self, world: World
    ) -> None:
        refused = NotHandedOver("550 no such user (recipient)", final=True)
        world.server.answer = lambda recipient: refused if recipient == HEAD else None
        await world.alerts.follow([change("late")])
        await world.passes()
        await world.passes(timedelta(days=1))
        assert world.told == [TEAM]
        line = (await world.store.all_deliveries())[f"late:QW-01:1:1:mail:{HEAD}"]
        assert (line.state, line.attempts) == (State.FAILED, 1)
        assert line.last_error == "550 no such user (recipient)"
        assert world.measured("aksi_deliveries_total", channel="mail", outcome="failed") == 1

    async def test_trouble_that_lasts_longer_than_the_policy_bears_is_given_up(
        self, new_world: NewWorld
    ) -> None:
        world = await new_world(policy(give_up_after_hours=1))
        await world.knows_the_offices()
        world.server.is_down()
        await world.alerts.follow([change("late")])
        for _ in range(4):
            await world.passes(timedelta(minutes=31))
        states = {one.state for one in (await world.store.all_deliveries()).values()}
        assert states == {State.FAILED}

    async def test_an_address_that_is_none_is_given_up_and_the_others_go_on(
        self, world: World
    ) -> None:
        await world.alerts.take_over_agencies([agency(version=2, head='a"b,c@kominfo.example')])
        await world.alerts.follow([change("late")])
        await world.passes()
        assert world.told == [TEAM]

    async def test_a_mail_that_cannot_be_written_waits_and_the_others_go_on(
        self, world: World
    ) -> None:
        await world.alerts.follow(
            [change("late", time_zone="Mars/Olympus"), change("critical", item="QW-02")]
        )
        await world.passes()
        assert world.told == sorted([OFFICER, VERIFIER])
        line = (await world.store.all_deliveries())[f"late:QW-01:1:1:mail:{HEAD}"]
        assert line.state is State.PENDING
        assert "Mars/Olympus" in str(line.last_error)

    async def test_a_crash_after_the_server_took_a_mail_sends_the_very_same_once_more(
        self, world: World
    ) -> None:
        await world.alerts.take_over_agencies([agency("TIM-PELAKSANA", version=2)])

        def crash(recipient: str) -> None:
            raise Crash

        world.server.after = crash
        await world.alerts.follow([change("late")])
        with pytest.raises(Crash):
            await world.passes()
        world.server.after = lambda recipient: None
        await world.passes(timedelta(minutes=10))
        assert len(world.told) == 1, "it is out of reach while the lease lasts"
        await world.store.lapse()
        await world.passes()
        ids = [mail["Message-ID"] for _, mail in world.server.taken]
        assert world.told == [HEAD, HEAD]
        assert ids[0] == ids[1]
        assert len(await world.store.all_sent()) == 1

    async def test_a_clock_that_jumps_a_day_ahead_sends_nothing_again_that_is_in_hand(
        self, world: World
    ) -> None:
        await world.alerts.take_over_agencies([agency("TIM-PELAKSANA", version=2)])
        await world.alerts.follow([change("late")])
        original = world.server.hand_over

        async def meanwhile(written: Written, address: str) -> None:
            world.server.hand_over = original  # type: ignore[method-assign]
            world.clock.advance(timedelta(days=1))
            await world.drains()
            await original(written, address)

        world.server.hand_over = meanwhile  # type: ignore[method-assign]
        await world.passes()
        assert world.told == [HEAD]

    async def test_a_delivery_is_claimed_by_one_at_a_time(self, world: World) -> None:
        await world.alerts.follow([change("late", item=f"QW-{n:02}") for n in range(20)])
        world.clock.advance(timedelta(seconds=6))
        await world.alerts.escalate(world.clock.now(), 500)
        world.clock.advance(GRACE)
        await asyncio.gather(*(world.drains() for _ in range(4)))
        assert Counter(world.told) == {HEAD: 1, TEAM: 1}
        assert len(await world.store.all_sent()) == 40

    async def test_what_was_handed_over_is_a_fact_for_others_once(self, world: World) -> None:
        await world.alerts.follow([change("late")])
        await world.passes()
        said = await world.store.all_sent()
        assert sorted(fact.recipient for fact in said) == [HEAD, TEAM]
        assert {fact.alert for fact in said} == {"late:QW-01:1"}

    async def test_the_delay_counts_from_the_change_that_the_tracker_saw(
        self, world: World
    ) -> None:
        await world.alerts.follow([change("late")])
        await world.passes()
        assert world.measured("aksi_alert_delay_seconds_count", rule="late") == 2
        seconds = world.measured("aksi_alert_delay_seconds_sum", rule="late")
        assert seconds == pytest.approx(2 * 8.999), "the wait for others is meant"

    async def test_everything_read_again_tells_nobody_and_changes_no_byte(
        self, new_world: NewWorld
    ) -> None:
        """An office without an address is still missing, and a report came before its alert."""
        world = await new_world()
        changes = [change("on_track"), change("late", 2)]
        reports = [report(72.5, START - timedelta(days=1)), report(80, START + timedelta(hours=1))]
        await world.alerts.take_over_agencies([OFFICES[1]])
        await world.alerts.follow(reports)
        await world.alerts.follow(changes)
        await world.passes()
        assert world.told == [TEAM]
        before = await world.store.every_byte()
        world.clock.advance(timedelta(minutes=5))
        await world.alerts.follow(changes)
        await world.alerts.follow(reports[:1])
        await world.alerts.follow(reports)
        await world.alerts.take_over_agencies([OFFICES[1]])
        await world.passes(timedelta(0))
        assert await world.store.every_byte() == before
        assert world.told == [TEAM]

    async def test_a_report_heard_before_its_alert_opened_is_told_by_the_mail(
        self, world: World
    ) -> None:
        """The two topics are read side by side, so either may be ahead."""
        await world.alerts.follow([report(81.25, START + timedelta(hours=1))])
        await world.alerts.follow([change("late")])
        await world.passes()
        (alert,) = (await world.store.all_alerts()).values()
        assert alert.facts.actual_percent == 81.25

    async def test_a_version_of_an_agency_read_again_wakes_nobody(
        self, new_world: NewWorld
    ) -> None:
        world = await new_world()
        await world.alerts.take_over_agencies([OFFICES[1]])
        await world.alerts.follow([change("late")])
        await world.passes()
        (before,) = (await world.store.all_alerts()).values()
        assert before.vacant == ("head",)
        world.clock.advance(timedelta(minutes=1))
        await world.alerts.take_over_agencies([OFFICES[1]])
        assert await world.store.alerts.due(world.clock.now(), 10) == []

    async def test_a_higher_step_of_the_ladder_is_taken_when_it_falls_due(
        self, new_world: NewWorld
    ) -> None:
        ladders = policy().model_dump(mode="json")["ladders"]
        ladders["late"].append({"step": "2", "after": 1, "offices": ["verifier"]})
        world = await new_world(policy(ladders=ladders))
        await world.knows_the_offices()
        await world.alerts.follow([change("late")])
        await world.passes()
        assert world.told == [HEAD, TEAM]
        await world.passes(timedelta(days=1))
        assert world.told == sorted([HEAD, TEAM, VERIFIER])


async def the_cut_of_batches_changes_nothing(new_world: NewWorld, arrived: Arrived) -> None:
    """However batches are cut and repeated, the same alerts and mails come of it."""
    items, batches = arrived
    in_order = await after(await new_world(), [list(chain.from_iterable(items))])
    as_arrived = await after(await new_world(), batches)
    assert await as_arrived.store.all_alerts() == await in_order.store.all_alerts()
    assert await lines(as_arrived) == await lines(in_order)
    assert as_arrived.told == in_order.told


async def only_the_highest_seq_decides(new_world: NewWorld, items: Histories, order: int) -> None:
    """In any order at all, what is open in the end is what the last status asks for."""
    shuffled = list(chain.from_iterable(items))
    Random(order).shuffle(shuffled)
    in_order = await after(await new_world(), [list(chain.from_iterable(items))])
    as_arrived = await after(await new_world(), [[one] for one in shuffled])
    assert await open_rules(as_arrived) == await open_rules(in_order)


async def nobody_hears_a_thing_twice(
    new_world: NewWorld, arrived: Arrived, between: Sequence[bool]
) -> None:
    """With time passing between batches, and a mail server that is up or down."""
    items, batches = arrived
    world = await (await new_world()).knows_the_offices()
    for batch, is_up in zip_longest(batches, between[: len(batches)], fillvalue=True):
        world.server.is_up() if is_up else world.server.is_down()
        await world.alerts.follow(batch)  # type: ignore[arg-type]
        await world.passes()
    world.server.is_up()
    await world.passes(timedelta(hours=1))
    told = list(world.told)
    for batch in [*batches, list(chain.from_iterable(items))]:
        await world.alerts.follow(batch)
        await world.passes(timedelta(hours=1))
    assert world.told == told, "a replay told someone"
    ids = [mail["Message-ID"] for _, mail in world.server.taken]
    assert len(ids) == len(set(ids)), "a delivery was made twice"
    deliveries = (await world.store.all_deliveries()).values()
    assert {one.state for one in deliveries} <= {State.SENT, State.WITHDRAWN}
    first = {(one.item_id, one.recipient) for one in deliveries if not one.is_closing}
    assert {(one.item_id, one.recipient) for one in deliveries if one.is_closing} <= first
    sent = [one for one in deliveries if one.state is State.SENT]
    assert len(await world.store.all_sent()) == len(sent)


async def everything_again_changes_no_byte(
    new_world: NewWorld, arrived: Arrived, heard: Sequence[int], known: Sequence[int]
) -> None:
    """Whatever was learned late or never: all topics from the beginning say nothing new.

    `heard` are the places among the batches at which a report comes, `known` those at which
    an agency does.
    """
    items, batches = arrived
    world = await new_world()
    reports = [
        report(n % 100, START + timedelta(hours=n), f"QW-{n % 3 + 1:02}") for n in range(len(heard))
    ]
    agencies = [OFFICES[n % 2] for n in range(len(known))]
    for place, batch in enumerate(batches):
        await world.alerts.follow(
            [one for one, at in zip(reports, heard, strict=True) if at == place]
        )
        await world.alerts.take_over_agencies(
            [one for one, at in zip(agencies, known, strict=True) if at == place]
        )
        await world.alerts.follow(batch)
        await world.passes()
    learned = [one for one, at in zip(agencies, known, strict=True) if at < len(batches)]
    recorded = [one for one, at in zip(reports, heard, strict=True) if at < len(batches)]
    before, told = await world.store.every_byte(), list(world.told)
    world.clock.advance(timedelta(minutes=5))
    for one in learned:
        await world.alerts.take_over_agencies([one])
    await world.alerts.follow(recorded)
    await world.alerts.follow(list(chain.from_iterable(items)))
    await world.alerts.follow(recorded[:1])
    await world.passes(timedelta(0))
    assert await world.store.every_byte() == before
    assert world.told == told


places = st.lists(st.integers(0, 8), max_size=5)


async def after(world: World, batches: Sequence[Sequence[StatusChanged]]) -> World:
    """The world when all batches have been followed at one instant, and their mails sent."""
    await world.knows_the_offices()
    for batch in batches:
        await world.alerts.follow(batch)
    await world.passes()
    return world


async def open_rules(world: World) -> set[tuple[str, str]]:
    alerts = (await world.store.all_alerts()).values()
    return {(one.item_id, one.rule) for one in alerts if one.open}


async def lines(world: World) -> dict[str, object]:
    deliveries = await world.store.all_deliveries()
    return {
        key: replace(one, attempts=0, next_at=one.created_at) for key, one in deliveries.items()
    }


def rules_over_examples(examples: settings) -> type[ServiceRules]:
    """The rules, and those that hold for any history, each with so many examples."""

    class Rules(ServiceRules):
        @examples
        @given(arrived=arrivals())
        async def test_however_batches_are_cut_and_repeated_the_same_alerts_and_mails_come_of_it(
            self, new_world: NewWorld, arrived: Arrived
        ) -> None:
            await the_cut_of_batches_changes_nothing(new_world, arrived)

        @examples
        @given(items=histories, order=st.integers(0, 1000))
        async def test_in_any_order_only_the_highest_seq_decides_what_is_open(
            self, new_world: NewWorld, items: Histories, order: int
        ) -> None:
            await only_the_highest_seq_decides(new_world, items, order)

        @examples
        @given(arrived=arrivals(), between=st.lists(st.booleans(), max_size=12))
        async def test_with_time_and_trouble_between_nobody_hears_a_thing_twice_or_after_its_end(
            self, new_world: NewWorld, arrived: Arrived, between: list[bool]
        ) -> None:
            await nobody_hears_a_thing_twice(new_world, arrived, between)

        @examples
        @given(arrived=arrivals(), heard=places, known=places)
        async def test_all_topics_read_again_tell_nobody_and_change_no_byte(
            self, new_world: NewWorld, arrived: Arrived, heard: list[int], known: list[int]
        ) -> None:
            await everything_again_changes_no_byte(new_world, arrived, heard, known)

    return Rules
