"""No list reads more than it shows, however many items there are; no index without a query."""

from datetime import timedelta
from itertools import combinations, product
from typing import Any

import pytest

from contracts.account import Account, Scope
from contracts.words import Kind, Pillar, Status
from tests.flow.tracker.keeping import Keeping
from tests.there import there
from tests.unit.tracker.memory_store import RULES
from tests.unit.tracker.plans import NOON, a_plan
from tracker.alerts.repository import AlertRepository
from tracker.evidence.repository import EvidenceRepository
from tracker.items.documents import item_document
from tracker.items.item import Item, change_to
from tracker.items.query import ItemQuery
from tracker.items.repository import OPEN
from tracker.pages.repository import SHOWN_MOST, ItemPageRepository, TaskPageRepository
from tracker.review.repository import ReviewRepository

LIMIT = 11
OF_THE_SERVER = 20
"""Documents that it may read for itself."""
PLACES = len(Kind) * len(Pillar) * len(Status)
CHOICES = {
    "region": "garut",
    "agency": "GARUT-3",
    "kind": "quick_win",
    "pillar": "living",
    "status": "late",
}
ACCOUNTS = [
    Account(username="a", role="council"),
    Account(username="b", role="council", region="garut"),
    Account(username="c", role="officer", region="garut", agency="GARUT-3"),
]


@pytest.fixture(scope="module")
async def many(kept: Keeping) -> list[dict[str, Any]]:
    """20,000 items of three regions with ten agencies each; one in fifty a quick win."""
    document = item_document(change_to(None, Item(a_plan()), NOON, RULES).after)
    turns = product(Pillar, Status, range(10))
    kinds = [[pillar.value, status.value, number] for pillar, status, number in turns]
    rows = []
    for number in range(20_000):
        region = ("kukar", "garut", "bontang")[number % 3]
        pillar, status, office = kinds[number // 3 % len(kinds)]
        chosen = {
            "region": region,
            "agency": f"{region.upper()}-{office}",
            "pillar": pillar,
            "status": status,
            "kind": "quick_win" if number % 53 == 0 else "action",
        }
        item_id = f"UJI-{number:06}"
        plan = {**document["plan"], "item_id": item_id, "agency": chosen["agency"]}
        rows.append({**document, **chosen, "_id": item_id, "plan": plan})
    await kept.items.insert_many(rows)
    return rows


def questions() -> list[tuple[Account, dict[str, str]]]:
    names = [some for count in range(len(CHOICES) + 1) for some in combinations(CHOICES, count)]
    return [(who, {name: CHOICES[name] for name in some}) for who, some in product(ACCOUNTS, names)]


@pytest.mark.parametrize("after", [None, "UJI-010000"])
async def test_a_page_reads_its_own_items_in_their_order_whatever_is_asked(
    kept: Keeping, many: list[dict[str, Any]], after: str | None
) -> None:
    for account, chosen in questions():
        shown: list[Item] = []

        async def page(account: Account = account, chosen: Any = chosen) -> None:
            query = ItemQuery(account.scope, **chosen)
            shown.extend(await kept.item_rows.page(query, after, LIMIT))  # noqa: B023

        read = await kept.read_by(page)
        told = {**chosen, **dict(ItemQuery(account.scope).equalities())}
        fits = [row["_id"] for row in many if told.items() <= row.items()]
        assert [item.item_id for item in shown] == [i for i in fits if i > (after or "")][:LIMIT]
        assert read["docsExamined"] <= LIMIT, told
        office = told.get("agency")
        own = sum(row["agency"] == office for row in many)
        most = own + len(Status) if office else LIMIT + PLACES
        assert read["keysExamined"] <= most, told
        assert not read.get("hasSortStage"), told


@pytest.mark.parametrize("account", ACCOUNTS)
async def test_the_most_urgent_come_first_and_a_page_of_them_reads_little_more_than_itself(
    kept: Keeping, many: list[dict[str, Any]], account: Account
) -> None:
    told = dict(ItemQuery(account.scope).equalities())
    fits = [row for row in many if told.items() <= row.items() and row["status"] in OPEN]
    expected = sorted((OPEN.index(row["status"]), row["_id"]) for row in fits)
    shown: list[tuple[int, str]] = []
    after = None
    limit = len(expected) // 3 + 1
    for _ in range(3):
        found = await kept.item_rows.most_urgent(ItemQuery(account.scope), after, limit)
        shown += [(OPEN.index(there(item.status)), item.item_id) for item in found]
        after = (there(found[-1].status), found[-1].item_id)
    assert shown == expected
    assert await kept.item_rows.most_urgent(ItemQuery(account.scope), after, limit) == []

    asked = ItemQuery(account.scope, status="late")
    in_late = [item_id for rank, item_id in expected if rank == 0]
    found = await kept.item_rows.most_urgent(asked, (Status.LATE, in_late[3]), 5)
    assert [one.item_id for one in found] == in_late[4:9]
    found = await kept.item_rows.most_urgent(asked, (Status.BEHIND, "UJI-1"), 5)
    assert [one.item_id for one in found] == in_late[:5], "a place in another list"

    async def page() -> None:
        await kept.item_rows.most_urgent(ItemQuery(account.scope), None, LIMIT)

    await page()  # the first of a kind tries more than one index
    keys, documents = await kept.examined_by(page)
    assert documents <= LIMIT * len(OPEN) + OF_THE_SERVER
    places = 1 if account.agency else PLACES
    assert keys <= (LIMIT + places) * len(OPEN) + OF_THE_SERVER


async def test_the_page_of_tasks_is_one_query_and_more_only_where_something_was_returned(
    kept: Keeping, many: list[dict[str, Any]]
) -> None:
    await ReviewRepository(kept.database).prepare()
    officer = ACCOUNTS[2]
    own = next(row["_id"] for row in many if row["agency"] == officer.agency)
    gone = next(row["_id"] for row in many if row["agency"] == "KUKAR-3")
    act = {"by": "kabid", "words": "foto belum ada"}
    review = {"state": "returned", "act": act}
    rows = [
        {
            "_id": f"kembali-{n:03}",
            "item_id": gone if n == 8 else own,
            "agency": "KUKAR-3" if n % 3 == 0 else officer.agency,
            "as_of": (NOON + timedelta(days=n)).date().isoformat(),
            "submitted_by": "petugas",
            "review": review,
            **({"corrected_by": "r"} if n % 3 == 1 else {}),
        }
        for n in range(300)
    ]
    await kept.reports.insert_many(rows)
    waiting = sorted(
        (row["as_of"], row["_id"])
        for row in rows
        if row["agency"] == officer.agency and "corrected_by" not in row
    )
    reader, query = TaskPageRepository(kept.item_rows), ItemQuery(officer.scope)
    urgent = await kept.item_rows.most_urgent(query, None, LIMIT)

    async def page(account: Account = officer, most: int = 20) -> None:
        found = await reader.tasks(ItemQuery(account.scope), None, LIMIT, returned_most=most)
        shown.append(([row["_id"] for row, _ in found.returned], found.items))

    shown: list[tuple[list[str], Any]] = []
    await page()
    read, *titles = await kept.all_read_by(page)
    assert [one["docsExamined"] for one in titles] == [2, 2], "items, and plans not yet known"
    (returned, items) = shown.pop()
    assert returned == [key for _, key in waiting[:20] if key != "kembali-008"]
    assert [one.item_id for one in items] == [one.item_id for one in urgent]
    returned_ever = sum(row["agency"] == officer.agency for row in rows)
    assert read["docsExamined"] <= LIMIT * len(OPEN) + returned_ever + 20
    (read,) = await kept.all_read_by(lambda: page(most=0))
    assert shown.pop()[0] == []
    assert read["docsExamined"] <= LIMIT * len(OPEN)
    for account in ACCOUNTS[:2]:
        await page(account)
        assert shown.pop()[0] == [], "who has no agency was returned nothing"
    await kept.reports.drop_index("agency_1_review.state_1__id_1")


async def test_the_latest_reports_of_an_item_are_read_without_the_older_ones(kept: Keeping) -> None:
    rows = [
        {
            "_id": f"r-{n:03}",
            "item_id": "UJI",
            "as_of": f"2026-06-{n % 28:02}",
            "submitted_at": NOON,
        }
        for n in range(300)
    ]
    await kept.reports.insert_many(rows)
    read = await kept.read_by(lambda: kept.report_rows.reports_of("UJI", 5))
    assert (read["docsExamined"], read.get("hasSortStage", False)) == (5, False)


async def test_the_page_of_an_item_is_one_query_that_reads_what_it_shows(kept: Keeping) -> None:
    made = change_to(None, Item(a_plan()), NOON, RULES).after
    await kept.items.insert_one({**item_document(made), "_id": "UJI-HALAMAN"})
    of = {"item_id": "UJI-HALAMAN", "agency": made.plan.agency, "role": "head", "step": "1"}
    for name, order in (("alerts", "sent_at"), ("plan_changes", "version")):
        more = {"differences": [], "since": 1, "at": NOON} if name == "plan_changes" else {}
        rows = ({**of, "_id": f"{n:03}", order: n, **more} for n in range(300))
        await kept.items.database[name].insert_many(rows)
    await AlertRepository(kept.database).prepare()
    await EvidenceRepository(kept.database).prepare()
    reader = ItemPageRepository(kept.database)

    async def page() -> None:
        facts = await reader.facts_of("UJI-HALAMAN", Scope(made.plan.region))
        assert facts is not None
        assert [one.version for one in facts.plan_changes] == list(range(299, 249, -1))
        assert [one.sent_at for one in facts.told] == list(range(299, 249, -1))

    read = await kept.read_by(page)
    assert not read.get("hasSortStage")
    _, documents = await kept.examined_by(page)
    assert documents <= 1 + 2 * SHOWN_MOST + OF_THE_SERVER
    assert await reader.facts_of("UJI-HALAMAN", Scope(made.plan.region, "OPD-LAIN")) is None


async def test_there_is_no_index_that_no_query_uses_also_not_from_earlier_versions(
    kept: Keeping,
) -> None:
    for first in ("region", "agency", "pillar", "status", "kind"):
        await kept.items.create_index([(first, 1), ("_id", 1)])
    former = ("agency", "kind", "pillar", "status", "_id")
    await kept.items.create_index([(name, 1) for name in former])
    await kept.reports.create_index([("item_id", 1), ("as_of", 1)])
    await kept.item_rows.prepare()
    await kept.report_rows.prepare()
    closed = ["kind", "pillar", "status", "_id"]
    keys = [
        [name for name, _ in index["key"]]
        for rows in (kept.items, kept.reports)
        for index in (await rows.index_information()).values()
    ]
    assert sorted(keys) == sorted(
        [
            ["_id"],
            ["wake_at"],
            closed,
            ["agency", "status", "_id", "kind", "pillar"],
            ["region", *closed],
            ["_id"],
            ["item_id", "as_of", "submitted_at", "_id"],
        ]
    )
