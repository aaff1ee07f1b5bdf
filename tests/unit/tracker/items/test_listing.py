from math import prod

import pytest

from tracker.items.listing import LISTING_INDEXES, WORDS, listing

MOST_PLACES_MONGODB_MERGES = 200  # internalQueryMaxScansToExplode: beyond, it sorts in memory


def test_the_words_left_open_are_few_enough_to_be_merged():
    assert prod(len(words) for words in WORDS.values()) <= MOST_PLACES_MONGODB_MERGES


@pytest.mark.parametrize(
    ("wanted", "first"),
    [
        ([{"agency": "DINKES"}, {"region": "kukar"}], "agency"),
        ([{"status": "late"}, {"region": "kukar"}], "region"),
        ([{"status": "late"}, {}], "kind"),
    ],
)
def test_a_query_has_the_index_that_begins_with_what_it_asks_for(wanted, first):
    query, index = listing({"$and": wanted})
    assert index in LISTING_INDEXES
    assert index[0] == (first, 1)
    assert all(part in query["$and"] for part in wanted if part)


def test_whoever_asks_for_everything_reads_by_id():
    assert listing({"$and": [{}]}) == ({}, None)
