"""What must hold after every fault, whatever it was. Pure: evidence in, violations out."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from chassis.dead_letters.dead_letter import LEFT_OUT, OURS, QUEUE
from contracts import (
    AlertSent,
    PlanItemPublished,
    ProgressRecorded,
    ProgressSubmitted,
    StatusChanged,
)
from notifier.alerting.alert import Alert
from notifier.alerting.days import Days
from notifier.alerting.documents import alert_of
from notifier.alerting.ladder import ahead
from notifier.alerting.policy import Policy
from tests.faults.evidence import Evidence
from tests.faults.ledger import Outcome
from tests.faults.tap import Told
from tracker.items.documents import item_of
from tracker.repair.documents import records_of
from tracker.repair.rebuild import differences
from tracker.status.rule_set import read_rules

FIGURES = ("as_of", "physical_percent", "budget_realised")
MOST_COPIES = 6
"""Of one mail, where a fault opens the window after SMTP 250 several times."""
LOOKED_AGAIN_WITHIN = timedelta(seconds=5)
"""How far an alert's step may be due without having been taken when all else is quiet."""


@dataclass(frozen=True, slots=True)
class Violation:
    """What does not hold: `invariant` I1 to I7, of which item or record, and how."""

    invariant: str
    of: str
    what: str

    def __str__(self) -> str:
        return f"{self.invariant} {self.of}: {self.what}"


def violations(
    evidence: Evidence,
    policy: Policy,
    *,
    may_repeat_mails: bool = False,
    may_fail_mails: bool = False,
) -> list[Violation]:
    """Everything that does not hold.

    `may_repeat_mails` opens the window after SMTP 250, `may_fail_mails` bears deliveries that
    the server refused for good.
    """
    checks: list[Callable[[Evidence], Iterator[Violation]]] = [
        reports_are_in_state_and_facts,
        reports_say_what_was_sent,
        plan_versions_are_in_state_and_facts,
        mails_that_are_due_went_out,
        one_effect_of_each_report,
        status_changes_follow_one_another,
        items_are_the_fold_of_what_was_accepted,
        dead_letters_are_the_poison,
    ]
    found = [violation for check in checks for violation in check(evidence)]
    found += mails_went_out_once(evidence, may_repeat=may_repeat_mails)
    found += alerts_that_hold_were_told(evidence, policy)
    if not may_fail_mails:
        found += no_mail_was_given_up(evidence)
    return found


def reports_are_in_state_and_facts(evidence: Evidence) -> Iterator[Violation]:
    """I1: what was accepted is in both; what had no answer is in both or in neither."""
    state = {row["_id"] for row in evidence.reports}
    facts = {_fact(r.value).report_id for r in evidence.told.get(ProgressRecorded.topic, ())}
    ledger = evidence.ledger
    for intent in ledger.of("report", Outcome.OK):
        for place, there in (("the state", state), ("the facts", facts)):
            if intent.name not in there:
                yield Violation("I1", intent.name, f"accepted by {intent.road}, not in {place}")
    for intent in ledger.of("report", Outcome.UNKNOWN):
        if (intent.name in state) != (intent.name in facts):
            where = "the state" if intent.name in state else "the facts"
            yield Violation("I1", intent.name, f"half applied: only in {where}")
    for intent in ledger.of("report", Outcome.REFUSED):
        if intent.name in state | facts:
            yield Violation("I1", intent.name, "refused, and yet there")
    for name in (state | facts) - set(ledger.intents):
        yield Violation("I1", name, "there, though nobody sent it")


def reports_say_what_was_sent(evidence: Evidence) -> Iterator[Violation]:
    """I1: what is in the state and in the facts are the figures of the sender, of that item."""
    told = [
        *((row["_id"], "the state", row) for row in evidence.reports),
        *(
            (fact.report_id, "the facts", fact.model_dump(mode="json"))
            for fact in map(_fact, _values(evidence, ProgressRecorded.topic))
        ),
    ]
    for name, place, row in told:
        intent = evidence.ledger.intents.get(name)
        if intent is None or not intent.body:
            continue
        sent = {"item_id": intent.item_id, **{key: intent.body[key] for key in FIGURES}}
        kept = {key: row[key] for key in sent}
        if kept != sent:
            yield Violation("I1", name, f"in {place} {kept}, sent {sent}")


def plan_versions_are_in_state_and_facts(evidence: Evidence) -> Iterator[Violation]:
    """I1: an accepted plan version is the planner's or before it, was published and followed."""
    published = defaultdict(set)
    for record in evidence.told.get(PlanItemPublished.topic, ()):
        published[record.key].add(PlanItemPublished.model_validate_json(record.value).version)
    for intent in evidence.ledger.of("plan", Outcome.OK):
        version = int(intent.name.rpartition("/")[2])
        stored = evidence.planned.get(intent.item_id, {}).get("version", 0)
        if stored < version:
            yield Violation("I1", intent.name, f"accepted, the planner has version {stored}")
        if version not in published[intent.item_id]:
            yield Violation("I1", intent.name, "accepted, not published")
    for item_id, row in evidence.planned.items():
        known = evidence.items.get(item_id, {}).get("plan", {}).get("version", 0)
        if known != row["version"]:
            told = f"the tracker has version {known} of {row['version']}"
            yield Violation("I1", item_id, told)


def mails_that_are_due_went_out(evidence: Evidence) -> Iterator[Violation]:
    """I1: what the ledger calls sent was taken by the server, and said on the topic."""
    said = {
        AlertSent.model_validate_json(record.value).delivery
        for record in evidence.told.get(AlertSent.topic, ())
    }
    for row in evidence.deliveries:
        if row["state"] != "sent":
            continue
        if not evidence.copies[row["message_id"]]:
            yield Violation("I1", row["_id"], "marked as sent, no mail came")
        if row["_id"] not in said:
            yield Violation("I1", row["_id"], "marked as sent, no alert.sent.v1")


def no_mail_was_given_up(evidence: Evidence) -> Iterator[Violation]:
    """I1: nothing is given up that no server has refused for good."""
    for row in evidence.deliveries:
        if row["state"] == "failed":
            yield Violation("I1", row["_id"], "given up, though no server refused it for good")


def alerts_that_hold_were_told(evidence: Evidence, policy: Policy) -> Iterator[Violation]:
    """I1: every open alert has taken each step that is due, and told every office of it that
    somebody holds; what leaves with a digest may still wait for its hour.
    """
    told = {
        (row["alert"], row["role"])
        for row in evidence.deliveries
        if row["state"] in {"sent", "failed"} or row["digest"]
    }
    alerts = [alert_of(row) for row in evidence.alerts]
    for alert in (one for one in alerts if one.open):
        steps = {one.step: one for one in policy.steps(policy.by_name[alert.rule])}
        days = Days(alert.facts.time_zone)
        for due in ahead(policy, tuple(steps.values()), alert, days):
            if due.at + LOOKED_AGAIN_WITHIN <= evidence.now:
                yield Violation("I1", alert.id, f"step {due.step.step} was not taken")
        for taken in alert.taken:
            for office in set(taken.offices) - set(taken.vacant):
                if (alert.id, office.value) not in told:
                    yield Violation("I1", alert.id, f"{office} was not told")
    yield from _alerts_missing(evidence, alerts, policy)


def _alerts_missing(evidence: Evidence, alerts: list[Alert], policy: Policy) -> Iterator[Violation]:
    """Items whose status a rule watches for, and no alert stands."""
    standing = {(alert.item_id, alert.rule) for alert in alerts if alert.open}
    for item_id, row in evidence.items.items():
        item = item_of(row)
        if evidence.followed.get(item_id, 0) != item.seq:
            seen = evidence.followed.get(item_id, 0)
            yield Violation("I1", item_id, f"the notifier followed {seen} of {item.seq} changes")
        if item.status is None:
            continue
        for rule in policy.rules:
            watched = item.status in (rule.when.status or ())
            chosen = rule.of.kinds is None or item.plan.kind in rule.of.kinds
            if watched and chosen and (item_id, rule.rule) not in standing:
                yield Violation("I1", item_id, f"{item.status}, and no alert '{rule.rule}' stands")


def one_effect_of_each_report(evidence: Evidence) -> Iterator[Violation]:
    """I2: a report counts once in its item, and all its facts say the same."""
    counted = Counter(row["item_id"] for row in evidence.reports)
    for item_id, row in evidence.items.items():
        if row["reports"] != counted[item_id]:
            told = f"counts {row['reports']} reports, has {counted[item_id]}"
            yield Violation("I2", item_id, told)
    ids, said = defaultdict(set), defaultdict(set)
    for record in evidence.told.get(ProgressRecorded.topic, ()):
        report_id = _fact(record.value).report_id
        ids[report_id].add(record.headers["ce_id"])
        said[report_id].add(record.value)
    for report_id in ids:
        if len(ids[report_id]) > 1 or len(said[report_id]) > 1:
            told = f"{len(said[report_id])} facts under {len(ids[report_id])} ids"
            yield Violation("I2", report_id, told)


def mails_went_out_once(evidence: Evidence, *, may_repeat: bool) -> Iterator[Violation]:
    """I2: one mail for each (rule, item, episode, step, recipient)."""
    tellings = Counter(
        (row["rule"], row["item_id"], row["episode"], row["step"], row["recipient"])
        for row in evidence.deliveries
        if row["state"] == "sent"
    )
    for telling, count in tellings.items():
        if count > 1:
            yield Violation("I2", ":".join(map(str, telling)), f"told {count} times")
    known = {row["message_id"]: row for row in evidence.deliveries}
    for mail in {mail.message_id for mail in evidence.mails}:
        copies = evidence.copies[mail]
        if mail not in known:
            yield Violation("I2", mail, "a mail that no delivery asked for")
        elif copies > (MOST_COPIES if may_repeat else 1):
            yield Violation("I2", known[mail]["_id"], f"the same mail {copies} times")


def status_changes_follow_one_another(evidence: Evidence) -> Iterator[Violation]:
    """I3: per item the seq of status changes has no gap and no repeat, and comes in order.

    At least once: a record may come again, but then it is the same, and its first coming
    is in order. The last record of a compacted key is its newest.
    """
    seqs: dict[str, list[int]] = defaultdict(list)
    for row in evidence.history:
        seqs[row["item_id"]].append(row["seq"])
    for item_id, row in evidence.items.items():
        want = list(range(1, row["seq"] + 1))
        if sorted(seqs[item_id]) != want:
            yield Violation("I3", item_id, f"history {sorted(seqs[item_id])}, wanted {want}")
        told = [
            record for record in evidence.told.get(StatusChanged.topic, ()) if record.key == item_id
        ]
        first = list(dict.fromkeys(_change(record.value).seq for record in told))
        if first != want:
            yield Violation("I3", item_id, f"told {first}, wanted {want}")
        if len({record.value for record in told}) != len(first):
            yield Violation("I3", item_id, "the same seq told with other words")
    newest: dict[str, int] = {}
    for record in evidence.told.get(PlanItemPublished.topic, ()):
        if record.headers["ce_source"] != b"/aksi/planner":
            continue
        newest[record.key] = PlanItemPublished.model_validate_json(record.value).version
    for item_id, version in newest.items():
        stored = evidence.planned.get(item_id, {}).get("version")
        if stored != version:
            why = f"the topic ends with version {version} of {stored}"
            yield Violation("I3", item_id, why)


def items_are_the_fold_of_what_was_accepted(evidence: Evidence) -> Iterator[Violation]:
    """I4: each item is what its reports and its newest plan make of it."""
    plans: dict[str, PlanItemPublished] = {}
    for record in evidence.told.get(PlanItemPublished.topic, ()):
        plan = PlanItemPublished.model_validate_json(record.value)
        if plan.item_id not in plans or plan.version > plans[plan.item_id].version:
            plans[plan.item_id] = plan
    for item_id in {*plans, *evidence.items}:
        reports = [row for row in evidence.reports if row["item_id"] == item_id]
        history = [row for row in evidence.history if row["item_id"] == item_id]
        reviews = [row for row in evidence.reviews if row["item_id"] == item_id]
        stored, newest = evidence.items.get(item_id), plans.get(item_id)
        records = records_of(item_id, stored, newest, reports, history, reviews=reviews)
        for one in differences(records, evidence.now, read_rules()):
            told = f"{one.field} is {one.stored}, should be {one.recomputed}"
            yield Violation("I4", item_id, told)


def dead_letters_are_the_poison(evidence: Evidence) -> Iterator[Violation]:
    """I5: what was set aside is exactly what was poisoned, byte for byte."""
    topic = ProgressSubmitted.topic
    poison = {intent.name for intent in evidence.ledger.of("poison", *Outcome)}
    places = {evidence.ledger.places[name]: name for name in poison & set(evidence.ledger.places)}
    set_aside = set()
    originals = {(r.partition, r.offset): r for r in evidence.told.get(topic, ())}
    for record in evidence.told.get(f"{topic}{QUEUE}", ()):
        place = place_of(record)
        set_aside.add(place)
        if place not in places and place not in evidence.excused:
            yield Violation("I5", f"{place}", "set aside, though it was good")
        original = originals.get(place)
        if original is not None and not _is_kept_whole(original, record):
            yield Violation("I5", f"{place}", "set aside with other bytes, key or headers")
    for queue, records in evidence.told.items():
        if queue.endswith(QUEUE) and queue != f"{topic}{QUEUE}" and records:
            yield Violation("I5", queue, f"{len(records)} records set aside that nobody poisoned")
    for place, name in places.items():
        if place not in set_aside:
            yield Violation("I5", name, f"poison at {place} was not set aside")


def _is_kept_whole(original: Told, dead_letter: Told) -> bool:
    if LEFT_OUT in dead_letter.headers:
        return True
    own = {name: one for name, one in dead_letter.headers.items() if not name.startswith(OURS)}
    return (own, dead_letter.key, dead_letter.value) == (
        original.headers,
        original.key,
        original.value,
    )


def place_of(dead_letter: Told) -> tuple[int, int]:
    """Partition and offset that a dead letter had on its topic."""
    headers = dead_letter.headers
    return int(headers["dlq_partition"]), int(headers["dlq_offset"])


def _values(evidence: Evidence, topic: str) -> Iterator[bytes]:
    return (record.value for record in evidence.told.get(topic, ()))


def _fact(value: bytes) -> ProgressRecorded:
    return ProgressRecorded.model_validate_json(value)


def _change(value: bytes) -> StatusChanged:
    return StatusChanged.model_validate_json(value)
