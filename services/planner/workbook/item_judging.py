"""Judges item rows against what is stored. Pure."""

from collections.abc import Mapping, Sequence
from typing import cast

from chassis.sheets.entry import Entry
from planner.agencies import agency
from planner.agencies.directory import AgencyDirectory
from planner.agencies.stored import StoredAgency
from planner.items import item
from planner.items.stored import StoredItem
from planner.refusal import plan_fault
from planner.workbook.outcome import (
    Outcome,
    Verdict,
    accepted,
    refuse_duplicates,
    refused,
    with_stored,
)


def judge_items(
    entries: Sequence[Entry[item.Fields]],
    stored: Mapping[str, StoredItem],
    region: str,
    agencies: AgencyDirectory,
) -> list[Outcome[item.Draft]]:
    """The outcome of every item row, in their order. `stored` holds the items they name."""
    outcomes = [_judge_item(entry, stored, region, agencies) for entry in entries]
    refuse_duplicates(outcomes, "item_id", lambda entry: entry.fields.get("item_id"))
    return outcomes


def _judge_item(
    entry: Entry[item.Fields],
    stored: Mapping[str, StoredItem],
    region: str,
    agencies: AgencyDirectory,
) -> Outcome[item.Draft]:
    code = entry.fields.get("item_id")
    before = stored.get(code) if code else None
    if code and before is not None and before.region != region:
        fault = plan_fault("other-region", "item_id", value=code, region=before.region)
        return refused(entry, code, [*entry.faults, fault])
    given = cast(item.Fields, with_stored(before, entry))
    given = item.tidy(given)
    faults = [*entry.faults, *item.faults_of(given, agencies)]
    if faults or not code:
        return refused(entry, code, faults)
    draft = item.complete(given)
    if before is not None and before.cancelled and before.draft != draft:
        return refused(entry, code, [plan_fault("item-cancelled", "item_id", value=code)])
    version = before.version if before else 0
    outcome = accepted(entry, code, draft, before.draft if before else None, version)
    outcome.is_cancelled = before is not None and before.cancelled
    return outcome


def refuse_dependents(
    items: Sequence[Outcome[item.Draft]],
    agencies: Sequence[Outcome[agency.Draft]],
    stored: Mapping[str, StoredAgency],
) -> None:
    """In a partial import, an item whose agency is refused and not stored is refused too."""
    there = {one.code for one in agencies if one.verdict is not Verdict.REFUSED} | set(stored)
    for outcome in items:
        if outcome.draft is None or outcome.verdict is Verdict.REFUSED:
            continue
        named: tuple[tuple[str, tuple[str, ...]], ...] = (
            ("agency", (outcome.draft.agency,)),
            ("supporting_agencies", outcome.draft.supporting_agencies),
        )
        for name, codes in named:
            for code in codes:
                if code not in there:
                    fault = plan_fault("agency-refused", name, value=code)
                    outcome.faults.append(outcome.entry.located(fault))
                    outcome.verdict = Verdict.REFUSED
