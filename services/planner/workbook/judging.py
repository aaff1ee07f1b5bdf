"""Judges a workbook against what is stored: the outcome of each row, and the response. Pure."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from chassis.sheets.entry import Entry
from chassis.sheets.limits import Limits
from chassis.sheets.note import Note, fewer
from chassis.text import Language
from planner.agencies import agency
from planner.agencies.directory import AgencyDirectory
from planner.agencies.stored import StoredAgency
from planner.items import item
from planner.items.stored import StoredItem
from planner.workbook.agency_judging import directory_of, judge_agencies
from planner.workbook.found_table import FoundTable
from planner.workbook.item_judging import judge_items, refuse_dependents
from planner.workbook.mending import NONE, Mending
from planner.workbook.outcome import Outcome, Verdict
from planner.workbook.plan_file import PlanFile, read_plan

ERRORS_MOST = 10_000


@dataclass(frozen=True, slots=True)
class JudgedPlan:
    """The outcomes of an import, row by row."""

    agencies: Sequence[Outcome[agency.Draft]]
    items: Sequence[Outcome[item.Draft]]
    notes: Sequence[Note]
    tables: Sequence[FoundTable] = ()
    back: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """By code of a changed item: the fields whose new value is one that a former version had, and
    that version, the latest such.
    """

    fingerprint: str = ""
    """Hash of what would become of each row, with its content, to apply just what was looked at."""

    @property
    def refused(self) -> bool:
        """Whether any row is refused."""
        return any(outcome.verdict is Verdict.REFUSED for outcome in self.rows)

    @property
    def rows(self) -> list[Outcome[Any]]:
        """All outcomes, agencies first."""
        return [*self.agencies, *self.items]

    @property
    def counts(self) -> dict[str, int]:
        """How many rows have each verdict."""
        return _counts(self.rows)

    def body(self, language: Language) -> dict[str, Any]:
        """The counts, every error with its cell, the rows that change, and the notes."""
        errors = [fault for outcome in self.rows for fault in outcome.faults]
        return {
            **self.counts,
            "items": _counts(self.items),
            "agencies": _counts(self.agencies),
            "errors": [error.body(language) for error in errors[:ERRORS_MOST]],
            "errors_left_out": max(0, len(errors) - ERRORS_MOST),
            "changes": [
                _change(one, self.back) for one in self.rows if one.verdict is Verdict.CHANGED
            ],
            "notes": [note.body(language) for note in self.notes],
        }


def _counts(outcomes: Iterable[Outcome[Any]]) -> dict[str, int]:
    counted = Counter(outcome.verdict for outcome in outcomes)
    return {verdict.value: counted[verdict] for verdict in Verdict}


def _change(outcome: Outcome[Any], back: Mapping[str, Mapping[str, int]]) -> dict[str, Any]:
    return {
        "sheet": outcome.entry.sheet,
        "row": outcome.entry.number + 1,
        "code": outcome.code,
        "fields": list(outcome.changed),
        "goes_back": dict(back.get(outcome.code or "", {})),
    }


def read_for(  # noqa: PLR0917 - a child calls it by position
    data: bytes,
    limits: Limits,
    agencies: Mapping[str, StoredAgency],
    region: str,
    mending: Mending = NONE,
    region_name: str = "",
) -> PlanFile:
    """The file's entries, with agencies resolved by their names in `region`. Raises FileRefused."""

    def directory(entries: Sequence[Entry[agency.Fields]]) -> AgencyDirectory:
        return directory_of(entries, agencies, region, region_name)

    read = read_plan(data, directory, limits, mending)
    return PlanFile(
        [entry.slim() for entry in read.agencies],
        [entry.slim() for entry in read.items],
        fewer(read.notes),
        read.tables,
    )


def judge(
    file: PlanFile,
    *,
    agencies: Mapping[str, StoredAgency],
    items: Mapping[str, StoredItem],
    region: str,
    partial: bool,
) -> JudgedPlan:
    """The outcome of every row, against what is stored."""
    directory = directory_of(file.agencies, agencies, region)
    on_agencies = judge_agencies(file.agencies, agencies, region)
    on_items = judge_items(file.items, items, region, directory)
    if partial:
        here = {code: stored for code, stored in agencies.items() if stored.region == region}
        refuse_dependents(on_items, on_agencies, here)
    fingerprint = _fingerprint([*on_agencies, *on_items])
    return JudgedPlan(on_agencies, on_items, file.notes, file.tables, fingerprint=fingerprint)


def _fingerprint(outcomes: Iterable[Outcome[Any]]) -> str:
    told = hashlib.sha256()
    for one in outcomes:
        content = one.draft if one.verdict in {Verdict.ACCEPTED, Verdict.CHANGED} else None
        row = repr((one.code, one.verdict.value, one.version, content))
        told.update(row.encode(errors="surrogatepass"))
    return told.hexdigest()[:32]


class GoingBack:
    """Finds, of the changed items, the fields whose new value is one that a former version had: an
    old workbook sent again moves dates back. Takes one version at a time: there may be many.
    """

    def __init__(self, outcomes: Sequence[Outcome[item.Draft]]) -> None:
        changed = (one for one in outcomes if one.verdict is Verdict.CHANGED and one.code)
        self._changed = {one.code: one for one in changed}
        self.found: dict[str, dict[str, int]] = {}
        """By code, field and the latest version that had the value."""

    @property
    def codes(self) -> list[str]:
        """The items whose former versions are asked for."""
        return [code for code in self._changed if code]

    def take(self, version: StoredItem) -> None:
        """One former version; those of an item in their order."""
        code = version.draft.item_id
        outcome = self._changed[code]
        for name in outcome.changed:
            if getattr(version.draft, name) == getattr(outcome.draft, name):
                self.found.setdefault(code, {})[name] = version.version
