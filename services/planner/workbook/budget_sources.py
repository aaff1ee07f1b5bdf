"""Money in several columns, one for each source (APBD, APBN, CSR), with or without a sum. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import chain

from chassis.sheets.cell import Cell, cell_address, has_no_value, is_blank, shown
from chassis.sheets.column_rivals import cell_of
from chassis.sheets.header_row import IN_BRACKETS, ColumnPlace, Header, field_of
from chassis.sheets.key import header_key
from chassis.sheets.rows import SheetRow
from planner.items.item import NAME_MOST
from planner.refusal import NotOfThePlan

BUDGET, SOURCE = "budget", "budget_source"
SOURCES = re.compile(
    r"(?:(?:dana|sumber|anggaran|pagu|non)[\s-]+)*(?:apbd(?:es)?|apbn|p?dak|dau|dbh|did|pad|silpa|blud|csr"
    r"|tjsl|swasta|dunia usaha|mitra|hibah|bankeu|bantuan keuangan|dana desa|desa|add|pinjaman|phln"
    r"|kpbu|masyarakat|swadaya|lain(?:nya|-lain)?)\b",
    re.IGNORECASE,
)
OF_A_GROUP = re.compile(
    r"(?:dana\s+)?(?:kab(?:upaten)?|kota|prov(?:insi)?|pusat|kementerian)\b", re.IGNORECASE
)
"""Sources below a group of money; alone they may be places."""
TOTAL = re.compile(
    r"(?:total|jumlah)(?:\s+(?:pagu|anggaran|dana|biaya|pendanaan|rp))*", re.IGNORECASE
)


def source_in(place: ColumnPlace) -> str | None:
    """The source that the lowest text of a header names."""
    text = IN_BRACKETS.sub("", place.header).strip(" .:")
    is_source = SOURCES.match(text) or (len(place.texts) > 1 and OF_A_GROUP.match(text))
    return text if is_source else None


def with_sources(header: Header) -> Header:
    """The header with the columns of sources, and of their sum, as ones of the budget."""
    table = header.table
    found = [one for one in header.unknown if source_in(one) and _may_be_money(header, one)]
    before = [one for one in _offers(header) if source_in(one)]
    sources = [*before, *found]
    if not found and not before:
        return header
    if len(sources) + (BUDGET in header.places and not before) < 2:
        return header
    edges = {min(at.column for at in sources) - 1, max(at.column for at in sources) + 1}
    found += [one for one in header.unknown if one.column in edges and _is_total(one)]
    if not found:
        return header
    places, again = dict(header.places), list(header.again)
    if BUDGET not in places:
        places[BUDGET] = found[0]
    again += [(BUDGET, one) for one in found if one is not places[BUDGET]]
    unknown = tuple(one for one in header.unknown if one not in found)
    return replace(header, table=table, places=places, again=tuple(again), unknown=unknown)


def _may_be_money(header: Header, place: ColumnPlace) -> bool:
    """Whether a column stands below no group, or one of money or its sources."""
    return all(field_of(header.table, text) in {BUDGET, SOURCE} for text in place.texts[:-1])


def _is_total(place: ColumnPlace) -> bool:
    return TOTAL.fullmatch(IN_BRACKETS.sub("", place.header).strip(" .:")) is not None


def _offers(header: Header) -> list[ColumnPlace]:
    others = (place for name, place in header.again if name == BUDGET)
    return list(chain(filter(None, [header.places.get(BUDGET)]), others))


def parts_of(offers: Sequence[ColumnPlace]) -> tuple[list[ColumnPlace], ColumnPlace | None] | None:
    """Of columns of money those that are parts of one sum, and that of the sum; None where they are
    not, or it is not certain.
    """
    parts = [one for one in offers if source_in(one)]
    others = [one for one in offers if one not in parts]
    names = {header_key(one.header) for one in parts}
    if len(parts) < 1 or len(names) < len(parts) or len(others) > 1:
        return None
    if len(parts) + len(others) < 2:
        return None
    return parts, others[0] if others else None


def said_by(parts: Iterable[tuple[ColumnPlace, int]]) -> str | None:
    """The sources with their money, for an item; their names alone where that is too long."""
    told = [(source_in(place) or place.header, amount) for place, amount in parts if amount]
    text = "; ".join(f"{name}: Rp " + f"{amount:,}".replace(",", ".") for name, amount in told)
    if len(text) > NAME_MOST:
        text = "; ".join(name for name, _ in told)
    return text[:NAME_MOST] or None


def demand_equal(
    row: SheetRow,
    total: ColumnPlace,
    amount: int,
    parts: Sequence[tuple[ColumnPlace, int]],
    scale: int,
) -> None:
    """Raise NotOfThePlan(sum-differs) where a sum is another than that of its parts; `scale`: what
    the unit of its column multiplies by.
    """
    together = sum(each for _, each in parts)
    if amount != together:
        listed = ", ".join(cell_address(row.number, place.column) for place, _ in parts)
        raise NotOfThePlan(
            "sum-differs",
            value=shown(cell_of(row, total)),
            amount=amount,
            parts=listed,
            together=together,
            proposals=(given_text(amount, scale), given_text(together, scale)),
        )


def given_text(amount: int, scale: int) -> str:
    """An amount in the unit of its column, as a text that can be read in one way only."""
    text = f"{Decimal(amount) / scale:f}"
    whole, _, fraction = text.partition(".")
    fraction = fraction.rstrip("0")
    if not fraction:
        return whole
    return f"{whole},{fraction}0" if len(fraction) == 3 else f"{whole},{fraction}"


def filled(row: SheetRow, parts: Iterable[ColumnPlace]) -> list[tuple[ColumnPlace, Cell]]:
    """The cells of the parts that are not blank; a mark for none is one of nothing."""
    cells = ((place, cell_of(row, place)) for place in parts)
    return [(at, None if has_no_value(cell) else cell) for at, cell in cells if not is_blank(cell)]
