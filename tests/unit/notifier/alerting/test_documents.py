"""Alerts and deliveries survive being written down."""

from dataclasses import replace
from datetime import timedelta

from notifier.alerting.alert import apply_changes, escalate
from notifier.alerting.documents import alert_document, alert_of
from notifier.delivery.delivery import State, new_delivery
from notifier.delivery.documents import delivery_document, delivery_of
from notifier.directory.recipients import Offices
from tests.unit.notifier.given import DOMAIN, OFFICES, START, change, history, policy


def test_an_alert_is_read_as_it_was_written() -> None:
    later = START + timedelta(minutes=1)
    _, (opened,) = apply_changes(policy(), 0, (), [change("late")], START)
    waiting, _ = escalate(policy(), opened, Offices(()), later)
    _, alerts = apply_changes(policy(), 0, (), history(["critical", "late", "done"]), START)
    for alert in (opened, waiting, *alerts):
        assert alert_of(alert_document(alert)) == alert


def test_a_delivery_is_read_as_it_was_written() -> None:
    _, (alert,) = apply_changes(policy(), 0, (), [change("late")], START)
    _, notifications = escalate(policy(), alert, Offices(OFFICES), START + timedelta(minutes=1))
    delivery = new_delivery(alert, notifications[0], START, DOMAIN)
    for one in (delivery, replace(delivery, state=State.SENT, sent_at=START, attempts=3)):
        assert delivery_of(delivery_document(one)) == one
