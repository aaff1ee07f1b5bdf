"""A tracker whose items live through half a year, in a database of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from chassis.clock import FixedClock
from chassis.mongo.database import Database
from chassis.mongo.unit_of_work import UnitOfWork
from chassis.outbox.outbox import Outbox
from contracts import CalendarPublished, EvidenceAdded, PlanItemPublished
from contracts.account import Account, Role
from contracts.calendar import PeriodKind, PeriodRule, ReviewStep
from contracts.words import Kind, Pillar
from tests.flow.tracker.keeping import tracking
from tests.unit.tracker.plans import a_plan, a_report
from tracker.bands.repository import BandRepository
from tracker.bands.scheme import read_schemes
from tracker.evidence.proof import is_unproven, read_proof_rules
from tracker.evidence.repository import EvidenceRepository
from tracker.funding.figure import SubActivity
from tracker.funding.linked import Link
from tracker.funding.reckoning import Reckoning
from tracker.funding.repository import FundingRepository
from tracker.items.item import Change
from tracker.items.query import ItemQuery
from tracker.items.repository import ItemRepository, Proof
from tracker.items.service import Items
from tracker.items.source import ItemSource
from tracker.items.view import item_view
from tracker.periods.repository import PeriodRepository
from tracker.plausibility.repository import MarkRepository
from tracker.reporting.report import own_key
from tracker.reporting.repository import ReportRepository
from tracker.review.counting import Counting
from tracker.review.repository import ReviewRepository
from tracker.review.service import Reviews, Wanted
from tracker.status.rule_set import read_rules
from tracker.summary.repository import SummaryRepository

BEGIN = datetime(2026, 1, 5, 1, tzinfo=UTC)
AGENCIES = ("DINKES", "DISHUB")
CODES = {"A-0": "3.27.02.2.01.0001", "A-1": "3.27.02.2.01.0002"}
RULES, PROOF_RULES = read_rules(), read_proof_rules()
BY = ("pillar", "agency", "kind")
NOT_OF_THE_PAST = ("seq", "since")


def who(role: Role, agency: str) -> Account:
    return Account(username=f"{role}-{agency}", role=role, region="kukar", agency=agency)


@dataclass
class Shown:
    """What a tracker shows at an instant: sums, bands and figures of items."""

    at: datetime
    sums: Mapping[tuple[str, ...], Any]
    bands: Mapping[tuple[str, ...], Any]
    items: Sequence[Mapping[str, Any]]


@dataclass
class Life:
    database: Database
    clock: FixedClock
    items: Items
    reviews: Reviews
    reckoning: Reckoning
    item_rows: ItemRepository
    funding: FundingRepository
    evidence: EvidenceRepository
    plans: dict[str, list[tuple[PlanItemPublished, datetime]]] = field(default_factory=dict)
    sent: list[tuple[str, str, str]] = field(default_factory=list)
    """Item, key and agency of each report."""
    files: list[str] = field(default_factory=list)

    @classmethod
    async def over(cls, database: Database) -> "Life":
        clock, outbox = FixedClock(BEGIN), Outbox(database)
        periods, review_rows = PeriodRepository(database), ReviewRepository(database)
        items = tracking(database, clock, outbox, periods.counts_from)
        item_rows, funding = ItemRepository(database), FundingRepository(database)
        reviews = Reviews(
            database=database,
            reviews=review_rows,
            periods=periods,
            items=items,
            outbox=outbox,
            clock=clock,
        )
        reckoning = Reckoning(
            database=database,
            rows=funding,
            items=items,
            item_rows=item_rows,
            clock=clock,
            look_again=MarkRepository(database).look_again,
        )
        evidence = EvidenceRepository(database)
        for rows in (outbox, ReportRepository(database), item_rows, funding, periods, evidence):
            await rows.prepare()
        await review_rows.prepare()
        life = cls(database, clock, items, reviews, reckoning, item_rows, funding, evidence)

        async def link(unit: UnitOfWork) -> None:
            links = [
                Link(SubActivity("DINKES", code), item_id, "uji", BEGIN)
                for item_id, code in CODES.items()
            ]
            life.funding.link(unit, links, region="kukar")

        await database.transaction(link)
        return life

    async def lives(self, chance: Random) -> None:
        """Time goes on, and something is said."""
        self.clock.advance(
            timedelta(hours=chance.randint(1, 160), milliseconds=chance.randint(0, 999))
        )
        deeds = [self._reports] * 5 + [self._acts] * 4 + [self._proves] * 2
        deeds += [self._replans] * 2 + [self._pays, self._withdraws]
        await chance.choice(deeds if self.plans else [self._replans])(chance)
        while await self.items.tick(self.clock.now(), 100):
            pass

    async def counts_from(self, step: ReviewStep) -> None:
        """The region's calendar says from which step reports count."""
        calendar = CalendarPublished(
            region="kukar",
            version=1,
            time_zone="Asia/Makassar",
            begins=date(2026, 1, 1),
            periods=(PeriodRule(kind=PeriodKind.MONTH, on_time_days=5),),
            counts_from=step,
        )
        periods = PeriodRepository(self.database)
        await periods.save_calendar(calendar, None)
        counting = Counting(
            database=self.database,
            items=self.items,
            item_rows=self.item_rows,
            reviews=ReviewRepository(self.database),
            periods=periods,
            clock=self.clock,
        )
        await counting.apply()

    async def shows(self, source: ItemSource | None = None, at: datetime | None = None) -> Shown:
        """What it shows of now, or of the items as they stood."""
        now = at or self.clock.now()
        summaries = SummaryRepository(self.database, PROOF_RULES)
        bands = BandRepository(self.database, read_schemes())
        return Shown(
            now,
            await summaries.counted(ItemQuery(), BY, now, source),
            await bands.counted(ItemQuery(), BY, now, source),
            [] if source else [shown(one, now) async for one in self.item_rows.every(ItemQuery())],
        )

    async def _replans(self, chance: Random) -> None:
        number = chance.randint(0, min(len(self.plans), 5))
        item_id = f"A-{number}"
        before = self.plans.get(item_id, [])
        was = before[-1][0] if before else None
        start = date(2026, 1, 1) + timedelta(days=chance.randint(-20, 60))
        plan = a_plan(
            item_id=item_id,
            version=was.version + chance.randint(1, 2) if was else 1,
            agency=chance.choice(AGENCIES)
            if was is None or not chance.randint(0, 3)
            else was.agency,
            kind=chance.choice(list(Kind)),
            pillar=chance.choice(list(Pillar)[:2]),
            weight=chance.choice([0.5, 1, 3]),
            budget=chance.randint(0, 9) * 1_000_000,
            start=start if was is None or chance.randint(0, 1) else was.start,
            due=start + timedelta(days=chance.randint(30, 200)),
            cancelled=not chance.randint(0, 9),
        )
        self.plans.setdefault(item_id, []).append((plan, self.clock.now()))
        await self.items.replan([plan])
        await self.reckoning.apply()

    async def _reports(self, chance: Random) -> None:
        item_id = chance.choice(sorted(self.plans))
        agency = self.plans[item_id][-1][0].agency
        today = (self.clock.now() + timedelta(hours=8)).date()
        own = [key for item, key, by in self.sent if (item, by) == (item_id, agency)]
        report = a_report(
            report_id=f"r-{len(self.sent)}",
            item_id=item_id,
            agency=agency,
            as_of=today - timedelta(days=chance.choice([0, 0, 1, 7, 40, 80])),
            submitted_at=self.clock.now(),
            physical_percent=float(chance.choice([0, 20, 45, 70, 95, 100, 100])),
            budget_realised=chance.choice([None, 1_000, 500_000]),
            corrects=chance.choice(["", "", *own[-2:]]),
        )
        (outcome,) = await self.items.record([report])
        if not outcome.faults:
            self.sent.append((item_id, outcome.key, agency))

    async def _acts(self, chance: Random) -> None:
        if not self.sent:
            return
        _, key, agency = chance.choice(self.sent[-8:])
        for role in chance.sample([Role.VERIFIER, Role.HEAD], 2):
            account = who(role, agency)
            found = await self.reviews.shown(account, key)
            may = [one for one in found.choices if one.refusal is None] if found else []
            if may:
                one = chance.choice(may)
                words = "lengkapi" if one.action == "returned" else ""
                await self.reviews.act(
                    account, [Wanted(key, one.action, one.step, one.number, words)]
                )
                return

    async def reports_a_quick_win(self) -> str:
        """A quick win of which half is reported, by its code."""
        plan = a_plan(item_id="A-9", agency=AGENCIES[0])
        self.plans[plan.item_id] = [(plan, self.clock.now())]
        await self.items.replan([plan])
        self.clock.advance(timedelta(hours=2))
        report = a_report(
            item_id=plan.item_id,
            agency=plan.agency,
            as_of=self.clock.now().date(),
            submitted_at=self.clock.now(),
            physical_percent=50.0,
        )
        (outcome,) = await self.items.record([report])
        assert not outcome.faults
        self.sent.append((plan.item_id, outcome.key, plan.agency))
        return plan.item_id

    async def proves(self, item_id: str) -> None:
        """Evidence comes for an item's last report."""
        (_, key, agency) = next(one for one in reversed(self.sent) if one[0] == item_id)
        await self._prove(item_id, key, agency)

    async def _proves(self, chance: Random) -> None:
        if self.sent:
            await self._prove(*chance.choice(self.sent[-6:]))

    async def _prove(self, item_id: str, key: str, agency: str) -> None:
        number = await self.database["evidence"].count_documents({})
        piece = EvidenceAdded(
            item_id=item_id,
            region="kukar",
            agency=agency,
            report_id=key,
            sha256=f"{number:064x}",
            name="foto.jpg",
            media_type="image/jpeg",
            size=10,
            added_at=self.clock.now(),
            added_by="uji",
        )

        async def add(unit: UnitOfWork) -> None:
            self.evidence.add(unit, [piece])
            self.item_rows.add_proof(
                unit, [Proof(item_id, (key, own_key(agency, key)), piece.added_at)]
            )

        await self.database.transaction(add)

    async def _pays(self, chance: Random) -> None:
        item_id, code = chance.choice(sorted(CODES.items()))
        now = self.clock.now()
        file = f"lra-{now.isoformat()}"
        last = max(1, now.month - chance.randint(0, 2))
        row = {
            "_id": f"DINKES/2026/{code}/spent/1-{last}/{file}",
            **{"agency": "DINKES", "region": "kukar", "year": 2026, "code": code},
            **{"money": "spent", "first": 1, "last": last, "rupiah": chance.randint(1, 9) * 111},
            **{"name": "Taman", "file": file, "file_name": "lra.xlsx", "said_at": now, "by": "uji"},
        }
        self.files.append(file)

        async def pay(unit: UnitOfWork) -> list[Change]:
            await self.database["funding_figures"].insert_one(row, session=unit.driver_session)
            return await self.reckoning.reckon(unit, [item_id], now)

        self.items.refolded(await self.database.transaction(pay), now)

    async def _withdraws(self, chance: Random) -> None:
        if not self.files:
            return
        file, now = self.files.pop(chance.randrange(len(self.files))), self.clock.now()

        async def withdraw(unit: UnitOfWork) -> list[Change]:
            self.funding.withdraw(unit, "DINKES", file, "uji", now)
            return await self.reckoning.reckon(unit, sorted(CODES), now, without=file)

        self.items.refolded(await self.database.transaction(withdraw), now)


def shown(item: Any, now: datetime) -> Mapping[str, Any]:
    """What a list shows of an item, but for what is not told of the past."""
    row = item_view(item, now, RULES)
    of_past = {name: value for name, value in row.items() if name not in NOT_OF_THE_PAST}
    limits = item.rule.partition("/critical")  # which of them, as it was judged last
    return {**of_past, "rule": limits[:2], "unproven": is_unproven(item, PROOF_RULES)}
