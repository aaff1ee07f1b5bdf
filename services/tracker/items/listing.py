"""How a page of items is found, whatever is asked for, with nothing read beside it. Pure.

Lists are in the order of ids. An index serves that order only where each field before `_id`
is given. Agency and region are given or open; kind, pillar and status are closed lists of
words: where a query leaves one open it asks for all its words, and the database merges the
2 x 6 x 7 = 84 places of the index, each in the order of ids. So three indexes serve every
combination, and a page reads at most its own items and one key more for each place.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from contracts.words import Kind, Pillar, Status

Index = list[tuple[str, int]]

WORDS: Mapping[str, type[StrEnum]] = {"kind": Kind, "pillar": Pillar, "status": Status}


def _index(*first: str) -> Index:
    return [(name, 1) for name in (*first, *WORDS, "_id")]


_OF_AN_AGENCY, _OF_A_REGION, _OF_ALL = _index("agency"), _index("region"), _index()
LISTING_INDEXES = (_OF_AN_AGENCY, _OF_A_REGION, _OF_ALL)


def listing(wanted: Mapping[str, Any]) -> tuple[dict[str, Any], Index | None]:
    """The filter `wanted`, an `$and` of equalities, as the index beside it serves it best.

    No index where nothing is asked for: `_id` has its own. An agency is of one region, so
    that its index serves a query for both.
    """
    asked: list[Mapping[str, Any]] = [part for part in wanted["$and"] if part]
    named = {name for part in asked for name in part}
    if not named:
        return {}, None
    any_word = [{name: {"$in": [str(word) for word in words]}} for name, words in WORDS.items()]
    query = {"$and": [*asked, *any_word]}
    if "agency" in named:
        return query, _OF_AN_AGENCY
    return query, _OF_A_REGION if "region" in named else _OF_ALL
