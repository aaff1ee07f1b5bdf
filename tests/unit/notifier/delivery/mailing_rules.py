"""What leaves when, and what becomes of what was not taken: rules for any store.

Run over the store in memory by test_mailing.py, and over MongoDB with the flow tests.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from unittest.mock import Mock

import pytest
from pymongo.errors import AutoReconnect

from chassis.mongo.unit_of_work import UnitOfWork
from deploy.local.waiting import until
from notifier.channels.channel import NotHandedOver, Trouble
from notifier.delivery import recording, repository, service, taking, writing
from notifier.delivery.delivery import Delivery, State, message_id
from notifier.delivery.gate import FAILURES_IN_A_ROW, LONGEST_WAIT
from notifier.delivery.mailboxes.mailbox import Mailbox
from tests.unit.notifier.delivery.episodes import HEAD, TEAM, a_notice
from tests.unit.notifier.delivery.post import (
    BROKE_OFF,
    FULL,
    MORNING,
    MOST,
    REFUSED,
    UNREACHED,
    Post,
    items_of,
)
from tests.unit.notifier.given import DOMAIN, START

NewPost = Callable[..., Awaitable[Post]]
SIXTY = [f"QW-{n:02}" for n in range(60)]
A_WHILE = timedelta(minutes=10)


async def two_broke_off(post: Post) -> set[str | None]:
    """Two notices left in one message, which the server may have taken; returns its Message-ID."""
    await post.has_late(["QW-01", "QW-02"])
    post.mail.answers(BROKE_OFF)
    await post.passes()
    return {one.message_id for one in (await post.store.all_deliveries()).values()}


class MailingRules:
    """Inherited by the tests, which say what store stands behind: fixture `new_post`."""

    @pytest.fixture
    async def post(self, new_post: NewPost) -> Post:
        return await new_post()

    async def test_sixty_at_once_are_one_message_for_each_address(self, post: Post) -> None:
        await post.has_late(SIXTY)
        await post.has_late(SIXTY, TEAM, office="delivery_team")
        await post.passes()
        assert sorted(address for address, _ in post.mail.taken) == [HEAD, TEAM]
        assert post.items == [SIXTY, SIXTY]
        assert set((await post.states()).values()) == {State.SENT}
        assert len(await post.store.all_sent()) == 120

    async def test_two_spellings_of_an_address_are_one(self, post: Post) -> None:
        await post.has_late(["QW-01"])
        await post.has_late(["QW-02"], HEAD.upper())
        await post.passes()
        assert post.items == [["QW-01", "QW-02"]]

    async def test_a_lone_notice_is_the_mail_of_its_key(self, post: Post) -> None:
        await post.has_late(["QW-01"])
        await post.passes()
        (mail,) = post.mails
        assert mail["Message-ID"] == message_id(f"late:QW-01:1:1:mail:{HEAD}", DOMAIN)
        assert mail["Subject"].startswith("[TERLAMBAT] Layanan")

    async def test_each_notice_knows_the_message_that_it_left_in(self, post: Post) -> None:
        await post.has_late(["QW-01", "QW-02"])
        await post.passes()
        (mail,) = post.mails
        sent = await post.store.all_deliveries()
        assert {one.message_id for one in sent.values()} == {mail["Message-ID"]}
        assert {fact.message_id for fact in await post.store.all_sent()} == {mail["Message-ID"]}

    async def test_a_notice_waits_for_its_time(self, post: Post) -> None:
        await post.has_late(["QW-01"])
        await post.has_late(["QW-02"], send_at=START + A_WHILE)
        await post.passes()
        assert post.items == [["QW-01"]]
        await post.passes(A_WHILE)
        assert post.items == [["QW-01"], ["QW-02"]]

    async def test_who_rests_gets_up_when_a_notice_is_due(
        self, post: Post, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """What is gathered for one message is written some seconds before it leaves."""
        monkeypatch.setattr(service, "POLL_SECONDS", 3_600.0)
        begun = time.monotonic()
        passing = Mock(now=lambda: START + timedelta(seconds=time.monotonic() - begun))
        monkeypatch.setattr(post.mailing, "_clock", passing)
        await post.has_late(["QW-01"], send_at=START + timedelta(seconds=1))
        assert await post.store.deliveries.next_due(START) == START + timedelta(seconds=1)

        async def handed_over() -> bool:
            return bool(post.items)

        running = asyncio.create_task(post.mailing.run())
        try:
            await until(handed_over, 60, "the notice handed over")
        finally:
            running.cancel()
            await asyncio.wait([running])
        assert post.items == [["QW-01"]]
        assert await post.store.deliveries.next_due(START) is None

    async def test_the_digest_and_what_leaves_at_once_are_two_messages(self, post: Post) -> None:
        await post.has_late(["QW-01", "QW-02"])
        await post.has_late(["RA-01", "RA-02"], digest=True)
        await post.passes()
        assert post.items == [["QW-01", "QW-02"], ["RA-01", "RA-02"]]
        assert [mail["Subject"][:9] for mail in post.mails] == ["[TERLAMBA", "Ringkasan"]

    async def test_a_message_that_may_have_been_taken_is_sent_again_as_it_was(
        self, post: Post
    ) -> None:
        tried = await two_broke_off(post)
        post.mail.answers(None)
        await post.has_late(["QW-03"])
        await post.passes(A_WHILE)
        assert sorted(post.items) == [["QW-01", "QW-02"], ["QW-03"]]
        assert tried < {mail["Message-ID"] for mail in post.mails}

    async def test_a_message_that_may_have_been_taken_stays_as_it_was_while_no_server_is_reached(
        self, post: Post
    ) -> None:
        tried = await two_broke_off(post)
        post.mail.answers(UNREACHED)
        for _ in range(3):
            await post.passes(A_WHILE)
        await post.has_late(["QW-03"])
        post.mail.answers(None)
        await post.passes(A_WHILE)
        await post.passes(timedelta(hours=1))
        assert sorted(post.items) == [["QW-01", "QW-02"], ["QW-03"]]
        assert tried < {mail["Message-ID"] for mail in post.mails}

    async def test_what_a_dead_process_had_begun_is_sent_again_as_it_was(self, post: Post) -> None:
        async def dies() -> None:
            raise asyncio.CancelledError

        await post.has_late(["QW-01", "QW-02"])
        post.mail.meanwhile = dies
        with pytest.raises(asyncio.CancelledError):
            await post.passes()
        begun = {one.message_id for one in (await post.store.all_deliveries()).values()}
        await post.has_late(["QW-03"])
        await post.passes()
        assert post.items == [], "the address is another's while its lease lasts"
        await post.store.lapse()
        await post.passes()
        assert sorted(post.items) == [["QW-01", "QW-02"], ["QW-03"]]
        assert begun < {mail["Message-ID"] for mail in post.mails}

    async def test_a_server_that_is_down_for_a_day_floods_nobody_when_it_is_back(
        self, post: Post
    ) -> None:
        post.mail.answers(UNREACHED)
        for n in range(12):
            await post.has_late([f"QW-{n:02}"])
            await post.has_late([f"QW-{n:02}"], TEAM, office="delivery_team")
            await post.passes(timedelta(hours=2))
        post.episodes.close("late:QW-03:1")
        post.mail.answers(None)
        await post.passes(timedelta(minutes=1))
        await post.passes(timedelta(hours=1))
        left = [f"QW-{n:02}" for n in range(12) if n != 3]
        assert post.items == [left, left]
        assert (await post.states())["QW-03"] is State.WITHDRAWN
        assert post.measured("aksi_deliveries_withdrawn_total", channel="mail") == 2

    async def test_a_channel_that_fails_in_a_row_is_tried_by_one_message_at_a_time(
        self, post: Post
    ) -> None:
        post.mail.answers(UNREACHED)
        addresses = [f"kepala-{n}@kukar.example" for n in range(20)]
        for email in addresses:
            await post.has_late(["QW-01"], email)
        await post.passes()
        assert post.mail.tried == FAILURES_IN_A_ROW
        assert post.measured("aksi_channel_closed", channel="mail") == 1
        await post.passes(LONGEST_WAIT)
        assert post.mail.tried == FAILURES_IN_A_ROW + 1
        waiting = [one for one in (await post.store.all_deliveries()).values() if not one.attempts]
        assert len(waiting) >= 20 - post.mail.tried
        post.mail.answers(None)
        await post.passes(LONGEST_WAIT)
        await post.passes(timedelta(hours=1))
        assert sorted(address for address, _ in post.mail.taken) == sorted(addresses)
        assert post.measured("aksi_channel_closed", channel="mail") == 0

    async def test_a_refusal_of_an_address_closes_no_channel(self, post: Post) -> None:
        post.mail.answers(FULL)
        for n in range(20):
            await post.has_late(["QW-01"], f"kepala-{n}@kukar.example")
        await post.passes()
        assert post.mail.tried == 20
        assert post.measured("aksi_channel_closed", channel="mail") == 0

    async def test_who_asks_to_wait_is_not_tried_before(self, post: Post) -> None:
        wait = timedelta(minutes=20)
        post.mail.answers(NotHandedOver("429", final=False, trouble=Trouble.SERVER, wait=wait))
        await post.has_late(["QW-01"])
        await post.passes()
        post.mail.answers(None)
        await post.passes(timedelta(minutes=19))
        assert (post.mail.tried, (await post.one()).state) == (1, State.PENDING)
        await post.passes(timedelta(minutes=2))
        assert (post.mail.tried, (await post.one()).state) == (2, State.SENT)

    async def test_a_rate_is_kept(self, new_post: NewPost) -> None:
        post = await new_post(per_minute=2)
        for n in range(5):
            await post.has_late(["QW-01"], f"kepala-{n}@kukar.example")
        for minute in range(4):
            await post.passes(timedelta(seconds=30))
            assert len(post.mail.taken) == minute + 1

    async def test_one_too_many_for_an_hour_waits_for_the_digest(self, post: Post) -> None:
        for n in range(MOST + 2):
            await post.has_late([f"QW-{n:02}"])
            await post.passes(timedelta(minutes=1))
        assert post.items == [[f"QW-{n:02}"] for n in range(MOST)]
        held = await post.one(f"QW-{MOST:02}")
        assert (held.held, held.next_at, held.state) == (True, MORNING, State.PENDING)
        assert post.measured("aksi_deliveries_held_total", channel="mail") == 2
        await post.passes(MORNING - post.clock.now())
        assert post.items[MOST:] == [[f"QW-{n:02}" for n in range(MOST, MOST + 2)]]
        assert post.mails[-1]["Subject"].startswith("Ringkasan harian")

    async def test_after_an_hour_messages_leave_at_once_again(self, post: Post) -> None:
        for n in range(MOST):
            await post.has_late([f"QW-{n:02}"])
            await post.passes(timedelta(minutes=1))
        await post.passes(timedelta(minutes=58))
        await post.has_late(["QW-50"])
        await post.passes()
        assert post.items[-1] == ["QW-50"]

    async def test_the_digest_is_not_limited(self, post: Post) -> None:
        for n in range(MOST):
            await post.has_late([f"QW-{n:02}"])
            await post.passes(timedelta(minutes=1))
        await post.has_late(["RA-01"], digest=True)
        await post.passes()
        assert post.items[-1] == ["RA-01"]

    async def test_a_notice_whose_episode_has_closed_is_withdrawn(self, post: Post) -> None:
        await post.has_late(["QW-01", "QW-02"], send_at=START + A_WHILE)
        await post.has_late(["RA-01"], digest=True, send_at=START + A_WHILE)
        for item in ("QW-01", "RA-01"):
            post.episodes.close(f"late:{item}:1")
        await post.passes(A_WHILE)
        assert post.items == [["QW-02"]]
        states = await post.states()
        assert (states["QW-01"], states["RA-01"]) == (State.WITHDRAWN, State.WITHDRAWN)

    async def test_an_end_is_told_of_a_closed_episode_and_answers_its_first_mail(
        self, post: Post
    ) -> None:
        await post.has_late(["QW-01", "QW-02"])
        await post.passes()
        post.episodes.close("late:QW-01:1", to_status="done")
        now = post.clock.now()
        await post.gets(a_notice("QW-01", step="closed", message="done", now=now))
        await post.passes()
        first, last = post.mails
        assert last["In-Reply-To"] == last["References"] == first["Message-ID"]
        assert last["Subject"].startswith("[SELESAI]")
        assert first["In-Reply-To"] is None

    async def test_a_later_step_is_a_reminder_in_the_same_thread(self, post: Post) -> None:
        await post.has_late(["QW-01"])
        await post.passes()
        await post.has_late(["QW-01"], step="2")
        await post.passes()
        first, second = post.mails
        assert second["References"] == first["Message-ID"] != second["Message-ID"]
        assert "Pengingat: " in second["Subject"]

    async def test_a_thread_is_of_one_address(self, post: Post) -> None:
        """Who is told by a later step is not reminded, whoever was told before."""
        await post.has_late(["QW-01"])
        await post.passes()
        await post.has_late(["QW-01"], TEAM, step="2", office="delivery_team")
        await post.passes()
        assert [mail["In-Reply-To"] for mail in post.mails] == [None, None]
        assert "Pengingat" not in post.mails[1]["Subject"]

    async def test_many_together_are_in_no_thread(self, post: Post) -> None:
        await post.has_late(["QW-01", "QW-02"])
        await post.passes()
        await post.has_late(["QW-01", "QW-02"], step="2")
        await post.passes()
        assert [mail["In-Reply-To"] for mail in post.mails] == [None, None]

    async def test_an_episode_that_closes_while_its_mail_is_under_way_is_looked_at_again(
        self, post: Post
    ) -> None:
        async def closes() -> None:
            post.episodes.close("late:QW-01:1")
            await post.withdraws("late:QW-01:1")

        await post.has_late(["QW-01", "QW-02"])
        post.mail.meanwhile = closes
        await post.passes()
        assert post.items == [["QW-01", "QW-02"]]
        assert post.episodes.woken == ["late:QW-01:1"]
        assert set((await post.states()).values()) == {State.SENT}

    async def test_after_a_refusal_for_good_the_next_channel_of_the_address_is_used(
        self, new_post: NewPost
    ) -> None:
        post = await new_post(channels={HEAD: ("mail", "telegram")})
        post.mail.answers(REFUSED)
        await post.has_late(["QW-01", "QW-02"])
        await post.passes()
        ((address, written),) = post.channels["telegram"].taken
        assert address == HEAD
        assert len(written.data["notices"]) == 2  # type: ignore[arg-type]
        refused, sent = await post.one(channel="mail"), await post.one(channel="telegram")
        assert (refused.state, sent.state) == (State.FAILED, State.SENT)
        assert refused.next_channel == "telegram"
        assert await post.store.deliveries.failed() == [], "the address was told"
        assert sent.key == f"late:QW-01:1:1:telegram:{HEAD}"
        assert post.episodes.woken == []
        assert await post.store.mailboxes.marked() == {}

    async def test_after_the_last_channel_the_address_is_marked_and_the_core_looks_again(
        self, new_post: NewPost
    ) -> None:
        post = await new_post(channels={HEAD: ("mail", "telegram")})
        for channel in post.channels.values():
            channel.answers(REFUSED)
        await post.has_late(["QW-01"])
        await post.has_late(["QW-01"], TEAM, office="delivery_team")
        post.mail.answer = lambda address: REFUSED if address == HEAD else None
        await post.passes()
        (marked,) = (await post.store.mailboxes.marked([HEAD, TEAM])).values()
        assert (marked.name, marked.why, marked.refused_at) == (HEAD, str(REFUSED), START)
        assert post.episodes.woken == ["late:QW-01:1"]
        assert await post.store.mailboxes.count_marked() == 1

    async def test_a_message_that_passes_ends_the_mark(self, post: Post) -> None:
        post.mail.answers(REFUSED)
        await post.has_late(["QW-01"])
        await post.passes()
        assert HEAD in await post.store.mailboxes.marked()
        post.mail.answers(None)
        await post.has_late(["QW-02"])
        await post.passes()
        assert await post.store.mailboxes.marked() == {}

    async def test_what_is_not_taken_for_too_long_is_given_up_and_marks_nobody(
        self, post: Post
    ) -> None:
        post.mail.answers(FULL)
        await post.has_late(["QW-01"])
        for _ in range(121):
            await post.passes(timedelta(hours=1))
        assert (await post.one()).state is State.FAILED
        assert await post.store.mailboxes.marked() == {}
        assert post.episodes.woken == ["late:QW-01:1"], "the next one up is to be told"

    async def test_how_long_counts_from_when_it_was_to_leave(self, post: Post) -> None:
        later = START + timedelta(hours=119)
        await post.has_late(["QW-01"], send_at=later)
        post.mail.answers(FULL)
        await post.passes(timedelta(hours=121))
        assert (await post.one()).state is State.PENDING

    async def test_a_notice_that_cannot_be_written_stops_no_other(self, post: Post) -> None:
        await post.has_late(["QW-01", "QW-02", "QW-03"])
        post.episodes.by_id["late:QW-02:1"] = replace(
            post.episodes.by_id["late:QW-02:1"],
            facts=replace(post.episodes.by_id["late:QW-02:1"].facts, time_zone="Mars/Olympus"),
        )
        await post.passes()
        assert post.items == [["QW-01", "QW-03"]]
        assert (await post.one("QW-02")).state is State.PENDING
        await post.passes(timedelta(minutes=1))
        assert "Mars/Olympus" in str((await post.one("QW-02")).last_error)

    async def test_an_address_that_is_none_is_refused_for_good(self, post: Post) -> None:
        await post.has_late(["QW-01"], 'a"b,c@kukar.example')
        await post.has_late(["QW-01"])
        await post.passes()
        assert len(post.mail.taken) == 1
        assert len(await post.store.mailboxes.marked()) == 1

    async def test_of_two_that_hold_a_message_the_one_that_got_through_is_believed(
        self, new_post: NewPost
    ) -> None:
        post = await new_post()
        await post.has_late(["QW-01", "QW-02"])
        trouble: list[Exception] = [BROKE_OFF]

        async def another_takes_over() -> None:
            await post.store.lapse()
            await post.passes()
            post.mail.answer = lambda address: trouble.pop() if trouble else None

        post.mail.meanwhile = another_takes_over
        await post.passes()
        await post.passes(timedelta(hours=1))
        assert post.items == [["QW-01", "QW-02"]]
        assert len(await post.store.all_sent()) == 2
        assert set((await post.states()).values()) == {State.SENT}

    async def test_of_two_that_got_a_message_through_each_notice_is_a_fact_once(
        self, post: Post
    ) -> None:
        async def another_takes_over() -> None:
            await post.store.lapse()
            await post.passes()

        await post.has_late(["QW-01", "QW-02"])
        post.mail.meanwhile = another_takes_over
        await post.passes()
        assert len({written.key for _, written in post.mail.taken}) == 1
        assert len(await post.store.all_sent()) == 2

    async def test_workers_at_once_write_to_each_address_once(self, post: Post) -> None:
        for n in range(12):
            await post.has_late(["QW-01", "QW-02"], f"kepala-{n}@kukar.example")
        await asyncio.gather(*(post.passes() for _ in range(4)))
        assert post.items == [["QW-01", "QW-02"]] * 12

    async def test_who_asks_at_once_gets_an_address_each_though_of_one_nothing_is_left(
        self, post: Post
    ) -> None:
        claim, others = post.store.mailboxes.claim, [f"kepala-{n}@kukar.example" for n in range(3)]

        async def one_ends_meanwhile(
            channel: str, names: Collection[str], lease: timedelta
        ) -> Sequence[Mailbox]:
            claimed = await claim(channel, names, lease)
            await post.withdraws("late:QW-00:1")
            return claimed

        post.store.mailboxes.claim = one_ends_meanwhile  # type: ignore[method-assign]
        for n, email in enumerate((HEAD, *others)):
            await post.has_late([f"QW-{n:02}"], email)
        took = await asyncio.gather(*(post.delivers_one() for _ in others))
        assert took == [True] * len(others)
        assert sorted(address for address, _ in post.mail.taken) == others

    async def test_who_has_very_many_notices_divides_no_message_of_another(
        self, post: Post, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(repository, "MOST_TOGETHER", 5)
        await post.has_late([f"QW-{n:02}" for n in range(12)], TEAM)
        await post.has_late(["QW-98", "QW-99"], HEAD)
        await asyncio.gather(post.delivers_one(), post.delivers_one())
        taken = {address: items_of(written) for address, written in post.mail.taken}
        assert (len(taken[TEAM]), taken[HEAD]) == (5, ["QW-98", "QW-99"])

    async def test_what_cannot_be_taken_looked_up_or_recorded_holds_up_no_other(
        self, post: Post, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """An error that is one notice's own, as of one that no code can read."""
        emails = [f"kepala-{n}@kukar.example" for n in range(3)]
        steps = (
            (taking, "sorted_out", lambda args: [one.recipient for one in args[0]]),
            (recording, "alert_sent", lambda args: [args[0].recipient]),
            (writing, "_to", lambda args: [args[0].mailbox.name]),
        )
        for round_, (module, name, addresses_of) in enumerate(steps):
            works = getattr(module, name)

            def fails(*args: Any, works: Any = works, of: Any = addresses_of, **more: Any) -> Any:
                if emails[1] in of(args):
                    raise TypeError("spoiled")
                return works(*args, **more)

            monkeypatch.setattr(module, name, fails)
            for n, email in enumerate(emails):
                await post.has_late([f"QW-{round_}{n}"], email)
            post.mail.taken.clear()
            await asyncio.gather(*(post.delivers_one() for _ in emails), return_exceptions=True)
            monkeypatch.setattr(module, name, works)
            states = await post.states()
            whole = [states[f"QW-{round_}{n}"] for n in (0, 2)]
            assert whole == [State.SENT] * 2, name
            assert states[f"QW-{round_}1"] is State.PENDING, name
            await post.store.lapse()
            await post.passes(A_WHILE * 6)

    async def test_what_was_taken_is_handed_over_though_another_claim_fails(
        self, post: Post
    ) -> None:
        claim, claims = post.store.mailboxes.claim, list[int]()

        async def second_fails(
            channel: str, names: Collection[str], lease: timedelta
        ) -> Sequence[Mailbox]:
            claims.append(len(names))
            if len(claims) == 2:
                raise AutoReconnect("connection closed")
            claimed = await claim(channel, names, lease)
            return [one for one in claimed if one.name != TEAM]  # another process has it

        post.store.mailboxes.claim = second_fails  # type: ignore[method-assign]
        for n, email in enumerate((HEAD, TEAM, "kepala-9@kukar.example")):
            await post.has_late(["QW-01"], email, send_at=START - A_WHILE / (n + 1))
        first, second = await asyncio.gather(post.delivers_one(), post.delivers_one())
        assert (first, second) == (True, False)
        assert [address for address, _ in post.mail.taken] == [HEAD]

    async def test_of_messages_that_are_recorded_together_each_has_its_own_outcome(
        self, post: Post
    ) -> None:
        """One of three was sent by another process meanwhile: it is a fact once, and so are they;
        an episode that has ended while one was under way is looked at again, no other.
        """
        emails = [f"kepala-{n}@kukar.example" for n in range(3)]
        for n, email in enumerate(emails):
            await post.has_late([f"QW-{n}"], email, send_at=START - A_WHILE / (n + 1))
        all_are_under_way, waits = asyncio.Event(), []

        async def another_takes_over(address: str) -> None:
            waits.append(address)
            if len(waits) == len(emails):
                await post.store.lapse()
                await Post(post.store, beside=post).delivers_one()
                post.episodes.close("late:QW-2:1")
                all_are_under_way.set()
            if len(waits) <= len(emails):
                await all_are_under_way.wait()

        post.mail.before = another_takes_over
        assert await asyncio.gather(*(post.delivers_one() for _ in emails)) == [True] * 3
        sent = await post.store.all_sent()
        assert sorted(one.recipient for one in sent) == emails
        assert set((await post.states()).values()) == {State.SENT}
        assert [address for address, _ in post.mail.taken].count(emails[0]) == 2
        assert post.episodes.woken == ["late:QW-2:1"]

    async def test_offices_and_subjects_that_the_event_does_not_know_are_in_no_event(
        self, post: Post
    ) -> None:
        await post.has_late(["QW-01"], "sekda@kukar.example", office="secretary")
        post.episodes.open("decision/k1", "decision_overdue", decision="Tambah tenaga.")
        await post.gets(a_notice("decision/k1", rule="decision_overdue"))
        await post.passes()
        assert len(post.mail.taken) == 2
        assert await post.store.all_sent() == []

    async def test_what_may_have_been_taken_before_a_refusal_is_not_lost(self, post: Post) -> None:
        """Of a message that is tried again, what has ended meanwhile is left out."""
        await post.has_late(["QW-01", "QW-02"])
        post.mail.answers(FULL)
        await post.passes()
        post.episodes.close("late:QW-01:1")
        post.mail.answers(None)
        await post.passes(A_WHILE)
        assert post.items == [["QW-02"]]

    async def test_a_delay_is_measured_without_what_a_notice_was_to_wait(self, post: Post) -> None:
        await post.has_late(["QW-01"], send_at=START + A_WHILE)
        await post.passes(A_WHILE + timedelta(seconds=7))
        assert post.measured("aksi_alert_delay_seconds_sum", rule="late") == 7

    async def test_an_address_of_which_nothing_is_left_keeps_nobody_busy(self, post: Post) -> None:
        """Another process was faster; a worker that began again at once would never rest."""
        due = post.store.deliveries.due

        async def nothing_for_the_head(
            unit: UnitOfWork, channel: str, names: Collection[str], now: datetime
        ) -> Mapping[str, Sequence[Delivery]]:
            await asyncio.sleep(0)  # lets the time below run out
            return await due(unit, channel, [one for one in names if one != HEAD], now)

        post.store.deliveries.due = nothing_for_the_head  # type: ignore[method-assign]
        await post.has_late(["QW-01"])
        await post.has_late(["QW-02"], TEAM)
        async with asyncio.timeout(60):
            await post.passes()
        assert post.items == [["QW-02"]]

    async def test_a_reason_of_ours_is_no_refusal(self, post: Post) -> None:
        post.mail.answers(NotHandedOver("535 wrong password (connection)", final=False))
        await post.has_late(["QW-01"])
        await post.passes()
        assert (await post.one()).state is State.PENDING
