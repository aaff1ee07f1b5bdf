"""Which of several columns that mean one field counts, and where nobody can tell. Pure."""

from collections.abc import Sequence
from dataclasses import replace

from chassis.sheets.column_rivals import Settled
from chassis.sheets.header_row import ColumnPlace, Header
from contracts.report_content import TEXTS
from tracker.reporting.column_meaning import (
    FIGURES,
    MONEY,
    UP_TO,
    is_named,
    is_of_months,
    is_percent,
)


def settled(header: Header, named: frozenset[str]) -> Settled:
    """The header with the right column for each field: of money, rupiah come before percent of the
    budget; a figure up to the month before the month's own, since reports are cumulative; and a day
    before a month. A header that people named comes before no other.
    """
    offers: dict[str, list[ColumnPlace]] = {name: [at] for name, at in header.places.items()}
    for name, place in header.again:
        offers[name].append(place)
    places: dict[str, ColumnPlace] = {}
    again: list[tuple[str, ColumnPlace]] = []
    rivals: dict[str, Sequence[ColumnPlace]] = {}
    for name, all_ in offers.items():
        best = min(all_, key=lambda one: (*_rank(name, one), one.column))
        equal = _equal(name, all_, best, named)
        places[name] = best
        if len(equal) > 1:
            rivals[name] = equal
        again += [
            (name, one) for one in all_ if one is not best and one not in rivals.get(name, ())
        ]
    return Settled(replace(header, places=places, again=tuple(again)), rivals)


def _equal(
    field: str, offers: Sequence[ColumnPlace], best: ColumnPlace, named: frozenset[str]
) -> list[ColumnPlace]:
    """Those that fit as well as the best; of remarks only what somebody named is in doubt."""
    if any(is_named(one.header, named) for one in offers):
        return sorted(offers, key=lambda one: one.column)
    if field in TEXTS and field != "corrects":
        return [best]
    return [one for one in offers if _rank(field, one) == _rank(field, best)]


def _rank(field: str, place: ColumnPlace) -> tuple[bool, bool]:
    """The lower, the better."""
    if field == "as_of":
        return False, is_of_months(place)
    if field not in FIGURES:
        return False, False
    return field == MONEY and is_percent(place), not UP_TO.search(place.wording)
