"""Marks dismissed over a real database: who may, once, and with a deed."""

from dataclasses import dataclass
from typing import Any

import pytest

from chassis.audit.trail import Trail
from chassis.clock import FixedClock
from chassis.http.problem import Problem
from chassis.mongo.database import Database
from contracts.account import EVERYTHING, Account, Role
from tests.flow.tracker.plausibility.test_report_watch import Office, office, said
from tests.unit.tracker.plans import NOON
from tracker.funding.repository import FundingRepository
from tracker.items.query import ItemQuery
from tracker.periods.repository import PeriodRepository
from tracker.plausibility.draft_marks import DraftMarks
from tracker.plausibility.mark import PlausibilityRule
from tracker.plausibility.rule_set import read_plausibility_rules
from tracker.plausibility.service import DismissalDone, DismissalWanted, ReportMarks, problem_of

__all__ = ["office"]

KABID = Account(username="kabid", role=Role.VERIFIER, region="kukar", agency="DINKES")
ANOTHER = KABID.model_copy(update={"username": "kabid.dua"})
FOREIGN = Account(username="kabid.lain", role=Role.VERIFIER, region="kukar", agency="DISHUB")
WORDS = "Sudah dilihat di lapangan"
FALLING = PlausibilityRule.FALLING
MONEY = {"money_before": 180_000, "money": 108_000}


@dataclass
class Desk:
    office: Office
    marks: ReportMarks
    trail: Trail
    told: list[bool]

    async def dismisses(
        self, account: Account, *wanted: tuple[str, str], words: str = WORDS, seen: str = ""
    ) -> list[DismissalDone]:
        asked = [
            DismissalWanted(key, rule, seen or await self.finding(key, rule), words)
            for key, rule in wanted
        ]
        return await self.marks.dismiss(account, asked)

    async def finding(self, key: str, rule: str) -> str:
        """What is to be seen now."""
        found = await self.office.marks.marked([key], EVERYTHING)
        mark = found[key].mark(PlausibilityRule(rule)) if key in found else None
        return mark.finding if mark else "0" * 16

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
        trail=trail,
        clock=clock,
        changed=lambda: told.append(True),
    )
    return Desk(office, marks, trail, told)


async def test_a_dismissed_mark_is_said_and_counted_no_more(desk: Desk) -> None:
    everybody = ItemQuery()
    assert await desk.marks.to_look_at(everybody) == {(): 2}
    (done,) = await desk.dismisses(KABID, ("r-1-1", FALLING))
    assert done.fault is None
    assert done.dismissal
    assert done.dismissal[:3] == (KABID.username, NOON, WORDS)
    assert done.dismissal.seen == {"physical_before": 20.0, "physical": 12.0, **MONEY}
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
    assert deed["details"] == {
        **{"rule": "falling", "item": "A-1", "words": WORDS},
        "seen": "fisik turun dari 20 % menjadi 12 %, uang turun dari Rp 180.000 menjadi Rp 108.000",
        "rules": read_plausibility_rules().version,
    }
    assert desk.told == [True]


async def test_what_is_refused_does_not_hold_up_the_rest(desk: Desk) -> None:
    done = await desk.dismisses(
        KABID, ("r-2-1", FALLING), ("tiada", FALLING), ("r-1-1", "corridor"), ("r-1-1", FALLING)
    )
    codes = [one.fault.code if one.fault else None for one in done]
    assert codes == ["own-report", "no-such-mark", "mark-changed", None]
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
    database = desk.office.database
    looking = DraftMarks(
        marks=desk.office.marks,
        money=FundingRepository(database),
        periods=PeriodRepository(database),
        rules=read_plausibility_rules(),
        clock=FixedClock(NOON),
    )
    marks = await looking.of_draft(draft, "")
    assert [one.rule for one in marks] == ["falling", "scissors"]
    correction = await looking.of_draft(draft, "r-1-1")
    assert [one.rule for one in correction] == ["scissors"]
    assert await desk.marks.to_look_at(ItemQuery()) == {(): 2}, "nothing is stored"


async def test_a_mark_comes_back_when_what_was_looked_at_changes(desk: Desk) -> None:
    office, rule = desk.office, FALLING
    seen = await desk.finding("r-1-1", rule)
    await desk.dismisses(KABID, ("r-1-1", rule))
    assert await office.open() == {"r-2-1": [rule]}
    await office.records(said(1, 0, 25.0, report_id="koreksi", corrects="r-1-0"))
    await office.looks()
    assert (await office.open())["r-1-1"] == [rule]

    (stale,) = await desk.dismisses(KABID, ("r-1-1", rule), seen=seen)
    assert stale.fault
    assert problem_of(stale.fault).status == 409
    assert "Sekarang fisik turun dari 25 % menjadi 12 %" in stale.fault.message.indonesian
    assert (await office.open())["r-1-1"] == [rule]
    (again,) = await desk.dismisses(KABID, ("r-1-1", rule), words="Koreksinya pun sudah dilihat")
    assert again.fault is None
    assert await office.open() == {"r-2-1": [rule]}
    assert len(await desk.deeds()) == 2


async def test_the_same_found_again_stays_dismissed(desk: Desk) -> None:
    office = desk.office
    await desk.dismisses(KABID, ("r-1-1", FALLING))
    await office.database["reports"].update_many({}, {"$unset": {"marked": ""}})
    await office.looks()
    rules = read_plausibility_rules()
    assert rules.scissors
    wider = rules.scissors.model_copy(update={"money_ahead": 30.0})
    await office.looks(rules.model_copy(update={"version": "lain", "scissors": wider}))
    assert await office.open() == {"r-2-1": [FALLING]}
    row = await office.database["report_marks"].find_one({"_id": "r-1-1"})
    assert row
    assert row["rules_version"] == "lain"
    assert row["dismissed"]["falling"]["version"] == rules.version


async def test_other_limits_of_its_rule_bring_a_mark_back(desk: Desk) -> None:
    await desk.dismisses(KABID, ("r-1-1", FALLING))
    rules = read_plausibility_rules()
    assert rules.falling
    closer = rules.falling.model_copy(update={"points": 5.0})
    await desk.office.looks(rules.model_copy(update={"version": "lain", "falling": closer}))
    assert await desk.office.open() == {"r-1-1": [FALLING], "r-2-1": [FALLING]}


async def test_a_dismissal_that_does_not_say_what_was_seen_holds_for_what_was_found_then(
    desk: Desk,
) -> None:
    office, rows = desk.office, desk.office.database["report_marks"]
    of_before = {"by": "kabid", "at": NOON, "words": "lihat"}
    change = {"dismissed": {"falling": of_before}, "open": [], "open_count": 0}
    await rows.update_one({"_id": "r-1-1"}, {"$set": change, "$unset": {"limits": ""}})
    marked = (await desk.marks.of_reports(KABID, ["r-1-1"]))["r-1-1"]
    assert [one.words for _, one in marked.looked_at] == ["lihat"]
    await office.looks(read_plausibility_rules().model_copy(update={"version": "lain"}))
    assert await office.open() == {"r-2-1": [FALLING]}
    await office.records(said(1, 0, 25.0, report_id="koreksi", corrects="r-1-0"))
    await office.looks()
    assert (await office.open())["r-1-1"] == [FALLING]
    marked = (await desk.marks.of_reports(KABID, ["r-1-1"]))["r-1-1"]
    assert marked.looked_at == []
    before = marked.dismissed_before(marked.found[0])
    assert before
    assert before.seen == {"physical_before": 20.0, "physical": 12.0, **MONEY}
