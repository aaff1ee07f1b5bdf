"""Cells that hold a list: agencies, partners, milestones, addresses. Pure."""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from chassis.sheets.calendar_date import long_date
from chassis.sheets.cell import Cell, one_line, shown
from chassis.sheets.day_order import WRITTEN_DAY_FIRST, DayOrder
from chassis.sheets.figure import Figure, as_number, read_figure
from chassis.sheets.key import header_key
from chassis.sheets.percent_column import PercentColumn
from chassis.sheets.refusal import Unreadable
from contracts.wording import PARTNERS as PARTNER_NAMES
from contracts.words import PartnerKind
from planner.agencies.directory import AgencyDirectory
from planner.items.item import Milestone, Partner
from planner.refusal import NotOfThePlan
from planner.workbook.agency_lists import BETWEEN, agencies_in
from planner.workbook.words import PARTNER_KINDS, read_word

SEPARATOR = re.compile(r"[;\n\r]|_x000[AaDd]_")
SUPPORTED_BY = "pendukung"
LED = re.compile(
    rf"(?P<lead>[^()]+)\(\s*(?:opd\s+)?{SUPPORTED_BY}\s*:\s*(?P<others>.+)\)\s*", re.IGNORECASE
)
"""An agency and those that support it: Dinas Kesehatan (pendukung: Bappeda; Diskominfo)."""
BARE_WEIGHT = re.compile(r"\|[ \t]*([0-9][0-9.,]*)[ \t]*(?=[;\n\r]|$)")
PARTNER = re.compile(r"(?P<name>.*\S)\s*\((?P<kind>[^()]*)\)")
BEFORE_ANOTHER = re.compile(rf"\(([^()]*)\)(?:{BETWEEN.pattern})", re.IGNORECASE)
"""In a partner's name: brackets that may be the kind of another partner before it."""


def parts_of(cell: Cell) -> list[str]:
    """The parts between semicolons or line ends, none of them empty."""
    if not isinstance(cell, str):
        return [shown(cell)]
    return [part for part in map(one_line, SEPARATOR.split(cell)) if part]


def addresses_of(cell: Cell) -> list[str]:
    """The mail addresses between semicolons, commas or line ends."""
    parts = (text for part in parts_of(cell) for text in part.split(","))
    return [text for text in map(one_line, parts) if text]


def read_supporting(cell: Cell, agencies: AgencyDirectory) -> tuple[str, ...]:
    """Agencies, each by code, name or alias; each once."""
    codes = [code for part in parts_of(cell) for code in agencies_in(part, agencies)]
    return tuple(dict.fromkeys(codes))


def read_responsible(cell: Cell, agencies: AgencyDirectory) -> str:
    """Exactly one agency; Unreadable(several-agencies) for more, which proposes the first of them
    with the others as supporting ones.
    """
    text = shown(cell)
    if agencies.knows(text):
        return agencies.resolve(text)
    if led := LED.fullmatch(text):
        return read_responsible(led["lead"], agencies)
    codes = read_supporting(cell, agencies)
    if len(codes) > 1:
        first, *others = map(agencies.written, codes)
        proposals = (f"{first} ({SUPPORTED_BY}: {'; '.join(others)})", first)
        raise NotOfThePlan("several-agencies", proposals=proposals)
    return codes[0] if codes else agencies.resolve(text)


def supporting_in(cell: str, agencies: AgencyDirectory) -> tuple[str, ...]:
    """The supporting agencies that the cell of the responsible one names behind it."""
    led = LED.fullmatch(shown(cell))
    return read_supporting(led["others"], agencies) if led else ()


def read_partners(cell: Cell) -> tuple[Partner, ...]:
    """Partners written as name (kind)."""
    return tuple(map(_partner, parts_of(cell)))


def _partner(text: str) -> Partner:
    kinds = ", ".join(PARTNER_NAMES.values())
    match = PARTNER.fullmatch(text)
    if match is None:
        raise NotOfThePlan("partner-kind-missing", value=text, known=kinds)
    if any(header_key(inner) in PARTNER_KINDS for inner in BEFORE_ANOTHER.findall(match["name"])):
        raise NotOfThePlan("several-partners", value=text)
    kind: PartnerKind = read_word(match["kind"], PARTNER_KINDS, PARTNER_NAMES.values())
    return Partner(match["name"], kind)


def write_partners(partners: tuple[Partner, ...]) -> str:
    """The partners in the form that `read_partners` reads."""
    return "; ".join(f"{partner.name} ({PARTNER_NAMES[partner.kind]})" for partner in partners)


def read_milestones(
    cell: Cell, weights: PercentColumn, order: DayOrder = WRITTEN_DAY_FIRST
) -> tuple[Milestone, ...]:
    """Milestones written as name | date | weight%."""
    return tuple(
        Milestone(name, order.read(day), as_number(weights.points(figure)))
        for name, day, figure in map(_milestone, parts_of(cell))
    )


def _milestone(text: str) -> tuple[str, str, Figure]:
    pieces = [piece.strip() for piece in text.split("|")]
    if len(pieces) != 3 or not all(pieces):
        raise NotOfThePlan("milestone-shape", value=text)
    return pieces[0], pieces[1], read_figure(pieces[2])


def weights_in(cells: Iterable[Cell]) -> Iterator[Figure]:
    """The weights without a percent sign of all milestones of a column, where readable."""
    for cell in cells:
        for weight in BARE_WEIGHT.findall(cell) if isinstance(cell, str) else ():
            try:
                yield read_figure(weight)
            except Unreadable:
                continue


def write_milestones(milestones: tuple[Milestone, ...]) -> str:
    """The milestones in the form that `read_milestones` reads."""
    return "; ".join(
        f"{step.name} | {long_date(step.due)} | {write_percent(step.weight)}" for step in milestones
    )


def write_percent(points: float) -> str:
    """A percentage with its sign and an Indonesian comma, every digit kept: 5,6%."""
    plain = f"{Decimal(repr(points)):f}"
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    return plain.replace(".", ",") + "%"
