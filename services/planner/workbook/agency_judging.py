"""Judges agency rows against what is stored; gives the agencies that item rows may name. Pure."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import cast

from chassis.sheets.entry import Entry
from planner.agencies import agency
from planner.agencies.directory import AgencyDirectory, names_taken
from planner.agencies.stored import StoredAgency
from planner.refusal import plan_fault
from planner.workbook.outcome import (
    Outcome,
    Verdict,
    accepted,
    refuse_duplicates,
    refused,
    with_stored,
)


def directory_of(
    entries: Sequence[Entry[agency.Fields]],
    stored: Mapping[str, StoredAgency],
    region: str,
    region_name: str = "",
) -> AgencyDirectory:
    """The agencies that the region's sheets may name: the stored ones, replaced by those of the
    file; `region_name` may stand behind their names.

    A refused row counts as far as it can be read, so that one bad cell is one error.
    """
    drafts = {code: one.draft for code, one in stored.items() if one.region == region}
    for outcome in _judged_alone(entries, stored, region):
        draft = outcome.draft or _as_far_as_read(outcome.entry)
        drafts[draft.agency] = draft
    return AgencyDirectory(list(drafts.values()), region, region_name)


def _as_far_as_read(entry: Entry[agency.Fields]) -> agency.Draft:
    code = entry.fields.get("agency") or entry.where
    name = entry.fields.get("name") or code
    return agency.Draft(agency=code, name=name, aliases=entry.fields.get("aliases", ()))


def judge_agencies(
    entries: Sequence[Entry[agency.Fields]],
    stored: Mapping[str, StoredAgency],
    region: str,
) -> list[Outcome[agency.Draft]]:
    """The outcome of every agency row, in their order. `stored` holds all of the region."""
    outcomes = _judged_alone(entries, stored, region)
    directory = directory_of(entries, stored, region)
    order = {outcome.code: number for number, outcome in reversed(list(enumerate(outcomes)))}
    for number, outcome in enumerate(outcomes):
        if outcome.draft is not None:
            first = partial(_is_before, order, number)
            if faults := names_taken(outcome.draft, directory, first):
                outcome.faults.append(outcome.entry.located(faults[0]))
                outcome.verdict, outcome.draft = Verdict.REFUSED, None
    refuse_duplicates(outcomes, "agency", lambda entry: entry.fields.get("agency"))
    return outcomes


def _is_before(order: Mapping[str | None, int], number: int, code: str) -> bool:
    """Whether an agency is stored only, or is in a row above row `number` of the file."""
    return order.get(code, -1) < number


def _judged_alone(
    entries: Sequence[Entry[agency.Fields]],
    stored: Mapping[str, StoredAgency],
    region: str,
) -> list[Outcome[agency.Draft]]:
    return [_judge_agency(entry, stored, region) for entry in entries]


def _judge_agency(
    entry: Entry[agency.Fields], stored: Mapping[str, StoredAgency], region: str
) -> Outcome[agency.Draft]:
    code = entry.fields.get("agency")
    before = stored.get(code) if code else None
    if code and before is not None and before.region != region:
        fault = plan_fault("other-region", "agency", value=code, region=before.region)
        return refused(entry, code, [*entry.faults, fault])
    given = cast(agency.Fields, with_stored(before, entry))
    if before is not None and "contacts" in entry.fields:
        given["contacts"] = _with_names(entry, before.draft.contacts)
    given = agency.tidy(given)
    faults = [*entry.faults, *agency.faults_of(given)]
    if faults or not code:
        return refused(entry, code, faults)
    draft = agency.Draft(**given)
    version = before.version if before else 0
    return accepted(entry, code, draft, before.draft if before else None, version)


def _with_names(
    entry: Entry[agency.Fields], before: tuple[agency.Contact, ...]
) -> tuple[agency.Contact, ...]:
    """A sheet has no names of contacts, and perhaps not every role: the stored ones are kept."""
    names = {(contact.role, contact.email): contact.name for contact in before}
    read = [
        contact._replace(name=names.get((contact.role, contact.email)))
        for contact in entry.fields["contacts"]
    ]
    kept = [contact for contact in before if contact.role not in entry.header.places]
    return (*read, *kept)
