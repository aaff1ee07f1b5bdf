"""What the page of an item reads of each collection, in one query."""

from dataclasses import replace
from datetime import date

from chassis.mongo.unit_of_work import UnitOfWork
from contracts import AlertNoted, EvidenceAdded
from contracts.account import Scope
from contracts.words import AlertAction, DecisionAction
from tests.flow.tracker.alerts.given_alerts import sent
from tests.flow.tracker.keeping import Keeping
from tests.there import there
from tests.unit.tracker.memory_store import RULES
from tests.unit.tracker.plans import NOON, a_plan, a_report
from tracker.alerts.repository import AlertRepository
from tracker.decisions.decision import Decision, DecisionAct, Subject, Wording
from tracker.decisions.documents import decision_document
from tracker.evidence.repository import EvidenceRepository
from tracker.items.item import Item, change_to, recorded_event
from tracker.pages.repository import ItemPageRepository
from tracker.plausibility.documents import MarkedReport, marks_document
from tracker.plausibility.mark import PlausibilityRule
from tracker.reporting.documents import report_document

ITEM = "UJI-FAKTA"
SEEN = {"physical": 30.0}


async def everything_of_an_item(kept: Keeping) -> None:
    """One document in each collection; the report's id is the item's, as an officer may choose."""
    plan = a_plan(item_id=ITEM)
    new = change_to(None, Item(plan), NOON, RULES)
    await kept.holds([])
    await kept.saves([new])
    report = a_report(item_id=ITEM, report_id=ITEM)
    fact = recorded_event(report, new.after, NOON)
    await kept.reports.insert_one(report_document(fact, report.fingerprint))
    other = plan.model_copy(update={"version": 2, "title": "Lain"})
    second = replace(new.after, plan=other)
    await kept.saves([change_to(new.after, second, NOON, RULES)])

    piece = EvidenceAdded(
        item_id=ITEM,
        region=plan.region,
        agency=plan.agency,
        report_id=report.report_id,
        sha256="ab" * 32,
        name="foto.jpg",
        media_type="image/jpeg",
        size=1,
        added_at=NOON,
        added_by="uji",
        scanned=False,
    )

    async def given(unit: UnitOfWork) -> None:
        EvidenceRepository(kept.database).add(unit, [piece])

    await kept.database.transaction(given)
    alerts = AlertRepository(kept.database)
    await alerts.save([sent(ITEM)])
    note = AlertNoted(
        alert=f"late:{ITEM}:1",
        number=1,
        action=AlertAction.OPENED,
        rule="late",
        item_id=ITEM,
        region=plan.region,
        agency=plan.agency,
        offices=("head",),
        at=NOON,
    )
    await alerts.note([note])
    day = date(2026, 6, 14)
    marks = {PlausibilityRule.FALLING: SEEN}
    marked = MarkedReport(ITEM, ITEM, "kukar", "DINKES", "petugas", day, marks, version="1")
    row = {"_id": ITEM, "dismissed": {}, "rev": 1, **marks_document(marked, plan)}
    await kept.database["report_marks"].insert_one(row)
    decision = Decision(
        "putusan",
        Subject("kukar", "Asia/Makassar", "DINKES", plan.title, ITEM),
        Wording("Ulangi pengadaan", "DINKES", day, day),
        (DecisionAct(DecisionAction.DECIDED, "bappeda", NOON),),
    )
    await kept.database["decisions"].insert_one(decision_document(decision))


async def test_each_list_has_what_its_collection_has_and_outside_the_scope_there_is_nothing(
    kept: Keeping,
) -> None:
    await everything_of_an_item(kept)
    reader = ItemPageRepository(kept.database)

    facts = there(await reader.facts_of(ITEM, Scope("kukar", "DINKES")))

    assert (facts.item.item_id, facts.title) == (ITEM, "Lain")
    assert [row["submitted_by"] for row in facts.reports] == ["petugas"]
    assert [one.seq for one in facts.history] == [1]
    assert [one.sha256 for one in facts.evidence] == ["ab" * 32]
    assert [one.step for one in facts.told] == ["1"]
    assert [one.action for one in facts.alert_notes] == [AlertAction.OPENED]
    assert [one.version for one in facts.plan_changes] == [2]
    assert {key: one.marks for key, one in facts.marks.items()} == {
        ITEM: {PlausibilityRule.FALLING: SEEN}
    }
    assert [one.decision_id for one in facts.decisions] == ["putusan"]
    for scope in (Scope("garut"), Scope("kukar", "DISHUB")):
        assert await reader.facts_of(ITEM, scope) is None
