"""Every sentence of a page is in both languages, and no catalogue has one that no page has."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from chassis.audit.trail import DEEDS
from chassis.web.words import Words, english
from contracts.wording import (
    ALERT_RULES,
    ALERT_WHY,
    KINDS,
    OFFICES,
    PARTNERS,
    PERIODS,
    PILLARS,
    ROLES,
    STATUSES,
    STEPS,
)
from notifier.deeds import DEEDS as NOTIFIERS
from notifier.deeds import DETAILS as NOTIFIERS_DETAILS
from notifier.pages.alert_pages import DELIVERIES, WAYS, WHATS
from notifier.pages.alert_pages import STATES as ALERT_STATES
from planner.calendars.telling import WEEKDAYS
from planner.deeds import DEEDS as PLANNERS
from planner.deeds import DETAILS as PLANNERS_DETAILS
from planner.pages.agency_pages import SAID_OF as OF_AN_AGENCY
from planner.pages.calendar_form import SAID_OF as OF_A_CALENDAR
from planner.pages.history_pages import KINDS_OF_CHANGE
from planner.telling import AGENCY_LABELS, ITEM_LABELS
from planner.workbook.words import BOOK_NAMES
from tracker.deeds import DEEDS as TRACKERS
from tracker.deeds import DETAILS as TRACKERS_DETAILS
from tracker.pages.decision_pages import DECISION_ACTS, DECISION_STATES
from tracker.pages.review_words import ACTS, STATES, TO_DO
from tracker.pages.show_changes import BECAME
from tracker.pages.show_index import COMPONENTS
from tracker.pages.show_item import MEASURES, PLAN_FIELDS
from tracker.pages.show_stood import BASES

PACKAGES = {
    "chassis.web": Path("chassis/web"),
    "chassis.http": Path("chassis/http"),
    "planner.pages": Path("services/planner/pages"),
    "tracker.pages": Path("services/tracker/pages"),
    "notifier.pages": Path("services/notifier/pages"),
}
SENTENCE = re.compile(r"""_\((?:"([^"]*)"|'([^']*)')\)""")
SHOWN: Mapping[str, set[str]] = {
    "chassis.web": set(DEEDS.values()),
    "planner.pages": {
        *ROLES.values(),
        *PLANNERS.values(),
        *PLANNERS_DETAILS.values(),
        *ITEM_LABELS.values(),
        *AGENCY_LABELS.values(),
        *KINDS_OF_CHANGE,
        *OF_AN_AGENCY.values(),
        *OF_A_CALENDAR.values(),
        *PERIODS.values(),
        *STEPS.values(),
        *WEEKDAYS,
        *OFFICES.values(),
        *KINDS.values(),
        *BOOK_NAMES.values(),
    },
    "tracker.pages": {
        *TRACKERS.values(),
        *TRACKERS_DETAILS.values(),
        *STATUSES.values(),
        *KINDS.values(),
        *PILLARS.values(),
        *OFFICES.values(),
        *ALERT_RULES.values(),
        *ALERT_WHY.values(),
        *PERIODS.values(),
        *PLAN_FIELDS.values(),
        *PARTNERS.values(),
        *MEASURES.values(),
        *BECAME.values(),
        *BASES.values(),
        *COMPONENTS.values(),
        *STATES.values(),
        *ACTS.values(),
        *TO_DO.values(),
        *DECISION_ACTS.values(),
        *DECISION_STATES.values(),
    },
    "notifier.pages": {
        *NOTIFIERS.values(),
        *NOTIFIERS_DETAILS.values(),
        *ALERT_RULES.values(),
        *ALERT_WHY.values(),
        *OFFICES.values(),
        *KINDS.values(),
        *PILLARS.values(),
        *STATUSES.values(),
        *WHATS.values(),
        *ALERT_STATES.values(),
        *DELIVERIES.values(),
        *WAYS.values(),
    },
}
"""What templates translate beside their own sentences."""


def sentences(package: str) -> Iterator[str]:
    for template in (PACKAGES[package] / "templates").glob("*.html"):
        for one, other in SENTENCE.findall(template.read_text(encoding="utf-8")):
            yield one or other
    yield from SHOWN.get(package, ())


@pytest.mark.parametrize("package", PACKAGES)
def test_every_sentence_has_its_english(package: str) -> None:
    words = Words(package)
    known = english(package).keys() | english("chassis.web").keys()
    assert set(sentences(package)) - known == set()
    assert words.in_language("Tugas saya", "id") == "Tugas saya"
    assert words.in_language("Tugas saya", "en") == "My tasks"


@pytest.mark.parametrize("package", PACKAGES)
def test_no_sentence_is_translated_that_no_page_has(package: str) -> None:
    assert english(package).keys() - set(sentences(package)) == set()
