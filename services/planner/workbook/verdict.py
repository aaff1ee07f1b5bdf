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


class Outcome(StrEnum):
    """What becomes of a row."""

    ACCEPTED = "accepted"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(slots=True)
class Verdict(Generic[D]):
    """One row's outcome; `version` is the one that is stored, 0 for none."""

    entry: Entry[Any]
    code: str | None
    outcome: Outcome
    draft: D | None = None
    version: int = 0
    changed: tuple[str, ...] = ()
    faults: list[CellFault] = field(default_factory=list)


def _refused(entry: Entry[Any], code: str | None, faults: Iterable[Fault]) -> Verdict[Any]:
    """Refused for its faults; each field is blamed once, for the first thing that is wrong."""
    first: dict[str, Fault] = {}
    for fault in faults:
        first.setdefault(fault.field, fault)
    located = [entry.located(fault) for fault in first.values()]
    return Verdict(entry, code, Outcome.REFUSED, faults=located)


def _accepted(entry: Entry[Any], code: str, draft: D, before: D | None, version: int) -> Verdict[D]:
    if before is None:
        return Verdict(entry, code, Outcome.ACCEPTED, draft)
    if before == draft:
        return Verdict(entry, code, Outcome.UNCHANGED, draft, version)
    names = (f.name for f in fields(draft) if getattr(before, f.name) != getattr(draft, f.name))
    return Verdict(entry, code, Outcome.CHANGED, draft, version, tuple(names))


def _refuse_duplicates(
    verdicts: Sequence[Verdict[D]], name: str, code_of: Callable[[Entry[Any]], str | None]
) -> None:
    """Rows with one code are refused, all of them; each later one names the first."""
    first: dict[str, Verdict[D]] = {}
    for verdict in verdicts:
        code = code_of(verdict.entry)
        if not code:
            continue
        before = first.setdefault(code, verdict)
        if before is verdict:
            continue
        where = {"first": before.entry.where, "second": verdict.entry.where}
        fault = refusal("duplicate-code", name, value=code, **where)
        verdict.faults.append(verdict.entry.located(fault))
        verdict.outcome = before.outcome = Outcome.REFUSED


def judge_items(
    entries: Sequence[Entry[item.Fields]],
    stored: Mapping[str, StoredItem],
    region: str,
    agencies: AgencyDirectory,
) -> list[Verdict[item.Draft]]:
    """The verdict on every item row, in their order. `stored` holds the items they name."""
    verdicts = [_judge_item(entry, stored, region, agencies) for entry in entries]
    _refuse_duplicates(verdicts, "item_id", lambda entry: entry.fields.get("item_id"))
    return verdicts


def _judge_item(
    entry: Entry[item.Fields],
    stored: Mapping[str, StoredItem],
    region: str,
    agencies: AgencyDirectory,
) -> Verdict[item.Draft]:
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
    for verdict in _judged_alone(entries, stored, region):
        draft = verdict.draft or _as_far_as_read(verdict.entry)
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
) -> list[Verdict[agency.Draft]]:
    """The verdict on every agency row, in their order. `stored` holds all of the region."""
    verdicts = _judged_alone(entries, stored, region)
    directory = directory_of(entries, stored, region)
    order = {verdict.code: number for number, verdict in reversed(list(enumerate(verdicts)))}
    for number, verdict in enumerate(verdicts):
        if verdict.draft is not None:
            first = partial(_is_before, order, number)
            if faults := names_taken(verdict.draft, directory, first):
                verdict.faults.append(verdict.entry.located(faults[0]))
                verdict.outcome, verdict.draft = Outcome.REFUSED, None
    _refuse_duplicates(verdicts, "agency", lambda entry: entry.fields.get("agency"))
    return verdicts


def _is_before(order: Mapping[str | None, int], number: int, code: str) -> bool:
    """Whether an agency is stored only, or stands above row `number` of the file."""
    return order.get(code, -1) < number


def _judged_alone(
    entries: Sequence[Entry[agency.Fields]],
    stored: Mapping[str, StoredAgency],
    region: str,
) -> list[Verdict[agency.Draft]]:
    return [_judge_agency(entry, stored, region) for entry in entries]


def _judge_agency(
    entry: Entry[agency.Fields], stored: Mapping[str, StoredAgency], region: str
) -> Verdict[agency.Draft]:
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
    items: Sequence[Verdict[item.Draft]],
    agencies: Sequence[Verdict[agency.Draft]],
    stored: Mapping[str, StoredAgency],
) -> None:
    """In a partial import, an item whose agency is refused and not stored is refused too."""
    there = {v.code for v in agencies if v.outcome is not Outcome.REFUSED} | set(stored)
    for verdict in items:
        if verdict.draft is None or verdict.outcome is Outcome.REFUSED:
            continue
        wanted: tuple[tuple[str, tuple[str, ...]], ...] = (
            ("agency", (verdict.draft.agency,)),
            ("supporting_agencies", verdict.draft.supporting_agencies),
        )
        for name, codes in wanted:
            for code in codes:
                if code not in there:
                    fault = refusal("agency-refused", name, value=code)
                    verdict.faults.append(verdict.entry.located(fault))
                    verdict.outcome = Outcome.REFUSED
