"""Whatever arrives again, late or after a crash: everyone who has to know is told, and once."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from contracts import AgencyPublished, ProgressRecorded, StatusChanged
from notifier.alerting.alert import Alert
from notifier.alerting.days import Days
from notifier.alerting.ladder import ahead
from notifier.alerting.telling import recipients
from notifier.channels.channel import NotHandedOver, Written
from notifier.delivery import taking
from notifier.delivery.delivery import State
from notifier.directory.recipients import Offices
from tests.unit.notifier.given import GRACE, agency, change, policy, report
from tests.unit.notifier.mail_readers import received
from tests.unit.notifier.memory_store import MemoryStore
from tests.unit.notifier.world import Crash, World

ITEMS = ("QW-01", "QW-02")
OFFICE, TEAM = "DISKOMINFO", "TIM-PELAKSANA"
A_DAY = timedelta(days=1)

troubles = st.sampled_from(
    [
        "none",
        "none",
        "no sender runs",
        "the server is down",
        "no sender runs",
        "a crash between the server's yes and the mark",
        "a sender stalls and fails",
        "a sender stalls and gets through",
    ]
)
items = st.sampled_from(ITEMS)
statuses = st.sampled_from(["late", "critical", "done", "on_track", "cancelled"])
roles = st.lists(
    st.sampled_from(["officer", "verifier", "head", "delivery_team"]), unique=True, min_size=1
)
pauses = st.sampled_from([timedelta(seconds=s) for s in (1, 5, 5, 120, 900, 86_400)])


def a_ladder() -> Any:
    """The rules of the tests, with a second step for what is late the next working day."""
    ladders = policy().model_dump(mode="json")["ladders"]
    ladders["late"].append({"step": "2", "after": 1, "offices": ["verifier"]})
    return policy(ladders=ladders)


class ServiceAfterEverything(RuleBasedStateMachine):
    """A notifier over a book in memory, and the topics that it reads."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.store = MemoryStore()
        self.world = World(self.store, a_ladder())
        self.changes: dict[str, list[StatusChanged]] = defaultdict(list)
        self.read: Counter[str] = Counter()
        self.reports: list[ProgressRecorded] = []
        self.agencies: list[AgencyPublished] = []
        self.crashes: Counter[str] = Counter()
        self.over: dict[str, Alert] = {}

    def teardown(self) -> None:
        for item, log in self.changes.items():
            self.follow(item, self.read[item], len(log))
        self.whoever_has_to_know_is_told_in_the_end()
        self.all_topics_read_again_change_no_byte()
        self.loop.close()

    @rule(item=items, some=st.lists(statuses, min_size=1, max_size=4), arrive=st.booleans())
    def statuses_change(self, item: str, some: list[str], arrive: bool) -> None:
        log = self.changes[item]
        for status in some:
            if not log or log[-1].to_status != status:
                now = self.world.clock.now()
                log.append(change(status, len(log) + 1, item, at=now, since=now))
                self.world.clock.advance(timedelta(milliseconds=1))
        if arrive:
            self.follow(item, self.read[item], len(log))

    @precondition(lambda self: any(self.changes.values()))
    @rule(item=items, back=st.integers(0, 6), further=st.integers(0, 3))
    def changes_arrive_some_of_them_again(self, item: str, back: int, further: int) -> None:
        end = min(len(self.changes[item]), self.read[item] + further)
        self.follow(item, max(0, self.read[item] - back), end)

    @rule(item=items, percent=st.sampled_from([10.0, 55.5, 99.0]))
    def a_report_is_heard(self, item: str, percent: float) -> None:
        self.reports.append(report(percent, self.world.clock.now(), item))
        self.run(self.world.alerts.follow(self.reports[-1:]))

    @initialize(
        holders=roles, one_mailbox=st.booleans(), status=st.sampled_from(["late", "critical"])
    )
    def something_is_wrong(self, holders: list[str], one_mailbox: bool, status: str) -> None:
        self.contacts_are_learned(holders, one_mailbox)
        self.statuses_change(ITEMS[0], ["on_track", status], True)

    @rule(holders=roles, one_mailbox=st.booleans())
    def contacts_are_learned(self, holders: list[str], one_mailbox: bool) -> None:
        """A mailbox of each office's own, or one that holds them all and that others held."""
        version = len(self.agencies) + 1
        emails = {
            role: "satu@kukar.example" if one_mailbox else f"{role}-{version}@kukar.example"
            for role in holders
        }
        crew = {role: email for role, email in emails.items() if role == "delivery_team"}
        others = {role: email for role, email in emails.items() if role not in crew}
        learned = [agency(OFFICE, version, **others), agency(TEAM, version, **crew)]
        self.agencies += learned
        self.run(self.world.alerts.take_over_agencies(learned))

    @rule(by=pauses, trouble=troubles)
    def time_goes_by(self, by: timedelta, trouble: str) -> None:
        self.world.clock.advance(by)
        if by > taking.LEASE:
            self.run(self.store.lapse())
        server, hand_over = self.world.server, self.world.server.hand_over

        def crash(recipient: str) -> None:
            self.crashes[server.taken[-1][1]["Message-ID"]] += 1
            raise Crash

        async def stall(written: Written, address: str) -> None:
            """Past its lease, while another sends everything."""
            server.hand_over = hand_over  # type: ignore[method-assign]
            await self.store.lapse()
            await self.world.drains()
            if trouble == "a sender stalls and fails":
                raise NotHandedOver("connection reset", final=False)
            self.crashes[received(written.mail)["Message-ID"]] += 1
            await hand_over(written, address)

        if trouble == "the server is down":
            server.is_down()
        elif trouble == "a crash between the server's yes and the mark":
            server.after = crash
        elif trouble.startswith("a sender stalls"):
            server.hand_over = stall  # type: ignore[method-assign]
        with suppress(Crash):
            self.run(self.world.alerts.escalate(self.world.clock.now(), 500))
            self.world.clock.advance(GRACE)
            if trouble != "no sender runs":
                self.run(self.world.drains())
        server.is_up()
        server.after = lambda recipient: None
        server.hand_over = hand_over  # type: ignore[method-assign]

    @invariant()
    def all_topics_read_again_change_no_byte(self) -> None:
        before, told = self.run(self.store.every_byte()), list(self.world.told)
        everything = [c for item, log in self.changes.items() for c in log[: self.read[item]]]
        self.run(self.world.alerts.follow(everything))
        self.run(self.world.alerts.follow(self.reports))
        for one in self.agencies:
            self.run(self.world.alerts.take_over_agencies([one]))
        assert self.run(self.store.every_byte()) == before
        assert self.world.told == told

    def whoever_has_to_know_is_told_in_the_end(self) -> None:
        self.world.server.is_up()
        for _ in range(3):  # what a dead process had in hand, and what failed, comes back
            self.world.clock.advance(timedelta(hours=1))
            self.run(self.store.lapse())
            self.run(self.world.alerts.escalate(self.world.clock.now(), 500))
            self.world.clock.advance(GRACE)
            self.run(self.world.drains())
        for alert in self.store.entries.alerts.values():
            lines = [d for d in self.store.entries.deliveries.values() if d.alert == alert.id]
            assert State.PENDING not in {line.state for line in lines}
            if alert.open:
                assert not self.steps_not_taken(alert)
                assert not self.still_to_tell(alert)

    def steps_not_taken(self, alert: Alert) -> list[str]:
        """Steps that are due and were not taken."""
        steps = self.world.rules.steps(self.world.rules.by_name[alert.rule])
        due = ahead(self.world.rules, steps, alert, Days(alert.facts.time_zone))
        return [one.step.step for one in due if one.at <= self.world.clock.now()]

    def still_to_tell(self, alert: Alert) -> set[str]:
        """Mailboxes of offices of steps that were taken, and of who stands in for them, that have
        not been told of the episode.
        """
        known = Offices(list(self.store.entries.agencies.values()))
        steps = {
            one.step: one for one in self.world.rules.steps(self.world.rules.by_name[alert.rule])
        }
        told = {
            one.mailbox
            for one in self.store.entries.deliveries.values()
            if one.alert == alert.id and one.state is State.SENT
        }
        return {
            box
            for taken in alert.taken
            for box in recipients(steps[taken.step], alert, known, ()).holders
            if box not in told
        }

    @invariant()
    def what_is_open_is_what_the_last_status_asks_for(self) -> None:
        standing = {
            (alert.item_id, alert.rule)
            for alert in self.store.entries.alerts.values()
            if alert.open
        }
        last = {
            item: log[self.read[item] - 1].to_status
            for item, log in self.changes.items()
            if self.read[item]
        }
        asked = {
            (item, str(status)) for item, status in last.items() if status in {"late", "critical"}
        }
        assert standing == asked

    @invariant()
    def there_is_one_delivery_for_each_notification(self) -> None:
        notifications = Counter(
            (d.rule, d.item_id, d.episode, d.step, d.recipient)
            for d in self.store.entries.deliveries.values()
        )
        assert set(notifications.values()) <= {1}
        boxes = Counter(
            (d.alert, d.mailbox)
            for d in self.store.entries.deliveries.values()
            if not d.is_closing and d.state is not State.WITHDRAWN
        )
        assert set(boxes.values()) <= {1}, "nobody is told twice of one episode"

    @invariant()
    def a_mail_comes_twice_only_after_a_crash_and_then_as_the_same(self) -> None:
        taken = Counter(mail["Message-ID"] for _, mail in self.world.server.taken)
        for message, times in taken.items():
            assert times <= 1 + self.crashes[message]
        said = Counter(fact.delivery for fact in self.store.entries.sent)
        assert set(said.values()) <= {1}
        lines = {d.message_id: d for d in self.store.entries.deliveries.values()}
        for recipient, mail in self.world.server.taken:
            assert lines[mail["Message-ID"]].recipient == recipient

    @invariant()
    def what_is_heard_of_an_item_is_its_latest_report(self) -> None:
        for item, watch in self.store.entries.watches.items():
            theirs = [one for one in self.reports if one.item_id == item]
            heard = [
                x.report_id for x in sorted(theirs, key=lambda x: (x.submitted_at, x.report_id))
            ]
            latest = watch.reports.latest
            assert (latest.report_id if latest else None) == (heard[-1] if heard else None)

    @invariant()
    def an_alert_that_is_over_stays_as_it_ended(self) -> None:
        for alert in self.store.entries.alerts.values():
            if alert.settled:
                as_ended = replace(alert, active=False, noted=0)
                assert self.over.setdefault(alert.id, as_ended) == as_ended

    @invariant()
    def nothing_waits_for_an_alert_that_is_over(self) -> None:
        alerts = self.store.entries.alerts
        for line in self.store.entries.deliveries.values():
            if line.state is State.PENDING and not line.is_closing:
                assert alerts[line.alert].open

    def follow(self, item: str, start: int, end: int) -> None:
        self.run(self.world.alerts.follow(self.changes[item][start:end]))
        self.read[item] = max(self.read[item], end)

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.loop.run_until_complete(work)


ServiceAfterEverything.TestCase.settings = settings(max_examples=150, stateful_step_count=25)
TestServiceAfterEverything = ServiceAfterEverything.TestCase
