from math import prod

import pytest

from contracts.account import Scope
from tracker.items.query import ItemQuery
from tracker.items.repository import LISTING_INDEXES, WORDS, listing

MOST_PLACES_MONGODB_MERGES = 200  # internalQueryMaxScansToExplode: beyond, it sorts in memory


def test_the_words_left_open_are_few_enough_to_be_merged() -> None:
    assert prod(len(words) for words in WORDS.values()) <= MOST_PLACES_MONGODB_MERGES


@pytest.mark.parametrize(
    ("wanted", "first"),
    [
        (ItemQuery(Scope("kukar"), agency="DINKES"), "agency"),
        (ItemQuery(Scope("kukar", "DINKES")), "agency"),
        (ItemQuery(Scope("kukar"), status="late"), "region"),
        (ItemQuery(status="late"), "kind"),
    ],
)
def test_a_query_has_the_index_that_begins_with_what_it_asks_for(
    wanted: ItemQuery, first: str
) -> None:
    query, index = listing(wanted)
    assert index in LISTING_INDEXES
    assert index[0] == (first, 1)
    assert all({name: value} in query["$and"] for name, value in wanted.equalities())


def test_whoever_asks_for_everything_reads_by_id() -> None:
    assert listing(ItemQuery()) == ({}, None)


def test_what_the_scope_and_the_question_say_differently_nothing_has() -> None:
    query, _ = listing(ItemQuery(Scope("kukar"), region="garut"))
    assert {"region": "kukar"} in query["$and"]
    assert {"region": "garut"} in query["$and"]
