"""What an import would do with each row: accept, change, leave or refuse it. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from enum import StrEnum
from functools import partial
from typing import Any, Generic, TypeVar, cast

from chassis.http.problem import Fault
from chassis.sheets.entry import CellFault, Entry
from planner.agencies import agency
from planner.agencies.directory import AgencyDirectory, names_taken
from planner.agencies.stored import StoredAgency
from planner.items import item
from planner.items.stored import StoredItem
from planner.refusal import refusal

D = TypeVar("D", item.Draft, agency.Draft)


class Verdict(StrEnum):
    """What became of a row, in one word; in a dry run, what would."""

    ACCEPTED = "accepted"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(slots=True)
class Outcome(Generic[D]):
    """What became of one row, and why; `version` is the one that is stored, 0 for none."""

    entry: Entry[Any]
    code: str | None
    verdict: Verdict
    draft: D | None = None
    version: int = 0
    changed: tuple[str, ...] = ()
    faults: list[CellFault] = field(default_factory=list)


def _refused(entry: Entry[Any], code: str | None, faults: Iterable[Fault]) -> Outcome[Any]:
    """Refused for its faults; each field is blamed once, for the first thing that is wrong."""
    first: dict[str, Fault] = {}
    for fault in faults:
        first.setdefault(fault.field, fault)
    located = [entry.located(fault) for fault in first.values()]
    return Outcome(entry, code, Verdict.REFUSED, faults=located)


def _accepted(entry: Entry[Any], code: str, draft: D, before: D | None, version: int) -> Outcome[D]:
    if before is None:
        return Outcome(entry, code, Verdict.ACCEPTED, draft)
    if before == draft:
        return Outcome(entry, code, Verdict.UNCHANGED, draft, version)
    names = (f.name for f in fields(draft) if getattr(before, f.name) != getattr(draft, f.name))
    return Outcome(entry, code, Verdict.CHANGED, draft, version, tuple(names))


def _refuse_duplicates(
    outcomes: Sequence[Outcome[D]], name: str, code_of: Callable[[Entry[Any]], str | None]
) -> None:
    """Rows with one code are refused, all of them; each later one names the first."""
    first: dict[str, Outcome[D]] = {}
    for outcome in outcomes:
        code = code_of(outcome.entry)
        if not code:
            continue
        before = first.setdefault(code, outcome)
        if before is outcome:
            continue
        where = {"first": before.entry.where, "second": outcome.entry.where}
        fault = refusal("duplicate-code", name, value=code, **where)
        outcome.faults.append(outcome.entry.located(fault))
        outcome.verdict = before.verdict = Verdict.REFUSED


def judge_items(
    entries: Sequence[Entry[item.Fields]],
    stored: Mapping[str, StoredItem],
    region: str,
    agencies: AgencyDirectory,
) -> list[Outcome[item.Draft]]:
    """The outcome of every item row, in their order. `stored` holds the items they name."""
    outcomes = [_judge_item(entry, stored, region, agencies) for entry in entries]
    _refuse_duplicates(outcomes, "item_id", lambda entry: entry.fields.get("item_id"))
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
        fault = refusal("other-region", "item_id", value=code, region=before.region)
        return _refused(entry, code, [*entry.faults, fault])
    given = cast(item.Fields, _over(before, entry))
    given = item.tidy(given)
    faults = [*entry.faults, *item.faults_of(given, agencies)]
    if faults or not code:
        return _refused(entry, code, faults)
    draft = item.complete(given)
    if before is not None and before.cancelled and before.draft != draft:
        return _refused(entry, code, [refusal("item-cancelled", "item_id", value=code)])
    version = before.version if before else 0
    return _accepted(entry, code, draft, before.draft if before else None, version)


def _over(before: StoredItem | StoredAgency | None, entry: Entry[Any]) -> dict[str, Any]:
    """The row's fields over the stored ones; a column that is not there leaves its field."""
    kept: dict[str, Any] = {}
    if before is not None:
        kept = {f.name: getattr(before.draft, f.name) for f in fields(before.draft)}
        for fault in entry.faults:
            kept.pop(fault.field, None)
    return {**kept, **entry.fields}


def directory_of(
    entries: Sequence[Entry[agency.Fields]],
    stored: Mapping[str, StoredAgency],
    region: str,
) -> AgencyDirectory:
    """Whom the region's sheets may name: the stored agencies under those of the file.

    Rows that are refused count as known by what can be read of them, so that one bad
    cell is one error.
    """
    known = {code: one.draft for code, one in stored.items() if one.region == region}
    for outcome in _judged_alone(entries, stored, region):
        draft = outcome.draft or _as_far_as_read(outcome.entry)
        known[draft.agency] = draft
    return AgencyDirectory(list(known.values()))


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
    _refuse_duplicates(outcomes, "agency", lambda entry: entry.fields.get("agency"))
    return outcomes


def _is_before(order: Mapping[str | None, int], number: int, code: str) -> bool:
    """Whether an agency is stored only, or stands above row `number` of the file."""
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
        fault = refusal("other-region", "agency", value=code, region=before.region)
        return _refused(entry, code, [*entry.faults, fault])
    given = cast(agency.Fields, _over(before, entry))
    if before is not None and "contacts" in entry.fields:
        given["contacts"] = _with_names(entry, before.draft.contacts)
    given = agency.tidy(given)
    faults = [*entry.faults, *agency.faults_of(given)]
    if faults or not code:
        return _refused(entry, code, faults)
    draft = agency.Draft(**given)
    version = before.version if before else 0
    return _accepted(entry, code, draft, before.draft if before else None, version)


def _with_names(
    entry: Entry[agency.Fields], before: tuple[agency.Contact, ...]
) -> tuple[agency.Contact, ...]:
    """A sheet has no names of contacts, and perhaps not every role: what is stored stays."""
    names = {(contact.role, contact.email): contact.name for contact in before}
    read = [
        contact._replace(name=names.get((contact.role, contact.email)))
        for contact in entry.fields["contacts"]
    ]
    kept = [contact for contact in before if contact.role not in entry.header.places]
    return (*read, *kept)


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
        wanted: tuple[tuple[str, tuple[str, ...]], ...] = (
            ("agency", (outcome.draft.agency,)),
            ("supporting_agencies", outcome.draft.supporting_agencies),
        )
        for name, codes in wanted:
            for code in codes:
                if code not in there:
                    fault = refusal("agency-refused", name, value=code)
                    outcome.faults.append(outcome.entry.located(fault))
                    outcome.verdict = Verdict.REFUSED
