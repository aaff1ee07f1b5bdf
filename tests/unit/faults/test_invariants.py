"""The fault suite's judges: sound evidence is found sound, and each spoiled piece is named."""

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from email.utils import make_msgid
from pathlib import Path
from typing import Any

import pytest

from contracts import AlertSent, PlanItemPublished, ProgressRecorded, ProgressSubmitted
from contracts.words import Status
from notifier.alerting.days import Days
from notifier.alerting.documents import alert_document
from notifier.alerting.follow import follow
from notifier.alerting.outcome import Around
from notifier.alerting.policy import Policy
from notifier.alerting.watch import Watch, heard
from notifier.directory.recipients import Offices
from tests.faults.evidence import Evidence
from tests.faults.invariants import violations
from tests.faults.ledger import Intent, Ledger, Outcome
from tests.faults.mail_server import Mail
from tests.faults.tap import Told
from tests.faults.trial import POLICY
from tests.unit.notifier.given import agency
from tests.unit.tracker.plans import NOON, a_plan, a_report
from tracker.items.documents import item_document, status_document
from tracker.items.item import Item, change_to, recorded_event, with_reports
from tracker.reporting.documents import report_document
from tracker.status.rule_set import read_rules

RULES = read_rules()
ITEM = "KUKAR-QW-01"
NOW = NOON + timedelta(hours=1)
Spoil = Callable[[Evidence], Evidence]
OFFICES = ("head", "delivery_team")
SENT = {"as_of": "2026-06-12", "physical_percent": 40.0, "budget_realised": 100}


@pytest.fixture
def policy() -> Policy:
    return POLICY


def told(topic: str, key: str, value: bytes, offset: int, event_id: str, **more: bytes) -> Told:
    source = b"/aksi/planner" if topic.startswith("plan.") else b"/aksi/tracker"
    headers = {"ce_id": event_id.encode(), "ce_source": source, **more}
    return Told(topic, 0, offset, key, value, headers)


@pytest.fixture
def sound(tmp_path: Path, policy: Policy) -> Evidence:
    """A late quick win with a report, two mails, a poison record, a report without an answer."""
    plan = a_plan(due=NOON.date() - timedelta(days=3))
    first = change_to(None, Item(plan), NOON, RULES)
    report = a_report(as_of=plan.due)
    fact = recorded_event(report, first.after, NOON)
    second = change_to(
        first.after, with_reports(first.after, [report.mark(NOON)], None, NOON), NOON, RULES
    )
    change = first.status_changed
    assert change is not None
    assert change.to_status is Status.LATE
    held = agency("DINKES", head="h@uji.example", delivery_team="t@uji.example")
    around = Around(policy, Days(plan.time_zone), Offices([held]), NOON)
    watch = heard(Watch(ITEM), change)
    opened = follow(around, watch, [], {}, NOON).alerts.values()
    found = follow(replace(around, now=NOW), watch, list(opened), {}, NOW).alerts.values()
    (alert,) = (one for one in found if one.rule == "late")
    ledger = Ledger(tmp_path / "ledger.jsonl")
    for intent, outcome in (
        (Intent("plan", f"{ITEM}/1", ITEM, "http", {}), Outcome.OK),
        (Intent("report", report.report_id, ITEM, "kafka", SENT), Outcome.OK),
        (Intent("report", "nobody-knows", ITEM, "http", {}), Outcome.UNKNOWN),
        (Intent("poison", "poison-1", ITEM, "kafka", {}), Outcome.OK),
    ):
        ledger.intend(intent)
        ledger.learn(intent.name, outcome)
    ledger.places["poison-1"] = (0, 7)
    deliveries: list[dict[str, Any]] = [
        {
            "_id": f"{alert.id}:1:mail:{role}",
            "alert": alert.id,
            "rule": "late",
            "item_id": ITEM,
            "episode": 1,
            "step": "1",
            "role": role,
            "recipient": role,
            "state": "sent",
            "digest": False,
            "message_id": make_msgid(domain="uji.example"),
        }
        for role in OFFICES
    ]
    sent = [
        AlertSent(
            delivery=row["_id"],
            alert=alert.id,
            item_id=ITEM,
            region="kukar",
            agency="DINKES",
            rule="late",
            episode=1,
            step="1",
            channel="mail",
            role=row["role"],
            recipient="kepala@uji.example",
            message_id=row["message_id"],
            since=NOON,
            sent_at=NOON,
        )
        for row in deliveries
    ]
    submitted = ProgressSubmitted.topic
    return Evidence(
        ledger=ledger,
        now=NOW,
        items={ITEM: item_document(second.after)},
        reports=[report_document(fact, report.fingerprint)],
        history=[status_document(change)],
        planned={ITEM: {"_id": ITEM, "version": 1}},
        followed={ITEM: 1},
        alerts=[alert_document(alert)],
        deliveries=deliveries,
        agencies=[],
        told={
            plan.topic: [told(plan.topic, ITEM, plan.model_dump_json().encode(), 0, "p/1")],
            fact.topic: [told(fact.topic, ITEM, fact.model_dump_json().encode(), 0, "r/1")],
            change.topic: [told(change.topic, ITEM, change.model_dump_json().encode(), 0, "s/1")],
            AlertSent.topic: [
                told(one.topic, ITEM, one.model_dump_json().encode(), n, one.delivery)
                for n, one in enumerate(sent)
            ],
            submitted: [told(submitted, ITEM, b"{bukan json", 7, "x")],
            f"{submitted}.dlq": [
                told(
                    f"{submitted}.dlq",
                    ITEM,
                    b"{bukan json",
                    0,
                    "x",
                    dlq_partition=b"0",
                    dlq_offset=b"7",
                )
            ],
        },
        mails=[Mail(row["message_id"], row["recipient"]) for row in deliveries],
        copies=Counter(row["message_id"] for row in deliveries),
    )


def test_sound_evidence_is_found_sound(sound: Evidence, policy: Policy) -> None:
    assert violations(sound, policy) == []


def item(**changed: Any) -> Spoil:
    return lambda e: replace(e, items={ITEM: {**e.items[ITEM], **changed}})


def topic(name: str, change: Callable[[list[Told]], list[Told]]) -> Spoil:
    return lambda e: replace(e, told={**e.told, name: change(list(e.told[name]))})


def without_answer_in_the_facts_only(evidence: Evidence) -> Evidence:
    fact = evidence.told[ProgressRecorded.topic][0]
    said = {**json.loads(fact.value), "report_id": "nobody-knows"}
    more = replace(fact, value=json.dumps(said).encode(), headers={"ce_id": b"r/2"})
    return topic(ProgressRecorded.topic, lambda there: [*there, more])(evidence)


def a_seq_is_missing(evidence: Evidence) -> Evidence:
    row = {**evidence.history[0], "seq": 2}
    return replace(evidence, history=[row])


def an_older_plan_comes_last(evidence: Evidence) -> Evidence:
    first = evidence.told[PlanItemPublished.topic][0]
    newer = replace(first, value=json.dumps({**json.loads(first.value), "version": 2}).encode())
    planned = {ITEM: {"_id": ITEM, "version": 2}}
    spoiled = topic(PlanItemPublished.topic, lambda _: [newer, first])(evidence)
    return replace(item(plan=json.loads(newer.value))(spoiled), planned=planned)


def told_twice(evidence: Evidence) -> Evidence:
    row = {**evidence.deliveries[0], "_id": "another key"}
    return replace(evidence, deliveries=[*evidence.deliveries, row])


def mailed_twice(evidence: Evidence) -> Evidence:
    return replace(evidence, copies=evidence.copies + Counter([evidence.mails[0].message_id]))


SUBMITTED, DEAD = ProgressSubmitted.topic, f"{ProgressSubmitted.topic}.dlq"
SPOILED: dict[str, tuple[Spoil, set[str]]] = {
    "an accepted report is not in the state": (
        lambda e: item(reports=0, latest=None, heard_at=None)(replace(e, reports=[])),
        {"I1"},
    ),
    "an accepted report is not in the facts": (topic(ProgressRecorded.topic, lambda _: []), {"I1"}),
    "a report without an answer is half applied": (without_answer_in_the_facts_only, {"I1"}),
    "a plan version was not published": (
        topic(PlanItemPublished.topic, lambda _: []),
        {"I1", "I4"},
    ),
    "the tracker missed a plan version": (
        lambda e: replace(e, planned={ITEM: {"_id": ITEM, "version": 2}}),
        {"I1", "I3"},
    ),
    "the notifier missed a change": (lambda e: replace(e, followed={ITEM: 0}), {"I1"}),
    "no alert stands for what is late": (lambda e: replace(e, alerts=[]), {"I1"}),
    "an office was not told": (
        lambda e: replace(e, deliveries=e.deliveries[1:], mails=e.mails[1:]),
        {"I1"},
    ),
    "a mail that was sent never came": (lambda e: replace(e, copies=Counter()), {"I1"}),
    "the state holds other figures than were sent": (
        lambda e: replace(e, reports=[{**e.reports[0], "budget_realised": 7}]),
        {"I1", "I4"},
    ),
    "the facts tell other figures than were sent": (
        topic(
            ProgressRecorded.topic,
            lambda t: [replace(t[0], value=t[0].value.replace(b"40.0", b"41.0"))],
        ),
        {"I1"},
    ),
    "a mail was given up that nobody refused": (
        lambda e: replace(
            e, deliveries=[{**e.deliveries[0], "state": "failed"}, *e.deliveries[1:]]
        ),
        {"I1"},
    ),
    "a fact was told under two ids": (
        topic(ProgressRecorded.topic, lambda t: [*t, replace(t[0], headers={"ce_id": b"r/9"})]),
        {"I2"},
    ),
    "a good record of another topic was set aside": (
        lambda e: replace(e, told={**e.told, "plan.item.v1.dlq": e.told[DEAD]}),
        {"I5"},
    ),
    "the poison was set aside without its headers": (
        topic(
            DEAD,
            lambda t: [
                replace(t[0], headers={n: v for n, v in t[0].headers.items() if n != "ce_id"})
            ],
        ),
        {"I5"},
    ),
    "a report counts twice": (item(reports=2), {"I2", "I4"}),
    "an office was told twice": (told_twice, {"I1", "I2"}),
    "the same mail came twice": (mailed_twice, {"I2"}),
    "a mail nobody asked for": (
        lambda e: replace(
            e, mails=[*e.mails, Mail("<x@y>", "z")], copies=e.copies + Counter(["<x@y>"])
        ),
        {"I2"},
    ),
    "a status change has no predecessor": (a_seq_is_missing, {"I3", "I4"}),
    "a status change was not told": (topic("item.status_changed.v1", lambda _: []), {"I3"}),
    "the topic ends with an older plan": (an_older_plan_comes_last, {"I3"}),
    "the item is not the fold of its reports": (
        lambda e: item(latest={**e.items[ITEM]["latest"], "physical_percent": 3.0})(e),
        {"I4"},
    ),
    "the poison was not set aside": (topic(DEAD, lambda _: []), {"I5"}),
    "something good was set aside": (
        topic(DEAD, lambda t: [*t, replace(t[0], headers={**t[0].headers, "dlq_offset": b"6"})]),
        {"I5"},
    ),
    "the poison was set aside with other bytes": (
        topic(DEAD, lambda t: [replace(t[0], value=b"else")]),
        {"I5"},
    ),
}


@pytest.mark.parametrize("what", list(SPOILED))
def test_what_is_spoiled_is_named(sound: Evidence, policy: Policy, what: str) -> None:
    spoil, invariants = SPOILED[what]
    assert {one.invariant for one in violations(spoil(sound), policy)} == invariants


def test_the_same_mail_again_is_borne_in_the_window_after_250(
    sound: Evidence, policy: Policy
) -> None:
    assert violations(mailed_twice(sound), policy, may_repeat_mails=True) == []
