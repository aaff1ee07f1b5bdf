from datetime import UTC, date, datetime, timedelta

import pytest

from contracts import ProgressRecorded, StatusChanged
from contracts.words import Kind, Pillar, Status
from notifier.alerting.alert import Alert, with_latest
from notifier.alerting.documents import alert_document, alert_of

NOW = datetime(2026, 6, 15, 4, tzinfo=UTC)
LATE = StatusChanged(
    item_id="KKR-QW-ENV-01",
    seq=1,
    to_status=Status.LATE,
    rule="kontrak-kritis-2007/past-due",
    at=NOW,
    since=NOW,
    planned_percent=100,
    actual_percent=0,
    deviation=-100,
    region="kukar",
    time_zone="Asia/Makassar",
    pillar=Pillar.ENVIRONMENT,
    kind=Kind.QUICK_WIN,
    title="Bank Sampah",
    agency="DLHK",
    due=date(2026, 6, 14),
)
ALERT = Alert(rule="late", changes=(LATE,), noticed_at=NOW, wake_at=NOW)


def a_report(percent: float, as_of: date) -> ProgressRecorded:
    return ProgressRecorded(
        report_id=f"r-{as_of}",
        item_id=LATE.item_id,
        region="kukar",
        agency="DLHK",
        as_of=as_of,
        submitted_at=NOW,
        received_at=NOW,
        physical_percent=percent,
        budget_realised=0,
        source="http",
    )


def test_a_mail_tells_the_figures_of_a_report_that_changed_no_status() -> None:
    facts = with_latest(ALERT, a_report(88, date(2026, 6, 10))).facts
    assert (facts.actual_percent, facts.deviation) == (88, -12)
    assert facts.last_report == date(2026, 6, 10)


def test_an_older_report_that_arrives_later_says_nothing() -> None:
    alert = with_latest(ALERT, a_report(88, date(2026, 6, 10)))
    assert with_latest(alert, a_report(60, date(2026, 5, 1))) is alert


def test_a_report_older_than_the_status_change_says_nothing() -> None:
    change = LATE.model_copy(update={"actual_percent": 90.0, "last_report": date(2026, 6, 12)})
    alert = with_latest(Alert("late", (change,), NOW, NOW), a_report(60, date(2026, 5, 1)))
    assert alert.facts == change


@pytest.mark.parametrize(("received", "told"), [(NOW, 90), (NOW + timedelta(hours=1), 88)])
def test_of_two_reports_of_one_day_the_one_after_the_status_change_is_told(
    received: datetime, told: float
) -> None:
    day = date(2026, 6, 12)
    change = LATE.model_copy(update={"actual_percent": 90.0, "last_report": day})
    report = a_report(88, day).model_copy(update={"received_at": received})
    assert with_latest(Alert("late", (change,), NOW, NOW), report).facts.actual_percent == told


def test_what_was_heard_is_stored_with_the_alert() -> None:
    alert = with_latest(ALERT, a_report(88, date(2026, 6, 10)))
    assert alert_of(alert_document(alert)) == alert
