"""The notifier's real core over a store in memory, told a quarter."""

from collections import defaultdict
from collections.abc import Container, Iterable, Sequence
from datetime import datetime
from itertools import groupby
from random import Random

from contracts.agency_published import AgencyPublished
from contracts.calendar_published import CalendarPublished
from contracts.event import Event
from notifier.alerting.ledger import What
from notifier.alerting.policy import Policy as CorePolicy
from tests.simulation.answering import answer
from tests.simulation.pen import Quarter
from tests.simulation.words import Answer, Message, Nobody, Notice, Timed
from tests.unit.notifier.alerting.desk import Desk


class Core:
    """Runs a quarter. `twice`: some events come again, at once or much later. `together`: what
    comes at one instant is one batch.
    """

    def __init__(self, quarter: Quarter, *, twice: int | None = None, together: bool = False):
        self.quarter, self.together = quarter, together
        self.dice = None if twice is None else Random(twice)
        self.desk = Desk(
            policy=CorePolicy.model_validate(quarter.policy),
            start=quarter.facts[0].at,
            refuses=self._refuses,
        )
        self.heard: list[Event] = []

    def _refuses(self, box: str) -> bool:
        return any(one.hits(box, self.desk.now) for one in self.quarter.refusing)

    async def run(self) -> list[Message]:
        """All messages."""
        for at, many in groupby(self.quarter.facts, key=lambda timed: timed.at):
            await self.desk.runs(until=at)
            await self._hear(list(many))
        await self.desk.runs(until=self.quarter.until)
        return [
            Message(at, box, tuple(sorted(Notice(*one.split(":")) for one in said)))
            for at, box, said in self.desk.left
        ]

    @property
    def nobody(self) -> list[Nobody]:
        """What was written down of nobody told."""
        return [
            Nobody(one.at, one.rule, one.item_id, one.step or "", str(one.why))
            for one in self.desk.entries
            if one.what is What.TOLD_NOBODY
        ]

    async def _hear(self, many: Sequence[Timed]) -> None:
        for kind, alike in groupby([one.fact for one in many], key=type):
            facts = list(alike)
            for batch in [facts] if self.together else [[one] for one in facts]:
                if kind is Answer:
                    await self._answer([one for one in batch if isinstance(one, Answer)])
                else:
                    await self._follow(
                        self._again([one for one in batch if isinstance(one, Event)])
                    )

    def _again(self, events: list[Event]) -> list[Event]:
        if self.dice is None:
            return events
        self.heard += events
        before = [one for one in self.heard if type(one) is type(events[0])]
        again = [self.dice.choice(before) for _ in range(self.dice.randrange(3))]
        return [*events, *events[: self.dice.randrange(2)], *again]

    async def _follow(self, events: list[Event]) -> None:
        alerts = self.desk.alerts
        match events[0]:
            case AgencyPublished():
                await alerts.take_over_agencies(events)  # type: ignore[arg-type]
            case CalendarPublished():
                await alerts.take_over_calendars(events)  # type: ignore[arg-type]
            case _:
                await alerts.follow(events)  # type: ignore[arg-type]

    async def _answer(self, answers: Iterable[Answer]) -> None:
        for one in answers:
            alerts = [x for x in self.desk.store.entries.alerts.values() if x.open]
            await answer(self.desk.answers, alerts, one)


def first_difference(
    predicted: list[Message], seen: list[Message], may_be_split: Container[datetime] = ()
) -> str:
    """Where two lists of messages begin to differ, for who reads a failed test. At the instants of
    `may_be_split` several messages to an address are as good as one.
    """
    predicted, seen = (_joined(messages, may_be_split) for messages in (predicted, seen))
    missing = sorted(set(predicted) - set(seen))
    too_much = sorted(set(seen) - set(predicted))
    at = min((one.at for one in (*missing, *too_much)), default=None)
    if at is None:
        return "" if sorted(predicted) == sorted(seen) else "a message left twice"
    lines = [f"predicted only: {one}" for one in missing if one.at == at]
    lines += [f"seen only: {one}" for one in too_much if one.at == at]
    return "\n".join(lines)


def _joined(messages: list[Message], at: Container[datetime]) -> list[Message]:
    left = [one for one in messages if one.at not in at]
    joined: dict[tuple[datetime, str], list[Notice]] = defaultdict(list)
    for one in messages:
        if one.at in at:
            joined[one.at, one.address] += one.notices
    together = (Message(*to, tuple(sorted(notices))) for to, notices in joined.items())
    return [*left, *together]
