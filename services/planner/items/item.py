"""The fields of an item of the plan, and their validation rules. Pure."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any, NamedTuple, TypedDict, cast

from chassis.http.problem import Fault
from chassis.sheets.calendar_date import FIRST_YEAR, LAST_YEAR, long_date
from chassis.sheets.cell import has_no_value, is_error, one_line
from chassis.sheets.figure import as_kept, as_number, figure_within
from chassis.sheets.footnote import without_footnote
from contracts.words import Book, Kind, PartnerKind, Pillar
from planner.agencies.directory import AgencyDirectory
from planner.code import CODE_MOST, is_code
from planner.limits import LIST_MOST
from planner.refusal import plan_fault

TITLE_MOST, TEXT_MOST, NAME_MOST, PARTNER_MOST = 500, 1000, 300, 200
BUDGET_MOST = 10**15 - 1
NUMBER_MOST = 1e15
WEIGHT_MOST = 1e6


class Milestone(NamedTuple):
    """`weight` percent of the item are planned to be done when the day `due` ends."""

    name: str
    due: date
    weight: float


class Partner(NamedTuple):
    """A partner outside the region's agencies."""

    name: str
    kind: PartnerKind


class Fields(TypedDict, total=False):
    """The fields read of an item; a field that could not be read is absent."""

    item_id: str
    kind: Kind
    pillar: Pillar
    book: Book
    title: str
    agency: str
    supporting_agencies: tuple[str, ...]
    partners: tuple[Partner, ...]
    kecamatan: str | None
    desa: str | None
    rural: bool | None
    start: date
    due: date
    milestones: tuple[Milestone, ...]
    indicator: str
    unit: str | None
    baseline: float | None
    target: float | None
    target_text: str | None
    budget: int
    budget_source: str | None
    rpjmd: str | None
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A complete and valid item, without its version and the right to change it."""

    item_id: str
    pillar: Pillar
    title: str
    agency: str
    start: date
    due: date
    kind: Kind = Kind.ACTION
    book: Book = Book.ACTION_PLAN
    supporting_agencies: tuple[str, ...] = ()
    partners: tuple[Partner, ...] = ()
    kecamatan: str | None = None
    desa: str | None = None
    rural: bool | None = None
    milestones: tuple[Milestone, ...] = ()
    indicator: str = ""
    unit: str | None = None
    baseline: float | None = None
    target: float | None = None
    target_text: str | None = None
    budget: int = 0
    budget_source: str | None = None
    rpjmd: str | None = None
    weight: float = 1.0


REQUIRED = ("item_id", "pillar", "title", "agency", "start", "due")
DEFAULTS: Mapping[str, Any] = {
    field.name: field.default for field in fields(Draft) if field.name not in REQUIRED
}
TEXTS: Mapping[str, int] = {
    "title": TITLE_MOST,
    "kecamatan": NAME_MOST,
    "desa": NAME_MOST,
    "indicator": TEXT_MOST,
    "unit": NAME_MOST,
    "target_text": TEXT_MOST,
    "budget_source": NAME_MOST,
    "rpjmd": TEXT_MOST,
}


def tidy(given: Fields) -> Fields:
    """The fields with texts on one line, numbers as a spreadsheet keeps them, and blank texts
    emptied.

    Footnote marks at the end of texts are removed. An export and an import keep the result exactly.
    """
    tidied: dict[str, Any] = dict(given)
    for name in TEXTS:
        if isinstance(text := tidied.get(name), str):
            line = without_footnote(one_line(text))
            nothing = "" if name in {"title", "indicator"} else None
            tidied[name] = nothing if has_no_value(line) else line
    for name in ("baseline", "target", "weight"):
        if tidied.get(name) is not None:
            tidied[name] = as_kept(tidied[name])
    if "milestones" in tidied:
        tidied["milestones"] = tuple(
            Milestone(one_line(name), due, as_kept(weight))
            for name, due, weight in tidied["milestones"]
        )
    if "partners" in tidied:
        tidied["partners"] = tuple(Partner(one_line(p.name), p.kind) for p in tidied["partners"])
    if tidied.get("target_text") and tidied.get("target") is None:
        tidied["target"] = figure_within(tidied["target_text"])
    return cast(Fields, tidied)


def complete(given: Fields) -> Draft:
    """The item, when `faults_of` is empty; absent fields get their defaults."""
    return Draft(**given)


def faults_of(given: Fields, agencies: AgencyDirectory) -> list[Fault]:
    """Every rule that the fields break. A rule is skipped when one of its fields is absent."""
    return [fault for rule in RULES for fault in rule(given, agencies)]


Rule = Callable[[Fields, AgencyDirectory], Iterator[Fault]]


def _code(given: Fields, _agencies: AgencyDirectory) -> Iterator[Fault]:
    code = given.get("item_id")
    if code is not None and not is_code(code, CODE_MOST):
        yield plan_fault("bad-code", "item_id", value=code[:80], limit=CODE_MOST)


def _texts(given: Fields, _agencies: AgencyDirectory) -> Iterator[Fault]:
    values: Mapping[str, Any] = given
    for name, limit in TEXTS.items():
        text = values.get(name)
        if is_error(text):
            yield plan_fault("cell-error", name, value=text)
        if text and len(text) > limit:
            yield plan_fault("text-too-long", name, length=len(text), limit=limit)
    if "title" in given and not given["title"]:
        yield plan_fault("missing", "title")


def _responsible(given: Fields, agencies: AgencyDirectory) -> Iterator[Fault]:
    lead = given.get("agency")
    if lead is not None and lead not in agencies:
        yield agencies.unknown(lead).fault("agency")
    seen: set[str] = set()
    supporting = given.get("supporting_agencies", ())
    if len(supporting) > LIST_MOST:
        yield plan_fault("too-many", "supporting_agencies", limit=LIST_MOST, count=len(supporting))
        return
    for code in supporting:
        if code not in agencies:
            yield agencies.unknown(code).fault("supporting_agencies")
        elif code == lead:
            yield plan_fault("supports-itself", "supporting_agencies", value=code)
        elif code in seen:
            yield plan_fault("given-twice", "supporting_agencies", value=code)
        seen.add(code)


def _partners(given: Fields, _agencies: AgencyDirectory) -> Iterator[Fault]:
    partners = given.get("partners", ())
    if len(partners) > LIST_MOST:
        yield plan_fault("too-many", "partners", limit=LIST_MOST, count=len(partners))
        return
    for name, count in _counted(partner.name for partner in partners).items():
        if count > 1:
            yield plan_fault("given-twice", "partners", value=name)
        yield from _name(name, "partners", PARTNER_MOST, ";")


def _days(given: Fields, _agencies: AgencyDirectory) -> Iterator[Fault]:
    start, due = given.get("start"), given.get("due")
    for name, day in (("start", start), ("due", due)):
        if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
            facts = {"year": day.year, "first": FIRST_YEAR, "last": LAST_YEAR}
            yield plan_fault("date-out-of-range", name, **facts)
    if start is not None and due is not None and due < start:
        yield plan_fault("due-before-start", "due", start=long_date(start), due=long_date(due))


def _milestones(given: Fields, _agencies: AgencyDirectory) -> Iterator[Fault]:
    steps = given.get("milestones", ())
    if len(steps) > LIST_MOST:
        yield plan_fault("too-many", "milestones", limit=LIST_MOST, count=len(steps))
        return
    for step in steps:
        yield from _name(step.name, "milestones", NAME_MOST, ";|")
        if not 0 < step.weight <= 100:
            yield plan_fault("milestone-weight", "milestones", name=step.name)
    for before, step in pairwise(steps):
        if step.due < before.due:
            day = long_date(step.due)
            yield plan_fault("milestones-not-rising", "milestones", name=step.name, day=day)
    total = as_number(sum((Decimal(repr(step.weight)) for step in steps), Decimal()))
    if total > 100 and all(step.weight <= 100 for step in steps):
        yield plan_fault("milestones-over-100", "milestones", total=f"{total:g}")


def _milestones_within(given: Fields, _agencies: AgencyDirectory) -> Iterator[Fault]:
    start, due = given.get("start"), given.get("due")
    if start is None or due is None or due < start:
        return
    for step in given.get("milestones", ())[:LIST_MOST]:
        if not start <= step.due <= due:
            yield plan_fault(
                "milestone-outside",
                "milestones",
                name=step.name,
                day=long_date(step.due),
                start=long_date(start),
                due=long_date(due),
            )


def _numbers(given: Fields, _agencies: AgencyDirectory) -> Iterator[Fault]:
    budget = given.get("budget", 0)
    if budget < 0:
        yield plan_fault("below-zero", "budget")
    elif budget > BUDGET_MOST:
        yield plan_fault("too-large", "budget", limit=BUDGET_MOST)
    weight = given.get("weight", 1.0)
    if weight <= 0:
        yield plan_fault("not-above-zero", "weight")
    elif weight > WEIGHT_MOST:
        yield plan_fault("too-large", "weight", limit=f"{WEIGHT_MOST:.0f}")
    for name, number in (("baseline", given.get("baseline")), ("target", given.get("target"))):
        if number is not None and abs(number) > NUMBER_MOST:
            yield plan_fault("too-large", name, limit=f"{NUMBER_MOST:.0f}")


def _target(given: Fields, _agencies: AgencyDirectory) -> Iterator[Fault]:
    text, target = given.get("target_text"), given.get("target")
    if text and target is not None and figure_within(text) != target:
        yield plan_fault("target-text-disagrees", "target", target=f"{target:g}", text=text)


def _name(name: str, field: str, limit: int, separators: str) -> Iterator[Fault]:
    if not name:
        yield plan_fault("missing", field)
    if len(name) > limit:
        yield plan_fault("text-too-long", field, length=len(name), limit=limit)
    if any(separator in name for separator in separators):
        yield plan_fault("separator-in-text", field, separators=" ".join(separators))


def _counted(names: Iterator[str]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for name in names:
        counts[name] = counts.get(name, 0) + 1
    return counts


RULES: tuple[Rule, ...] = (
    _code,
    _texts,
    _responsible,
    _partners,
    _days,
    _milestones,
    _milestones_within,
    _numbers,
    _target,
)
