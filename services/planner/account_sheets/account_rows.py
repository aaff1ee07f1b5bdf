"""Reads the rows of a table of accounts into fields of accounts. Pure."""

from collections.abc import Callable, Sequence
from typing import TypedDict

from chassis.sheets.cell import Cell, cell_address, has_no_value, is_blank, one_line, shown
from chassis.sheets.entry import Entry
from chassis.sheets.header_row import Header
from chassis.sheets.legible import legible
from chassis.sheets.refusal import Unreadable
from chassis.sheets.rows import RowKind, SheetRow
from contracts.account import OF_AN_AGENCY, Role
from contracts.account_published import ALSO_MOST
from contracts.wording import ROLES
from planner.account_sheets.columns import ROLE_WORDS
from planner.account_sheets.sender import Sender
from planner.accounts.account import USERNAME, others
from planner.refusal import NotOfThePlan
from planner.workbook.cell_lists import parts_of
from planner.workbook.words import read_word


class Fields(TypedDict, total=False):
    """The fields read of an account; a field that could not be read is absent."""

    username: str
    role: Role
    agency: str | None
    also: tuple[str, ...]
    region: str | None


def is_an_account(row: SheetRow, header: Header) -> bool:
    """Whether a row is meant as an account, also where its name or its role is missing."""
    if row.kind not in {RowKind.SIGNATURE, RowKind.REMARK}:
        return row.kind is RowKind.ENTRY
    filled = [name for name in header.places if not is_blank(_cell(header, row, name))]
    if filled == ["username"] and row.kind is RowKind.REMARK:
        return USERNAME.fullmatch(shown(_cell(header, row, "username")).casefold()) is not None
    return len(filled) > 1


def read_account(sheet: str, header: Header, row: SheetRow, sender: Sender) -> Entry[Fields]:
    """The entry of a row; each cell that cannot be read is a fault of its own. What a blank cell
    means depends on the sender: the own agency of a head, the region of the agency.
    """
    entry = Entry(sheet, row.number, header, row.cells, Fields())
    for field, reader in READERS:
        cell = _cell(header, row, field)
        try:
            entry.fields.update(reader(legible(cell), entry.fields, sender))
        except Unreadable as error:
            place = header.places.get(field)
            where = cell_address(row.number, place.column) if place else ""
            entry.faults.append(error.fault(field, where))
    return entry


def read_username(cell: Cell) -> str:
    """A user name in lower case; a whole number is its digits. Unreadable: username-missing,
    not-text, bad-username.
    """
    if has_no_value(cell):
        raise NotOfThePlan("username-missing")
    if isinstance(cell, bool) or not isinstance(cell, str | int | float):
        raise NotOfThePlan("not-text", value=shown(cell))
    name = (one_line(cell) if isinstance(cell, str) else shown(cell)).casefold()
    if not USERNAME.fullmatch(name):
        raise NotOfThePlan("bad-username")
    return name


def read_role(cell: Cell) -> Role:
    """A role by its word or code. Unreadable: missing, unknown-word."""
    if has_no_value(cell):
        raise NotOfThePlan("missing")
    return read_word(cell, ROLE_WORDS, ROLES.values())


def _named_region(cell: Cell, _read: Fields, sender: Sender) -> Fields:
    return {} if has_no_value(cell) else {"region": sender.region(shown(cell))}


def _region_unsaid(cell: Cell, read: Fields, sender: Sender) -> Fields:
    """Where the row names none: its agency's, else the sender's. A blank cell never means all
    regions for a sender who sees all.
    """
    if not has_no_value(cell) or not {"role", "agency"} <= read.keys():
        return {}
    if sender.is_of_an_agency or sender.account.region is not None:
        return {"region": sender.account.region}
    found = sender.region_of(read["agency"])
    if found is None and read["role"] not in OF_AN_AGENCY:
        raise NotOfThePlan("region-needed")
    return {"region": found}


def _agency(cell: Cell, read: Fields, sender: Sender) -> Fields:
    if has_no_value(cell):
        return {"agency": sender.account.agency if sender.is_of_an_agency else None}
    return {"agency": sender.agency(shown(cell), read.get("region"))}


def _also(cell: Cell, read: Fields, sender: Sender) -> Fields:
    if has_no_value(cell):
        return {"also": ()}
    found: list[str] = []
    for part in parts_of(cell):
        found += _named_in(part, read.get("region"), sender)
    codes = others(read.get("agency"), found)
    if len(codes) > ALSO_MOST:
        raise NotOfThePlan("too-many", limit=ALSO_MOST, count=len(codes))
    return {"also": codes}


def _named_in(part: str, region: str | None, sender: Sender) -> list[str]:
    """One agency; where none has a name with these commas, several."""
    try:
        return [sender.agency(part, region)]
    except Unreadable:
        pieces = [piece.strip() for piece in part.split(",") if piece.strip()]
        if len(pieces) < 2:
            raise
        return [sender.agency(piece, region) for piece in pieces]


READERS: Sequence[tuple[str, Callable[[Cell, Fields, Sender], Fields]]] = (
    ("username", lambda cell, _read, _sender: {"username": read_username(cell)}),
    ("role", lambda cell, _read, _sender: {"role": read_role(cell)}),
    ("region", _named_region),
    ("agency", _agency),
    ("also", _also),
    ("region", _region_unsaid),
)
"""In the order in which one needs what another has read."""


def _cell(header: Header, row: SheetRow, field: str) -> Cell:
    place = header.places.get(field)
    return row.cells[place.column] if place and place.column < len(row.cells) else None
