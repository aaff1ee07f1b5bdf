"""Sheets that hold the rows of another sheet again, all or an extract of them. Pure."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence

from chassis.sheets.key import header_key
from tracker.sipd.amount import Amount, Key
from tracker.sipd.column import Measure
from tracker.sipd.reconciliation import Headers, difference, row_of_total
from tracker.sipd.sipd_file import Difference, DifferenceKind, SipdRow
from tracker.sipd.table import CodedRow

MATCHED_LEAST, ROWS_LEAST = 0.8, 3
"""Share of the rows that must be found on the other sheet, and the least number of them."""
EQUAL_LEAST = 0.8
"""Share of amounts above zero, budgets apart, that are the same on a sheet of the same kind."""
KIND_WORD = re.compile(r"^\s*(?:sub\s*kegiatan|kegiatan|program)\s*", re.IGNORECASE)

Pairs = Sequence[tuple[CodedRow, SipdRow]]


def pairs_of(rows: Sequence[CodedRow], others: Sequence[SipdRow]) -> Pairs:
    """Each row with its like among `others`, in their order: same name, and same code if it has
    one. Names repeat below every activity, so the next like one is taken first.
    """
    places: dict[tuple[str, str], list[int]] = {}
    for at, other in enumerate(others):
        for code in ("", other.code):
            places.setdefault((_name_key(other.name), code), []).append(at)
    pairs: list[tuple[CodedRow, SipdRow]] = []
    taken: set[int] = set()
    last = -1
    for row in rows:
        found = _next(places.get((_name_key(row.name), row.code), []), last, taken)
        if found is not None:
            last = found
            taken.add(found)
            pairs.append((row, others[found]))
    return pairs


def _next(places: list[int], last: int, taken: set[int]) -> int | None:
    """Take the first free place after `last`, else the first one, out of the sorted `places`."""
    while places:
        at = bisect_right(places, last) % len(places)
        place = places.pop(at)
        if place not in taken:
            return place
    return None


def _name_key(name: str) -> str:
    return header_key(KIND_WORD.sub("", name))


def repeats_rows(pairs: Pairs, rows: int) -> bool:
    """Whether so many of the sheet's `rows` have a like one."""
    return len(pairs) >= ROWS_LEAST and len(pairs) >= MATCHED_LEAST * rows


def has_same_amounts(pairs: Pairs) -> bool:
    """Whether the amounts are the same too, as of a copy, and not those of another month."""
    compared = equal = 0
    for row, other in pairs:
        for amount in row.amounts:
            there = other.rupiah(*amount.key)
            if amount.measure is not Measure.BUDGET and there is not None:
                compared += bool(amount.rupiah or there)
                equal += bool(amount.rupiah) and amount.rupiah == there
    return equal >= EQUAL_LEAST * compared


def differences_between(
    sheet: str, pairs: Pairs, headers: Headers, beside: str, measures: frozenset[Measure]
) -> Iterator[Difference]:
    """The amounts of `measures` that differ from those of the like row on sheet `beside`."""
    for row, other in pairs:
        here = SipdRow(
            sheet, row.number + 1, other.level, other.code, row.name, None, False, row.amounts
        )
        for stated in row.amounts:
            added = amounts_for(other, stated.key) if stated.measure in measures else []
            if added and (found := _between(here, headers, stated, added, beside)):
                yield found


def differences_by_group(
    sheet: str, pairs: Pairs, headers_beside: Headers, measures: frozenset[Measure]
) -> Iterator[Difference]:
    """The amounts of like rows that have no groups of spending, against the groups on `sheet`."""
    for row, other in pairs:
        for stated in other.amounts:
            if stated.group or stated.measure not in measures:
                continue
            added = [a for a in row.amounts if a.group and a.key[:2] == stated.key[:2]]
            if added and (found := _between(other, headers_beside, stated, added, sheet)):
                yield found


def differences_of_totals(
    total: CodedRow, sheet: str, headers: Headers, beside: Sequence[SipdRow]
) -> Iterator[Difference]:
    """A row of totals against the highest rows of another sheet, if one of its budgets, before or
    after a change, is theirs: the total of an extract is that of fewer rows.
    """
    highest = [row for row in beside if row.parent is None]
    if not highest:
        return
    here = row_of_total(sheet, total, highest[0])
    added_by_key: Mapping[Key, list[Amount]] = {
        amount.key: [a for row in highest for a in amounts_for(row, amount.key)]
        for amount in total.amounts
    }
    budget = (Measure.BUDGET, None, "")
    budgets = {a.rupiah for a in (*total.amounts, *total.versions) if a.key == budget}
    added_budget = [a for row in highest for a in amounts_for(row, budget)]
    if not added_budget or sum(a.rupiah for a in added_budget) not in budgets:
        return
    for stated in total.amounts:
        added = added_by_key[stated.key]
        if added and (found := _between(here, headers, stated, added, beside[0].sheet)):
            yield found


def _between(
    row: SipdRow, headers: Headers, stated: Amount, added: Sequence[Amount], beside: str
) -> Difference | None:
    header = headers.get(stated.key, "")
    return difference(DifferenceKind.SHEET, row, header, stated, added, beside=beside)


def amounts_for(row: SipdRow, key: Key) -> list[Amount]:
    """The amount of a key; for that of all groups of spending together, those of each group."""
    own = [amount for amount in row.amounts if amount.key == key]
    if own or key[2]:
        return own
    return [amount for amount in row.amounts if amount.key[:2] == key[:2]]
