"""Sub kegiatan that change their code from one year to the next."""

import random
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest

from tracker.funding.code_rows import Wanted, page_of, rows_of
from tracker.funding.documents import link_document, link_of
from tracker.funding.figure import Figure, Money, SubActivity
from tracker.funding.funding import Funding, funding_of
from tracker.funding.lacks import Lack, Why, lacking
from tracker.funding.linked import EVERY_YEAR, Link, holding, linked_by_year

OLD, NEW = SubActivity("DLHK", "2.11.03.2.01.0001"), SubActivity("DLHK", "2.11.03.2.02.0007")
AT = datetime(2028, 1, 5, tzinfo=UTC)
ITEM, OTHER = "A-1", "A-2"
TREES, WASTE = "Penanaman Pohon Pelindung", "Pengangkutan Sampah"
START, DUE, ZONE = date(2026, 2, 1), date(2027, 12, 31), "Asia/Makassar"
SENT = {("DLHK", 2026), ("DLHK", 2027)}


def spent(of: SubActivity, year: int, last: int, rupiah: int, name: str = TREES) -> Figure:
    at = AT + timedelta(days=100 * year + last)
    return Figure(of, year, Money.SPENT, 1, last, rupiah, at, f"{year}-{last}", name)


def link(of: SubActivity, year: int, item_id: str = ITEM, name: str = TREES) -> Link:
    return Link(of, item_id, "pptk", AT, year, name)


def money(links: Sequence[Link], figures: Sequence[Figure]) -> Funding | None:
    return funding_of(linked_by_year(ITEM, links, figures), figures, START, ZONE)


def lacks(links: Sequence[Link], figures: Sequence[Figure]) -> Sequence[Lack]:
    linked = linked_by_year(ITEM, links, figures, range(2026, 2028))
    return lacking(linked, figures, START, DUE, SENT)


RENUMBERED = [spent(OLD, 2026, 12, 900), spent(NEW, 2027, 3, 40)]


def test_an_item_of_two_years_has_the_money_of_both_codes_when_the_new_one_is_linked() -> None:
    both = [link(OLD, 2026), link(NEW, 2027)]
    assert money(both, RENUMBERED) == Funding(date(2027, 3, 31), 940)
    assert lacks(both, RENUMBERED) == []


def test_until_the_new_code_is_linked_its_year_is_unknown_and_named() -> None:
    assert money([link(OLD, 2026)], RENUMBERED) == Funding(date(2026, 12, 31), 900)
    assert lacks([link(OLD, 2026)], RENUMBERED) == [Lack(2027, OLD, Why.CODE_GONE)]
    only_new = [link(NEW, 2027)]
    assert money(only_new, RENUMBERED) is None, "2026 is not known"
    assert Lack(2026, NEW, Why.CODE_GONE) in lacks(only_new, RENUMBERED)


def test_a_link_is_carried_over_as_long_as_the_code_keeps_its_name() -> None:
    same = [spent(OLD, 2026, 12, 900), spent(OLD, 2027, 3, 40, TREES.upper().replace(" ", "  "))]
    assert money([link(OLD, 2026)], same) == Funding(date(2027, 3, 31), 940)
    assert lacks([link(OLD, 2026)], same) == []


def test_a_code_whose_name_has_a_word_more_is_asked_about() -> None:
    other = [spent(OLD, 2026, 12, 900), spent(OLD, 2027, 3, 40, f"{TREES} Perubahan")]
    assert money([link(OLD, 2026)], other) == Funding(date(2026, 12, 31), 900)
    assert lacks([link(OLD, 2026)], other) == [Lack(2027, None, Why.NOT_LINKED)]
    decided = [link(OLD, 2026), link(OLD, 2027, name=f"{TREES} Perubahan")]
    assert money(decided, other) == Funding(date(2027, 3, 31), 940)


def test_a_code_that_is_another_sub_activity_by_now_does_not_count() -> None:
    taken = [*RENUMBERED, spent(OLD, 2027, 3, 7_000, WASTE)]
    assert money([link(OLD, 2026)], taken) == Funding(date(2026, 12, 31), 900)
    assert lacks([link(OLD, 2026)], taken) == [Lack(2027, None, Why.NOT_LINKED)]
    assert money([link(OLD, 2026), link(NEW, 2027)], taken) == Funding(date(2027, 3, 31), 940)
    assert lacks([link(OLD, 2026), link(NEW, 2027)], taken) == []


def test_a_code_that_is_gone_is_waited_for_unless_another_of_its_name_came_for_it() -> None:
    second = SubActivity("DLHK", "2.11.03.2.01.0002")
    two = [link(OLD, 2026), link(second, 2026, name=WASTE)]
    figures = [spent(OLD, 2026, 12, 900), spent(second, 2026, 12, 60, WASTE)]
    figures += [spent(OLD, 2027, 3, 40)]
    assert money(two, figures) == Funding(date(2026, 12, 31), 960)
    assert lacks(two, figures) == [Lack(2027, second, Why.CODE_GONE)]
    ended = [*two, link(second, 2027, "", WASTE)]
    assert money(ended, figures) == Funding(date(2027, 3, 31), 1000), "said to fund none any more"
    assert lacks(ended, figures) == []
    twins = [spent(OLD, 2026, 12, 900), spent(NEW, 2026, 12, 60), spent(OLD, 2027, 3, 40)]
    assert lacks([link(OLD, 2026), link(NEW, 2026)], twins) == [Lack(2027, NEW, Why.CODE_GONE)]


def test_no_year_is_named_after_the_item_was_due_or_before_it_began() -> None:
    sent = {*SENT, ("DLHK", 2025), ("DLHK", 2028)}
    figures = [spent(OLD, 2026, 12, 900), spent(OLD, 2027, 12, 950)]
    linked = linked_by_year(ITEM, [link(OLD, 2026)], figures, range(2025, 2029))
    assert lacking(linked, figures, START, DUE, sent) == []
    gone = [spent(OLD, 2026, 12, 900), spent(OLD, 2027, 3, 7_000, WASTE)]
    linked = linked_by_year(ITEM, [link(OLD, 2026)], gone, range(2026, 2029))
    assert lacking(linked, gone, START, date(2026, 12, 31), sent) == []


@pytest.mark.parametrize(
    ("decided", "year", "name", "expected"),
    [
        ([(2026, ITEM)], 2026, TREES, ITEM),
        ([(2026, ITEM)], 2028, TREES, ITEM),
        ([(2026, ITEM)], 2025, TREES, ITEM),
        ([(2026, ITEM), (2027, "")], 2028, TREES, ""),
        ([(2026, ITEM), (2028, OTHER)], 2027, TREES, ITEM),
        ([(2026, ITEM)], 2027, WASTE, None),
        ([(2026, ITEM)], 2026, WASTE, ITEM),
        ([(EVERY_YEAR, ITEM)], 2027, TREES, ITEM),
        ([(EVERY_YEAR, ITEM), (2026, OTHER)], 2025, TREES, ITEM),
        ([(EVERY_YEAR, ITEM), (2026, OTHER)], 2027, TREES, OTHER),
        ([], 2027, TREES, None),
    ],
)
def test_which_decision_holds_in_a_year(
    decided: list[tuple[int, str]], year: int, name: str, expected: str | None
) -> None:
    links = [link(OLD, one, item_id) for one, item_id in decided]
    for those in (links, links[::-1]):
        found = holding(those, year, name)
        assert (found.item_id if found else None) == expected


STORED_BEFORE = {
    "_id": "DLHK/2.11.03.2.01.0001",
    "agency": "DLHK",
    "region": "kukar",
    "code": "2.11.03.2.01.0001",
    "item_id": "A-1",
    "by": "pptk",
    "at": AT,
}
"""A link as it was stored before links were of a year."""


def test_a_link_stored_before_links_were_of_a_year_holds_in_every_year() -> None:
    old = link_of(STORED_BEFORE)
    assert old == Link(OLD, "A-1", "pptk", AT, EVERY_YEAR, "")
    figures = [spent(OLD, 2026, 12, 900), spent(OLD, 2027, 3, 40)]
    assert money([old], figures) == Funding(date(2027, 3, 31), 940)
    assert money([old, link(NEW, 2027)], RENUMBERED) == Funding(date(2027, 3, 31), 940)


def test_a_link_is_stored_by_its_year() -> None:
    row = link_document(link(NEW, 2027), "kukar")
    assert row == {
        "_id": "DLHK/2.11.03.2.02.0007/2027",
        "agency": "DLHK",
        "region": "kukar",
        "code": "2.11.03.2.02.0007",
        "year": 2027,
        "name": TREES,
        "item_id": "A-1",
        "by": "pptk",
        "at": AT,
    }
    assert link_of(row) == link(NEW, 2027)


def test_neither_order_nor_repetition_changes_the_money_of_years() -> None:
    chance = random.Random(28)
    codes = [SubActivity("DLHK", f"2.11.03.2.01.{n:04}") for n in range(1, 5)]
    known = 0
    for _ in range(300):
        figures = [
            spent(of, year, last, chance.randint(0, 900), chance.choice((TREES, WASTE)))
            for of in codes
            for year in chance.sample((2026, 2027, 2028), 2)
            for last in {12, chance.randint(1, 12)}
        ]
        links = [
            link(of, year, chance.choice((ITEM, ITEM, OTHER, "")), chance.choice((TREES, "")))
            for of in codes
            for year in chance.sample((EVERY_YEAR, 2026, 2027), chance.randint(0, 2))
        ]
        found = money(links, figures), lacks(links, figures)
        known += found[0] is not None
        again = chance.sample(figures, len(figures)) + chance.choices(figures, k=5)
        relinked = chance.sample(links, len(links)) + (chance.choices(links, k=2) if links else [])
        assert (money(relinked, again), lacks(relinked, again)) == found
    assert known > 50


def test_a_new_code_of_an_old_name_is_proposed_and_what_is_undecided_comes_first() -> None:
    fixed = SubActivity("DLHK", "2.11.03.2.01.0003")
    names = {NEW: TREES, fixed: "Sapu Jalan", OLD: WASTE}
    figures = {OLD: [spent(OLD, 2026, 12, 900), spent(OLD, 2027, 3, 7, WASTE)]}
    decided = [link(OLD, 2026), link(fixed, 2027, "", "Sapu Jalan")]
    titles = {ITEM: "Taman kota", OTHER: "Pengangkutan sampah pasar"}
    rows = rows_of(2027, names, decided, figures, titles=titles, running={ITEM})
    assert [(row.code, row.item_id, row.proposed, row.was) for row in rows] == [
        (OLD.code, "", OTHER, None),
        (NEW.code, "", ITEM, OLD.code),
        (fixed.code, "", None, None),
    ]
    assert [row.is_open for row in rows] == [True, True, False]
    (found,) = page_of(rows, Wanted(words="pohon 02.0007"), titles).rows
    assert found.code == NEW.code
    assert page_of(rows, Wanted(only_open=True), titles).found == 2


def test_a_code_that_its_year_does_not_have_is_shown_as_gone() -> None:
    figures = {OLD: [spent(OLD, 2026, 12, 900)]}
    (gone, new) = rows_of(
        2027, {NEW: TREES}, [link(OLD, 2026)], figures, titles={ITEM: "Taman"}, running={ITEM}
    )
    assert (gone.code, gone.item_id, gone.is_gone, gone.since) == (OLD.code, ITEM, True, 2026)
    assert (new.code, new.proposed, new.was) == (NEW.code, ITEM, OLD.code)


def test_of_an_item_that_is_over_nobody_is_asked_and_its_link_is_shown() -> None:
    second = SubActivity("DLHK", "2.11.03.2.01.0002")
    decided = [link(OLD, 2026), link(second, 2026, name=WASTE)]
    figures = {OLD: [spent(OLD, 2026, 12, 900)], second: [spent(second, 2026, 12, 9, WASTE)]}
    names = {NEW: TREES, second: WASTE}
    (new, kept) = rows_of(2027, names, decided, figures, titles={ITEM: "Taman"}, running=())
    assert (new.code, new.was, new.proposed) == (NEW.code, None, None)
    assert (kept.code, kept.item_id, kept.is_open, kept.since) == (second.code, ITEM, False, 2026)


def test_a_page_of_codes_has_at_most_so_many() -> None:
    names = {SubActivity("DLHK", f"2.11.03.2.01.{n:04}"): TREES for n in range(1, 61)}
    rows = rows_of(2027, names, [], {}, titles={}, running=())
    pages = [page_of(rows, Wanted(page=n), {}) for n in (1, 2, 3, 99, 0)]
    assert [len(one.rows) for one in pages] == [25, 25, 10, 10, 25]
    assert {one.code for page in pages[:3] for one in page.rows} == {of.code for of in names}
