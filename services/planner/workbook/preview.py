"""What people see of an import before it is applied: doubtful cells, and each change. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from chassis.sheets.cell import shown
from chassis.sheets.column_rivals import RIVAL
from chassis.sheets.entry import CellFault
from chassis.text import Text
from contracts.words import Kind
from planner.agencies import agency
from planner.items import item
from planner.telling import differences, said
from planner.workbook.agency_lists import BETWEEN
from planner.workbook.cell_lists import SEPARATOR
from planner.workbook.judging import JudgedPlan
from planner.workbook.outcome import Outcome, Verdict

ALIKE_MOST = 500
WAITING = frozenset({"date-incomplete", "period-without-year", "section-unknown"})
"""Codes of faults that one answer for the sheet mends."""
ANSWERED_FOR_A_SHEET = frozenset({"start", "due", "period", "pillar"})
CHOSEN_WHOLE = frozenset({"agency", "pillar", "kind", "book", "start", "due"})
"""Fields of one word, name or day: what is chosen there takes the place of the whole cell."""
CHOSEN_ANYWHERE = frozenset({RIVAL, "sum-differs", "amount-not-exact"})
"""Codes of faults whose proposals take the place of the whole cell, whatever its field."""
CELLS_MOST, ROWS_MOST = 50, 100
"""Of each kind on a page; how many more there are is said."""


@dataclass(frozen=True, slots=True)
class DoubtfulCell:
    """A cell that cannot be taken as it stands, what is in it, and every reason."""

    sheet: str
    cell: str | None
    """None where its column is not in the sheet."""
    row: int
    header: str
    value: str
    reasons: tuple[Text, ...]
    whose: str
    """The code and title of its row, as far as they can be read."""
    proposals: tuple[str, ...] = ()
    """What may be meant instead, to choose from."""
    field: str = ""
    waits: bool = False
    """Whether an answer for the sheet mends it: to a month without a day, or a heading."""
    alike: tuple[str, ...] = ()
    """Of the first of several in a column with the same content and the same reasons: the others,
    at most `ALIKE_MOST`.
    """


@dataclass(frozen=True, slots=True)
class ChangedRow:
    """A row that changes what is stored: label, before, after, and the former version that had
    the new value, for each field.
    """

    code: str
    name: str
    is_item: bool
    fields: tuple[tuple[str, str, str, int | None], ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """An import as it is shown; of long lists the first, and how many more there are."""

    counts: Mapping[str, int]
    doubtful: Sequence[DoubtfulCell]
    doubtful_more: int
    waiting: Mapping[str, int]
    """Of each sheet in which months without a day, or headings, are still to be answered: how many
    cells wait for it, which are not among the doubtful ones.
    """
    changed: Sequence[ChangedRow]
    changed_more: int
    new: Sequence[tuple[str, str, str]]
    """Code, name, and the figures and days that were read."""
    new_more: int
    cancelled: Sequence[str]
    """Codes of unchanged rows whose items are cancelled in the plan."""
    goes_back: int
    """How many rows set a value back to one that a former version had."""
    fingerprint: str
    overdue: int = 0
    """New rows whose due day has ended: whoever is responsible will be told so."""
    overdue_quick_wins: int = 0

    @property
    def to_apply(self) -> int:
        """Rows that would be written."""
        return self.counts[Verdict.ACCEPTED] + self.counts[Verdict.CHANGED]


def preview(judged: JudgedPlan, today: date | None = None) -> Preview:
    """What is shown of `judged`; what is overdue, by the region's `today`."""
    asked = {one.sheet for one in judged.tables if one.asks_periods or one.headings}
    all_cells = list(_doubtful(judged.rows))
    waiting = [one for one in all_cells if one.waits and one.sheet in asked]
    cells = _with_alike([one for one in all_cells if not (one.waits and one.sheet in asked)])
    changed = [one for one in judged.rows if one.verdict is Verdict.CHANGED]
    changed.sort(key=lambda one: one.code not in judged.back)  # those that go back first
    new = [one for one in judged.rows if one.verdict is Verdict.ACCEPTED]
    overdue = [] if today is None else list(_overdue(judged.items, today))
    return Preview(
        counts=judged.counts,
        doubtful=cells[:CELLS_MOST],
        doubtful_more=max(0, len(cells) - CELLS_MOST),
        waiting=Counter(one.sheet for one in waiting),
        changed=[_changed(one, judged) for one in changed[:ROWS_MOST]],
        changed_more=max(0, len(changed) - ROWS_MOST),
        new=[(one.code or "", _name(one), _read(one.draft)) for one in new[:ROWS_MOST]],
        new_more=max(0, len(new) - ROWS_MOST),
        cancelled=[one.code or "" for one in judged.items if one.is_cancelled],
        goes_back=len(judged.back),
        fingerprint=judged.fingerprint,
        overdue=len(overdue),
        overdue_quick_wins=sum(one.kind is Kind.QUICK_WIN for one in overdue),
    )


def _overdue(items: Iterable[Outcome[item.Draft]], today: date) -> Iterator[item.Draft]:
    for one in items:
        draft = one.draft
        if one.verdict is Verdict.ACCEPTED and draft is not None and draft.due < today:
            yield draft


def _doubtful(outcomes: Iterable[Outcome[Any]]) -> Iterator[DoubtfulCell]:
    for outcome in outcomes:
        if outcome.verdict is not Verdict.REFUSED:
            continue
        places: dict[str, list[CellFault]] = {}
        for fault in (*outcome.faults, *_other_cells(outcome)):
            places.setdefault(fault.cell or f"?{fault.header}", []).append(fault)
        for faults in places.values():
            first = faults[0]
            yield DoubtfulCell(
                first.sheet,
                first.cell,
                first.row,
                first.header,
                shown(first.value),
                tuple(dict.fromkeys(fault.fault.message for fault in faults)),
                " · ".join(filter(None, (outcome.code, _name(outcome)))),
                tuple(dict.fromkeys(_proposals(faults))),
                field=first.fault.field,
                waits=all(
                    fault.fault.code in WAITING and fault.fault.field in ANSWERED_FOR_A_SHEET
                    for fault in faults
                ),
            )


def _proposals(faults: Sequence[CellFault]) -> Iterator[str]:
    """Of a cell with one name or day in it, also where there may be several."""
    for one in faults:
        text = shown(one.value)
        whole = one.fault.field in CHOSEN_WHOLE or one.fault.code in CHOSEN_ANYWHERE
        if whole or (one.fault.field == "supporting_agencies" and not _is_list(text)):
            yield from one.fault.proposals


def _is_list(text: str) -> bool:
    return bool(BETWEEN.search(text) or SEPARATOR.search(text))


def _other_cells(outcome: Outcome[Any]) -> Iterator[CellFault]:
    """Of two days that contradict each other, either may be the wrong one."""
    for fault in outcome.faults:
        if fault.fault.code == "due-before-start":
            start = outcome.entry.located(replace(fault.fault, field="start"))
            if start.cell and start.cell != fault.cell:
                yield start


def _with_alike(cells: Sequence[DoubtfulCell]) -> list[DoubtfulCell]:
    """Each first of several that are alike names the others. Blank ones, and codes that stand
    twice, are each to be filled in by themselves.
    """
    alike: dict[object, list[int]] = defaultdict(list)
    for number, one in enumerate(cells):
        if one.cell and one.value:
            column = one.cell.rstrip("0123456789")
            alike[one.sheet, column, one.value, one.reasons].append(number)
    told = list(cells)
    for first, *others in alike.values():
        names = (cells[number].cell for number in others[:ALIKE_MOST])
        told[first] = replace(cells[first], alike=tuple(name for name in names if name))
    return told


def _name(outcome: Outcome[Any]) -> str:
    fields = outcome.entry.fields
    return str(fields.get("title") or fields.get("name") or "")


def _changed(outcome: Outcome[Any], judged: JudgedPlan) -> ChangedRow:
    is_item = isinstance(outcome.draft, item.Draft)
    back = judged.back.get(outcome.code or "", {}) if is_item else {}
    return ChangedRow(
        outcome.code or "",
        _name(outcome) or _stored_name(outcome.before),
        is_item,
        tuple(
            (label, was, now, back.get(name))
            for name, label, was, now in differences(outcome.before, outcome.draft)
        ),
    )


def _read(draft: item.Draft | agency.Draft | None) -> str:
    if not isinstance(draft, item.Draft):
        return said(draft.contacts) if draft else ""
    days = f"{said(draft.start)} – {said(draft.due)}"
    others = f" + {', '.join(draft.supporting_agencies)}" if draft.supporting_agencies else ""
    return " · ".join((draft.agency + others, said(draft.pillar), days, f"Rp {said(draft.budget)}"))


def _stored_name(draft: item.Draft | agency.Draft | None) -> str:
    return draft.title if isinstance(draft, item.Draft) else draft.name if draft else ""
