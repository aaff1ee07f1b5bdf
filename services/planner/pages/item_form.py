"""The form of an item of the plan: what it shows, and what is read from it. Pure."""

from collections.abc import Mapping
from datetime import date
from typing import Any, cast

from chassis.http.problem import Fault
from chassis.sheets.calendar_date import read_day
from chassis.sheets.figure import as_number, read_figure
from chassis.sheets.refusal import Unreadable
from chassis.text import Text
from contracts.words import Book, Kind, Pillar
from planner.items import item
from planner.items.item import Milestone, Partner
from planner.items.stored import StoredItem
from planner.limits import LIST_MOST
from planner.pages.seen import as_seen, changes, short
from planner.telling import ITEM_LABELS, YES_NO, figure, said
from planner.workbook.cell_lists import read_partners, write_partners

TEXTS = (
    *("title", "agency", "kecamatan", "desa", "indicator", "unit", "target_text"),
    *("budget_source", "rpjmd"),
)
WORDS: Mapping[str, type[Pillar | Kind | Book]] = {"pillar": Pillar, "kind": Kind, "book": Book}
DAYS = ("start", "due")
NUMBERS = ("budget", "weight", "baseline", "target")
STEP_FIELDS = tuple(
    f"{part}_{row}" for row in range(LIST_MOST) for part in ("step", "step_due", "step_weight")
)
FIELDS = (
    *("item_id", "region", "version", "seen", "steps", "supporting_agencies", "partners", "rural"),
    *(*WORDS, *TEXTS, *DAYS, *NUMBERS, *STEP_FIELDS),
)
STEPS_OF_EARLIER_RELEASE = 12
"""Rows for milestones of a form that does not say how many it has."""
RURAL: Mapping[str, bool] = {"ya": True, "tidak": False}
"""Whether an item is in a rural area, as the form says it; blank where it is not said."""
FIGURE_MOST = 60


def new_values(region: str) -> dict[str, str]:
    """The values of an empty form."""
    first = {"kind": Kind.ACTION.value, "book": Book.ACTION_PLAN.value, "weight": "1"}
    return {**dict.fromkeys(FIELDS, ""), **first, "region": region}


def values_of(stored: StoredItem) -> dict[str, str]:
    """The values of an item's form, and in `seen` the same as its reader saw them."""
    draft = stored.draft
    values = new_values(stored.region)
    values |= {name: str(getattr(draft, name).value) for name in WORDS}
    values |= {name: getattr(draft, name) or "" for name in TEXTS}
    values |= {name: getattr(draft, name).isoformat() for name in DAYS}
    values |= {name: figure(getattr(draft, name)) for name in NUMBERS}
    values["item_id"], values["version"] = draft.item_id, str(stored.version)
    values["supporting_agencies"] = ", ".join(draft.supporting_agencies)
    values["partners"] = write_partners(draft.partners)
    values["rural"] = "" if draft.rural is None else YES_NO[draft.rural]
    for row, step in enumerate(draft.milestones):
        values[f"step_{row}"], values[f"step_due_{row}"] = step.name, step.due.isoformat()
        values[f"step_weight_{row}"] = figure(step.weight)
    values |= {"seen": as_seen(told(stored)), "steps": str(LIST_MOST)}
    return values


def told(stored: StoredItem) -> dict[str, str]:
    """An item as people compare it: a text for each field of ITEM_LABELS."""
    return {name: short(said(getattr(stored.draft, name))) for name in ITEM_LABELS}


def contents_of(stored: StoredItem) -> list[tuple[str, str]]:
    """Label and text of each field that holds anything, in full."""
    texts = ((label, said(getattr(stored.draft, name))) for name, label in ITEM_LABELS.items())
    return [(label, text) for label, text in texts if text]


def changed_since(seen: str, stored: StoredItem) -> list[tuple[str, str, str]]:
    """Label, what the reader saw and what stands now, of each field that others have changed."""
    return changes(seen, told(stored), ITEM_LABELS)


def read_form(
    values: Mapping[str, str], stored: StoredItem | None
) -> tuple[item.Fields, list[Fault]]:
    """The fields of an item as typed, with what the form does not show as it is stored; and a fault
    for each field that cannot be read, which is left out. A blank budget is 0, a blank weight 1.
    """
    faults: list[Fault] = []
    given: dict[str, Any] = {
        "item_id": stored.draft.item_id if stored else values["item_id"].upper(),
        **{name: values[name] for name in TEXTS},
        "rural": RURAL.get(values["rural"]),
    }
    _take(given, "partners", _partners(values["partners"], faults))
    codes = (code.strip() for code in values["supporting_agencies"].split(","))
    given["supporting_agencies"] = tuple(code for code in codes if code)
    for name, kind in WORDS.items():
        if values[name] in set(kind):
            given[name] = kind(values[name])
        else:
            faults.append(Fault(name, "unknown-word", Text("pilih satu", "choose one")))
    for name in DAYS:
        _take(given, name, _day(values[name], name, faults))
    for name in NUMBERS:
        number = _number(values[name], name, faults, money=name == "budget")
        if number is not None or name in {"baseline", "target"}:
            given[name] = number
    if (budget := given.get("budget")) is not None:
        if budget != int(budget):
            faults.append(Fault("budget", "whole-rupiah", Text("rupiah bulat", "whole rupiah")))
        given["budget"] = int(budget)
    given["milestones"] = (*_steps(values, faults), *_below(values, stored))
    return cast(item.Fields, given), faults


def _partners(text: str, faults: list[Fault]) -> tuple[Partner, ...] | None:
    if not text:
        return ()
    try:
        return read_partners(text)
    except Unreadable as error:
        faults.append(error.fault("partners"))
        return None


def _below(values: Mapping[str, str], stored: StoredItem | None) -> tuple[Milestone, ...]:
    """Milestones for which the form had no rows, as they are stored."""
    shown = values["steps"]
    rows = int(shown) if shown.isdecimal() and len(shown) < 4 else STEPS_OF_EARLIER_RELEASE
    return stored.draft.milestones[rows:] if stored else ()


def _steps(values: Mapping[str, str], faults: list[Fault]) -> list[Milestone]:
    """The rows of which anything was typed."""
    steps = []
    for row in range(LIST_MOST):
        names = [f"{part}_{row}" for part in ("step", "step_due", "step_weight")]
        name, due, weight = (values[one] for one in names)
        if not (name or due or weight):
            continue
        day = _day(due, names[1], faults)
        share = _number(weight, names[2], faults)
        if not weight:
            message = Text("isi bobot tonggak, dalam persen", "give its weight, in percent")
            faults.append(Fault(names[2], "missing", message))
        if day is not None and share is not None:
            steps.append(Milestone(name, day, float(share)))
    return steps


def _take(given: dict[str, Any], name: str, value: Any) -> None:
    if value is not None:
        given[name] = value


def _day(text: str, name: str, faults: list[Fault]) -> date | None:
    try:
        return read_day(text[:FIGURE_MOST])
    except Unreadable:
        pass
    message = Text("isi tanggal, misalnya 31 Desember 2026", "give a date, such as 2026-12-31")
    faults.append(Fault(name, "date", message))
    return None


def _number(text: str, name: str, faults: list[Fault], *, money: bool = False) -> float | None:
    if not text:
        return None
    try:
        return as_number(read_figure(text[:FIGURE_MOST], money=money).amount)
    except (Unreadable, OverflowError):
        pass
    message = Text(
        "isi angka, misalnya 1,25 miliar atau 1.250.000.000" if money else "isi angka",
        "give a number, such as 1.250.000.000" if money else "give a number",
    )
    faults.append(Fault(name, "number", message))
    return None
