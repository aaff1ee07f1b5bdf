"""Plans of the past are read from what each version changed."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from contracts import PlanItemPublished
from tests.unit.tracker.plans import NOON, a_plan
from tracker.as_of.documents import PastRows, plan_versions
from tracker.as_of.past import PlanVersion
from tracker.items.documents import Document
from tracker.plan.differences import differences

DAY = timedelta(days=1)
FIRST = a_plan(version=1, title="Awal", weight=1.0)
SECOND = a_plan(version=3, title="Kedua", weight=2.0, due=date(2026, 10, 1))
THIRD = a_plan(version=4, title="Ketiga", weight=2.0, due=date(2026, 10, 1), agency="DISHUB")


def change(before: PlanItemPublished, after: PlanItemPublished, at: datetime | None) -> Document:
    return {
        "version": after.version,
        "since": before.version,
        "at": at,
        "differences": [asdict(one) for one in differences(before, after)],
    }


def rows(terms: Mapping[int, datetime | None], *changes: Document, **item: Any) -> PastRows:
    told = [{"version": version, "at": at} for version, at in terms.items()]
    return PastRows({"plan": THIRD.model_dump(mode="json"), **item}, changes, told)


CHANGES = (change(FIRST, SECOND, NOON + DAY), change(SECOND, THIRD, NOON + 2 * DAY))


def test_each_version_is_as_it_was_published() -> None:
    known = {1: NOON, 3: NOON + DAY, 4: NOON + 2 * DAY}
    assert list(plan_versions(rows(known, *CHANGES))) == [
        PlanVersion(THIRD, NOON + 2 * DAY),
        PlanVersion(SECOND, NOON + DAY),
        PlanVersion(FIRST, NOON),
    ]


def test_when_a_version_came_is_told_by_its_change_where_no_history_was_kept() -> None:
    found = list(plan_versions(rows({4: NOON + 2 * DAY}, *CHANGES)))
    assert [one.at for one in found] == [NOON + 2 * DAY, NOON + DAY, None]


@pytest.mark.parametrize(
    ("terms", "at"),
    [
        ({1: NOON, 3: NOON + DAY, 4: NOON + 2 * DAY}, NOON),
        ({1: None, 4: NOON + 2 * DAY}, None),  # it stood before histories were kept
        ({}, NOON),  # as the item says itself
    ],
)
def test_the_earliest_plan_that_is_known_stands_for_those_before_it(
    terms: dict[int, datetime | None], at: datetime | None
) -> None:
    (found,) = plan_versions(rows(terms, planned_at=NOON))
    assert found == PlanVersion(THIRD, at)
