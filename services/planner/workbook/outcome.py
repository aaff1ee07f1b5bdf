"""The outcome of one row of an import: accepted, changed, unchanged or refused, and why. Pure."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Any, Generic, TypeVar

from chassis.http.problem import Fault
from chassis.sheets.entry import CellFault, Entry
from planner.accounts.account import NewAccount
from planner.agencies import agency
from planner.agencies.stored import StoredAgency
from planner.items import item
from planner.items.stored import StoredItem
from planner.refusal import plan_fault

D = TypeVar("D", item.Draft, agency.Draft, NewAccount)


class Verdict(StrEnum):
    """The verdict on a row; in a dry run, the one that it would have."""

    ACCEPTED = "accepted"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(slots=True)
class Outcome(Generic[D]):
    """The verdict on one row, and why; `version` is the stored one, 0 for none."""

    entry: Entry[Any]
    code: str | None
    verdict: Verdict
    draft: D | None = None
    version: int = 0
    changed: tuple[str, ...] = ()
    before: D | None = None
    """What is stored, of a changed row."""
    faults: list[CellFault] = field(default_factory=list)
    is_cancelled: bool = False
    """Whether it is as the row says, and cancelled."""


def refused(entry: Entry[Any], code: str | None, faults: Iterable[Fault]) -> Outcome[Any]:
    """A refused row with its faults: for each field only the first."""
    first: dict[str, Fault] = {}
    for fault in faults:
        first.setdefault(fault.field, fault)
    located = [entry.located(fault) for fault in first.values()]
    return Outcome(entry, code, Verdict.REFUSED, faults=located)


def accepted(entry: Entry[Any], code: str, draft: D, before: D | None, version: int) -> Outcome[D]:
    """An accepted row: new, or changed or unchanged against the stored one (`before`, at
    `version`).
    """
    if before is None:
        return Outcome(entry, code, Verdict.ACCEPTED, draft)
    if before == draft:
        return Outcome(entry, code, Verdict.UNCHANGED, draft, version)
    names = (f.name for f in fields(draft) if getattr(before, f.name) != getattr(draft, f.name))
    return Outcome(entry, code, Verdict.CHANGED, draft, version, tuple(names), before)


def refuse_duplicates(
    outcomes: Sequence[Outcome[D]], name: str, code_of: Callable[[Entry[Any]], str | None]
) -> None:
    """Refuse all rows with the same code; the fault of each later one names the first."""
    first: dict[str, Outcome[D]] = {}
    for outcome in outcomes:
        code = code_of(outcome.entry)
        if not code:
            continue
        before = first.setdefault(code, outcome)
        if before is outcome:
            continue
        where = {"first": before.entry.where, "second": outcome.entry.where}
        fault = plan_fault("duplicate-code", name, value=code, **where)
        outcome.faults.append(outcome.entry.located(fault))
        outcome.verdict = before.verdict = Verdict.REFUSED


def with_stored(before: StoredItem | StoredAgency | None, entry: Entry[Any]) -> dict[str, Any]:
    """The row's fields over the stored ones; a field without a column is kept."""
    stored: dict[str, Any] = {}
    if before is not None:
        stored = {f.name: getattr(before.draft, f.name) for f in fields(before.draft)}
        for fault in entry.faults:
            stored.pop(fault.field, None)
    return {**stored, **entry.fields}
