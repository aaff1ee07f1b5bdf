"""When an alert opens and closes, and how it climbs."""

from datetime import timedelta

from contracts.words import Kind
from notifier.alerting.alert import apply_changes, escalate
from notifier.directory.recipients import Offices
from tests.unit.notifier.given import GRACE, OFFICES, START, change, history, policy

RULES = policy()
NOW = START + timedelta(seconds=1)


def test_a_change_at_or_below_the_last_seq_says_nothing() -> None:
    changes = history(["late", "on_track", "late"])
    assert apply_changes(RULES, 3, (), changes, NOW) == (3, ())
    seq, (first,) = apply_changes(RULES, 0, (), changes[:1], NOW)
    seq, alerts = apply_changes(RULES, seq, [first], changes, NOW)
    assert seq == 3
    assert [(one.id, len(one.changes), one.open) for one in alerts] == [
        ("late:QW-01:1", 2, False),
        ("late:QW-01:3", 1, True),
    ]


def test_the_changes_of_a_batch_count_in_the_order_of_their_seq() -> None:
    seq, alerts = apply_changes(RULES, 0, (), reversed(history(["late", "done"])), NOW)
    assert seq == 2
    assert [one.open for one in alerts] == [False]


def test_an_episode_is_numbered_by_the_change_that_opened_it() -> None:
    _, (alert,) = apply_changes(RULES, 6, (), [change("late", 7)], NOW)
    assert (alert.id, alert.episode) == ("late:QW-01:7", 7)


def test_the_grace_period_counts_from_when_the_change_was_read() -> None:
    """A backlog read after an outage has the time to close what it opened."""
    long_after = START + timedelta(hours=3)
    _, (alert,) = apply_changes(RULES, 0, (), [change("late")], long_after)
    assert alert.wake_at == long_after + GRACE


def test_an_alert_whose_rule_the_policy_no_longer_has_waits_in_silence_and_closes() -> None:
    _, (alert,) = apply_changes(RULES, 0, (), [change("late")], NOW)
    bare = policy(rules=[])
    climbed, notifications = escalate(bare, alert, Offices(OFFICES), NOW + GRACE)
    assert (climbed.wake_at, notifications) == (None, ())
    _, (closed,) = apply_changes(bare, 1, [climbed], [change("late", 2)], NOW)
    assert not closed.open


def test_an_item_that_becomes_another_agencys_is_told_to_that_one_from_the_start() -> None:
    _, (first,) = apply_changes(RULES, 0, (), [change("late")], NOW)
    _, (before, after) = apply_changes(RULES, 1, [first], [change("late", 2, agency="DISHUB")], NOW)
    assert (before.id, before.open) == ("late:QW-01:1", False)
    assert (after.id, after.open, after.facts.agency) == ("late:QW-01:2", True, "DISHUB")
    assert after.steps_taken == ()


def test_an_item_that_becomes_a_quick_win_while_it_is_late_opens_an_alert() -> None:
    seq, none = apply_changes(RULES, 0, (), [change("late", kind=Kind.ACTION)], NOW)
    assert none == ()
    _, (alert,) = apply_changes(RULES, seq, (), [change("late", 2)], NOW)
    assert alert.open


def test_a_step_that_is_not_due_is_not_taken() -> None:
    _, (alert,) = apply_changes(RULES, 0, (), [change("late")], NOW)
    climbed, notifications = escalate(RULES, alert, Offices(OFFICES), NOW)
    assert (climbed, notifications) == (alert, ())


def test_instants_are_kept_to_the_millisecond_that_the_database_keeps() -> None:
    """A step whose wake-up were cut off below its due time would wake for nothing."""
    fine = change("late", at=START.replace(microsecond=123_456))
    _, (alert,) = apply_changes(RULES, 0, (), [fine], START)
    assert alert.wake_at == START.replace(microsecond=123_000) + GRACE
