"""Several agencies in one text, separated by commas, slashes or "dan". Pure."""

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import NamedTuple

from chassis.sheets.key import header_key
from chassis.sheets.refusal import Unreadable
from planner.agencies.agency import NAME_MOST
from planner.agencies.directory import AgencyDirectory
from planner.refusal import NotOfThePlan

BETWEEN = re.compile(
    r"\s*[,/&+]\s*(?:dan\s+)?|\s+(?:dan|serta)\s+|\s+(?=\d{1,2}[.)]\s*[a-z])", re.IGNORECASE
)
Names = Mapping[tuple[int, int], str]
PIECES_MOST = 40
"""Of a text: the cost of reading grows with their square; a longer list needs semicolons."""


class Piece(NamedTuple):
    """Where a piece between two separators begins and ends in its text."""

    start: int
    end: int


def agencies_in(text: str, agencies: AgencyDirectory) -> tuple[str, ...]:
    """The codes of the agencies that a text names, in its order.

    Names hold commas and "dan" themselves: a text that as a whole is a code, name or alias is that
    agency. Any other is split only if there is exactly one way by which each part is one.
    Unreadable: unknown-agency, ambiguous-agency; unknown-agencies, ambiguous-agencies of a list.
    """
    pieces = list(_pieces(text))
    if agencies.knows(text) or not 2 <= len(pieces) <= PIECES_MOST:
        return (agencies.resolve(text),)
    names = _names(text, pieces, agencies)
    ways = _ways(names, len(pieces))
    if not ways:
        raise _unknown(text, pieces, names, agencies)
    if len(ways) > 1:
        first, second = map("; ".join, ways)
        raise NotOfThePlan("ambiguous-agencies", value=text, first=first, second=second)
    return tuple(map(agencies.resolve, ways[0]))


def _pieces(text: str) -> Iterator[Piece]:
    """The pieces of a text that have a letter or a digit."""
    start = 0
    for match in BETWEEN.finditer(text):
        yield from _written(text, Piece(start, match.start()))
        start = match.end()
    yield from _written(text, Piece(start, len(text)))


def _written(text: str, piece: Piece) -> Iterator[Piece]:
    if header_key(text[piece.start : piece.end]):
        yield piece


def _names(text: str, pieces: list[Piece], agencies: AgencyDirectory) -> Names:
    """The names of agencies in a text, by their first piece and the piece after their last."""
    joined = {
        (first, last + 1): text[pieces[first].start : pieces[last].end]
        for last in range(len(pieces))
        for first in range(last + 1)
        if pieces[last].end - pieces[first].start <= NAME_MOST
    }
    return {place: name for place, name in joined.items() if agencies.knows(name)}


def _ways(names: Names, count: int) -> list[tuple[str, ...]]:
    """The ways to divide `count` pieces into names, at most two of them."""
    ways: list[list[tuple[str, ...]]] = [[()]]
    for end in range(1, count + 1):
        found = (
            (*way, names[start, end])
            for start in range(end)
            if (start, end) in names
            for way in ways[start]
        )
        ways.append(list(islice(found, 2)))
    return ways[-1]


def _unknown(text: str, pieces: list[Piece], names: Names, agencies: AgencyDirectory) -> Unreadable:
    """The refusal of a list with the pieces that are in no name; of the text as a whole where
    these are all, or none.
    """
    known = {number for start, end in names for number in range(start, end)}
    unknown = [text[slice(*piece)] for number, piece in enumerate(pieces) if number not in known]
    if not known or not unknown:
        return agencies.unknown(text)
    near = agencies.unknown(unknown[0]).facts
    return NotOfThePlan(
        "unknown-agencies",
        value=text,
        parts=", ".join(unknown),
        near_id=near["near_id"],
        near_en=near["near_en"],
    )
