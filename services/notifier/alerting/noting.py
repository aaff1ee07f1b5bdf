"""Entries of the ledger as facts for others. Pure."""

from collections.abc import Iterable, Iterator, Mapping

from chassis.kafka.envelope import Outgoing
from contracts import AlertNoted
from contracts.alert_noted import WORDS_MOST
from contracts.words import AlertAction
from notifier.alerting.facts import Facts
from notifier.alerting.ledger import Entry
from notifier.alerting.watch import DECISION

ACTIONS = {one.value for one in AlertAction}


def facts_of(entries: Iterable[Entry], known: Mapping[str, Facts]) -> Iterator[Outgoing]:
    """The events of entries; `known` are the facts of their subjects."""
    for one in entries:
        if one.what.value in ACTIONS:
            yield Outgoing(noted_event(one, known.get(one.item_id)), one.key, one.at)


def noted_event(entry: Entry, facts: Facts | None) -> AlertNoted:
    """The event of one entry."""
    is_decision = entry.item_id.startswith(DECISION)
    item_id = entry.item_id if not is_decision else facts.decided_item if facts else None
    return AlertNoted(
        alert=entry.alert,
        number=entry.number,
        action=AlertAction(entry.what.value),
        rule=entry.rule,
        item_id=item_id,
        decision_id=entry.item_id.removeprefix(DECISION) if is_decision else None,
        region=entry.region,
        agency=entry.agency,
        step=entry.step or None,
        offices=tuple(one.value for one in entry.offices),
        vacant=tuple(one.value for one in entry.vacant),
        told=entry.told,
        told_offices=tuple(one.value for one in entry.told_offices),
        digest=entry.digest,
        by=entry.by,
        until=entry.until,
        why=entry.why or None,
        words=entry.words[:WORDS_MOST],
        at=entry.at,
    )
