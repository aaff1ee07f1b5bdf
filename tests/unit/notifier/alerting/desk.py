"""The alerting of a notifier over a store in memory: messages leave when they are due, unless an
address refuses them.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from chassis.clock import FixedClock
from contracts import CalendarPublished, PlanItemPublished, StatusChanged
from contracts.account import Account
from contracts.calendar import PeriodKind, PeriodRule
from contracts.words import HigherContact, Kind, Status
from notifier.alerting.answers import Answers
from notifier.alerting.ledger import Entry
from notifier.alerting.policy import Policy, read_policy
from notifier.alerting.service import Alerts
from notifier.delivery.delivery import State
from notifier.directory.recipients import mailbox
from tests.unit.notifier.given import DOMAIN, OFFICES, agency
from tests.unit.notifier.memory_store import MemoryStore

KUKAR = Path(__file__).parents[4] / "deploy" / "policies" / "kukar.yml"
MONDAY = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
"""Nine in the morning in Kukar."""
OFFICER, VERIFIER, HEAD = "pptk@kominfo.example", "kabid@kominfo.example", "kepala@kominfo.example"
TEAM, SECRETARY = "tim@kukarkab.example", "sekda@kukarkab.example"
COUNCIL = "dewan@kukarkab.example"
ALL = (
    *OFFICES,
    agency("SETDA").model_copy(
        update={
            "higher_contacts": (
                HigherContact(role="secretary", name="Sekda", email=SECRETARY),
                HigherContact(role="council", name="Dewan", email=COUNCIL),
            )
        }
    ),
)
ADMIN = Account.model_validate({"sub": "admin", "role": "admin"})


def kukar(**changes: Any) -> Policy:
    """Kukar's own policy, with some fields changed; its offices are told from the first day on."""
    raw = read_policy(KUKAR.read_text()).model_dump(mode="json", by_alias=True)
    return Policy.model_validate({**raw, "quiet_start_working_days": 0, **changes})


def planned(item: str = "QW-01", version: int = 1, **changes: Any) -> PlanItemPublished:
    """An item of DISKOMINFO as planned: it runs from January and is due on 22 November 2026."""
    raw: dict[str, Any] = {
        "item_id": item,
        "version": version,
        "region": "kukar",
        "time_zone": "Asia/Makassar",
        "pillar": "governance",
        "kind": Kind.QUICK_WIN,
        "title": "Layanan kependudukan daring",
        "agency": "DISKOMINFO",
        "start": date(2026, 1, 1),
        "due": date(2026, 11, 22),
        "budget": 1_000_000_000,
    }
    return PlanItemPublished.model_validate({**raw, **changes})


def status(to: str, seq: int, at: datetime, item: str = "QW-01", **more: Any) -> StatusChanged:
    """A status change of the item of `planned`."""
    plan = planned(item)
    raw: dict[str, Any] = {
        **plan.model_dump(include={"item_id", "region", "time_zone", "pillar", "kind"}),
        **plan.model_dump(include={"title", "agency", "due"}),
        "seq": seq,
        "from_status": None if seq == 1 else Status.ON_TRACK,
        "to_status": Status(to),
        "rule": "test/1",
        "at": at,
        "since": at,
        "planned_percent": 100.0,
        "actual_percent": 100.0 if to == "done" else 70.0,
        "deviation": 0.0 if to == "done" else -30.0,
        "done_at": at.date() if to == "done" else None,
    }
    return StatusChanged.model_validate({**raw, **more})


def calendar(version: int = 1, **changes: Any) -> CalendarPublished:
    """Reports on a month are in time for 5 working days, and count for 10."""
    rule = PeriodRule(kind=PeriodKind.MONTH, on_time_days=5, window_days=10)
    raw: dict[str, Any] = {
        "region": "kukar",
        "version": version,
        "time_zone": "Asia/Makassar",
        "begins": date(2026, 1, 1),
        "periods": (rule,),
    }
    return CalendarPublished.model_validate({**raw, **changes})


@dataclass
class Desk:
    """`left` are the messages: when, to whom, and the notices in them as rule:item:step:message."""

    policy: Policy = field(default_factory=kukar)
    start: datetime = MONDAY
    refuses: Callable[[str], bool] = lambda box: False

    def __post_init__(self) -> None:
        self.store = MemoryStore()
        self.clock = FixedClock(self.start)
        self.left: list[tuple[datetime, str, tuple[str, ...]]] = []
        self.took: list[tuple[str, float]] = []
        self.alerts = Alerts(
            database=self.store.database,
            alerts=self.store.alerts,
            deliveries=self.store.deliveries,
            directory=self.store.directory,
            ledger=self.store.ledger,
            policy=lambda: self.policy,
            clock=self.clock,
            domain=DOMAIN,
            took=self.took.append,
        )
        self.answers = Answers(
            database=self.store.database,
            alerts=self.store.alerts,
            following=self.alerts,
            policy=lambda: self.policy,
            clock=self.clock,
        )

    async def opens(self) -> "Desk":
        """The offices and the calendar are known."""
        await self.alerts.take_over_agencies(ALL)
        await self.alerts.take_over_calendars([calendar()])
        return self

    @property
    def now(self) -> datetime:
        """The instant."""
        return self.clock.now()

    async def hears(self, *events: Any) -> None:
        """One after another."""
        for event in events:
            await self.alerts.follow([event])

    async def is_told(self, to: str, seq: int, item: str = "QW-01", **more: Any) -> None:
        """A status change now."""
        await self.hears(status(to, seq, self.now, item, **more))

    async def runs(self, by: timedelta = timedelta(), *, until: datetime | None = None) -> None:
        """Time goes by: everything happens at its own instant, to the second."""
        end = until or self.now + by
        while True:
            times = [await self.store.alerts.next_wake(), self._next_message()]
            ahead = [one for one in times if one is not None and one <= end]
            if not ahead:
                break
            self.clock.instant = max(self.clock.instant, min(ahead))
            while await self.alerts.escalate(self.now, 500):
                pass
            await self._post()
        self.clock.instant = end

    def _next_message(self) -> datetime | None:
        rows = self.store.entries.deliveries.values()
        return min((one.next_at for one in rows if one.state is State.PENDING), default=None)

    async def _post(self) -> None:
        by_box: dict[tuple[str, bool], list[str]] = defaultdict(list)
        woken: list[str] = []
        rows = list(self.store.entries.deliveries.items())
        for key, one in rows:
            if one.state is not State.PENDING or one.next_at > self.now:
                continue
            if self.refuses(mailbox(one.recipient)):
                self.store.entries.deliveries[key] = replace(one, state=State.FAILED)
                woken.append(one.alert)
                continue
            sent = replace(one, state=State.SENT, sent_at=self.now)
            self.store.entries.deliveries[key] = sent
            said = f"{one.rule}:{one.item_id}:{one.step}:{one.message}"
            by_box[mailbox(one.recipient), one.digest].append(said)

        async def work(unit: Any) -> None:
            self.store.alerts.wake(unit, woken, self.now)

        if woken:
            await self.store.database.transaction(work)
        for (box, _), notices in by_box.items():
            self.left.append((self.now, box, tuple(sorted(notices))))

    @property
    def told(self) -> list[tuple[str, str]]:
        """To whom what was said, in its order."""
        return [(box, said) for _, box, many in self.left for said in many]

    def boxes(self, said: str) -> list[str]:
        """Who was told exactly this."""
        return sorted(box for box, one in self.told if one == said)

    @property
    def entries(self) -> Sequence[Entry]:
        """The ledger."""
        return list(self.store.entries.ledger.values())
