"""Reads the rows of an agency table into fields of agencies. Pure."""

from typing import Any, cast

from chassis.sheets.cell import Cell, cell_address, has_no_value, shown
from chassis.sheets.code_cell import read_code
from chassis.sheets.entry import Entry
from chassis.sheets.header_row import Header
from chassis.sheets.legible import legible
from chassis.sheets.refusal import Unreadable
from chassis.sheets.rows import SheetRow
from contracts.words import ContactRole
from planner.agencies.agency import Contact, Fields
from planner.refusal import NotOfThePlan
from planner.workbook.cell_lists import addresses_of, parts_of

ROLES = tuple(role.value for role in ContactRole)


def read_agency(sheet: str, header: Header, row: SheetRow) -> Entry[Fields]:
    """The entry of a row; a contact role without a column is not in it."""
    read: dict[str, Any] = {}
    entry = Entry(sheet, row.number, header, row.cells, cast(Fields, read))
    contacts: list[Contact] = []
    for field, place in header.places.items():
        cell = row.cells[place.column] if place.column < len(row.cells) else None
        try:
            cell = legible(cell)
            if field in ROLES:
                contacts += _contacts(ContactRole(field), cell)
            else:
                read[field] = _value(field, cell)
        except Unreadable as error:
            entry.faults.append(error.fault(field, cell_address(row.number, place.column)))
    if any(role in header.places for role in ROLES):
        read["contacts"] = tuple(contacts)
    return entry


def _contacts(role: ContactRole, cell: Cell) -> list[Contact]:
    return [] if has_no_value(cell) else [Contact(role, email) for email in addresses_of(cell)]


def _value(field: str, cell: Cell) -> Any:
    if field == "aliases":
        return () if has_no_value(cell) else tuple(dict.fromkeys(parts_of(cell)))
    if not has_no_value(cell):
        return read_code(cell) if field == "agency" else shown(cell)
    if field == "kind":
        return "other"
    raise NotOfThePlan("missing")
