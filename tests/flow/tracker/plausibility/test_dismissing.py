"""Marks dismissed over a real database: who may, once, and with a deed."""

from dataclasses import dataclass
from typing import Any

import pytest

from chassis.audit.trail import Trail
from chassis.clock import FixedClock
from chassis.http.problem import Problem
from chassis.mongo.database import Database
from contracts.account import Account, Role
from tests.flow.tracker.plausibility.test_report_watch import Office, office, said
from tests.unit.tracker.plans import NOON
from tracker.funding.repository import FundingRepository
from tracker.items.query import ItemQuery
from tracker.periods.repository import PeriodRepository
from tracker.plausibility.mark import PlausibilityRule
from tracker.plausibility.rule_set import read_plausibility_rules
from tracker.plausibility.service import DismissalDone, DismissalWanted, ReportMarks

__all__ = ["office"]

KABID = Account(username="kabid", role=Role.VERIFIER, region="kukar", agency="DINKES")
ANOTHER = KABID.model_copy(update={"username": "kabid.dua"})
FOREIGN = Account(username="kabid.lain", role=Role.VERIFIER, region="kukar", agency="DISHUB")
WORDS = "Sudah dilihat di lapangan"
FALLING = PlausibilityRule.FALLING


@dataclass
class Desk:
    office: Office
    marks: ReportMarks
    trail: Trail
    told: list[bool]

    async def dismisses(
        self, account: Account, *wanted: tuple[str, str], words: str = WORDS
    ) -> list[DismissalDone]:
        asked = [DismissalWanted(key, rule, words) for key, rule in wanted]
        return await self.marks.dismiss(account, asked)

    async def deeds(self) -> list[dict[str, Any]]:
        await self.trail.link()
        rows = self.office.database["audit"].find({"what": "mark-dismissed"})
        return [row async for row in rows]


@pytest.fixture
async def desk(office: Office) -> Desk:
    """Two falling reports, of which a verifier sent one."""
    database: Database = office.database
    clock, told = FixedClock(NOON), list[bool]()
    trail = Trail(database, clock)
    await trail.entries.prepare()
    await office.records(
        *(said(item, 0, 20.0) for item in (1, 2)),
        said(1, 1, 12.0),
        said(2, 1, 12.0, submitted_by="kabid"),
    )
    await office.looks()
    marks = ReportMarks(
        database=database,
        marks=office.marks,
        money=FundingRepository(database),
        periods=PeriodRepository(database),
        rules=read_plausibility_rules(),
        trail=trail,
        clock=clock,
        changed=lambda: told.append(True),
    )
    return Desk(office, marks, trail, told)


async def test_a_dismissed_mark_is_said_and_counted_no_more(desk: Desk) -> None:
    everybody = ItemQuery()
    assert await desk.marks.to_look_at(everybody) == {(): 2}
    (done,) = await desk.dismisses(KABID, ("r-1-1", FALLING))
    assert (done.fault, done.dismissal) == (None, (KABID.username, NOON, WORDS))
    assert await desk.marks.to_look_at(everybody) == {(): 1}
    assert await desk.office.marks.open_by_rule() == {("kukar", "DINKES", FALLING): 1}
    marked = (await desk.marks.of_reports(KABID, ["r-1-1"]))["r-1-1"]
    ((mark, dismissal),) = marked.looked_at
    assert (mark.rule, dismissal.by, dismissal.words) == (FALLING, "kabid", WORDS)
    assert desk.told == [True]


async def test_again_changes_nothing_and_notes_nothing(desk: Desk) -> None:
    for words in (WORDS, "kata lain"):
        wanted = [("r-1-1", FALLING)] * 2
        done = await desk.dismisses(KABID, *wanted, words=words)
        assert [one.fault for one in done] == [None, None]
        assert {one.dismissal.words for one in done if one.dismissal} == {WORDS}
    (deed,) = await desk.deeds()
    assert (deed["by"], deed["about"]) == ("kabid", "r-1-1")
    assert deed["details"] == {"rule": "falling", "item": "A-1", "words": WORDS}
    assert desk.told == [True]


async def test_what_is_refused_does_not_hold_up_the_rest(desk: Desk) -> None:
    done = await desk.dismisses(
        KABID, ("r-2-1", FALLING), ("tiada", FALLING), ("r-1-1", "corridor"), ("r-1-1", FALLING)
    )
    codes = [one.fault.code if one.fault else None for one in done]
    assert codes == ["own-report", "no-such-mark", "no-such-mark", None]
    (again,) = await desk.dismisses(ANOTHER, ("r-1-1", FALLING))
    assert again.fault
    assert again.fault.code == "already-dismissed"
    assert again.dismissal
    assert again.dismissal.by == "kabid"
    assert len(await desk.deeds()) == 1


async def test_a_verifier_of_another_agency_does_not_learn_of_it(desk: Desk) -> None:
    (done,) = await desk.dismisses(FOREIGN, ("r-1-1", FALLING))
    assert done.fault
    assert done.fault.code == "no-such-mark"
    assert await desk.marks.of_reports(FOREIGN, ["r-1-1"]) == {}
    assert await desk.marks.of_report(FOREIGN, "r-1-1") is None


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.VERIFIER])
async def test_no_other_role_dismisses(desk: Desk, role: Role) -> None:
    agency = "DINKES" if role in {Role.OFFICER, Role.HEAD} else None
    other = Account(username="lain", role=role, region="kukar", agency=agency)
    with pytest.raises(Problem) as raised:
        await desk.dismisses(other, ("r-1-1", FALLING))
    assert raised.value.status == 403
    assert await desk.marks.to_look_at(ItemQuery()) == {(): 2}


async def test_a_draft_is_looked_at_like_a_report(desk: Desk) -> None:
    draft = said(1, 2, 95.0, budget_realised=1_000)
    marks = await desk.marks.of_draft(draft, "")
    assert [one.rule for one in marks] == ["falling", "scissors"]
    correction = await desk.marks.of_draft(draft, "r-1-1")
    assert [one.rule for one in correction] == ["scissors"]
    assert await desk.marks.to_look_at(ItemQuery()) == {(): 2}, "nothing is stored"
