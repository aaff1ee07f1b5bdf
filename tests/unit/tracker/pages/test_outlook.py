"""What becomes of an item without a report, and with one; and how its curve is drawn."""

from datetime import date, timedelta

from contracts.report_content import ReportContent
from contracts.words import Status
from tests.there import there
from tests.unit.tracker.plans import NOON, a_mark, a_plan
from tracker.items.item import Item, change_to
from tracker.pages.curve import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH, drawing
from tracker.pages.outlook import BAD, marks_beside, outlook, preview, warnings
from tracker.plausibility.mark import PlausibilityMark, PlausibilityRule
from tracker.status.progress import fold
from tracker.status.rule_set import read_rules

RULES = read_rules()
MAY = date(2026, 5, 31)


def item_at(percent: float, money: int = 500, **plan: object) -> Item:
    progress = fold([a_mark(percent, MAY, money=money)])
    return change_to(None, Item(a_plan(**plan), progress), NOON, RULES).after


def body(percent: float, money: int | None = 500) -> ReportContent:
    return ReportContent(as_of=date(2026, 6, 15), physical_percent=percent, budget_realised=money)


def test_an_item_that_is_on_track_falls_behind_when_nothing_is_sent() -> None:
    item = item_at(46)
    seen = outlook(item, NOON, RULES)
    assert item.status is Status.ON_TRACK
    assert seen.becomes is Status.BEHIND
    assert there(seen.at) > NOON
    assert outlook(item, there(seen.at), RULES).deviation < -RULES.tolerance


def test_an_item_that_is_done_becomes_nothing_else() -> None:
    seen = outlook(item_at(100), NOON, RULES)
    assert (seen.becomes, seen.at) == (None, None)


def test_the_preview_of_a_report_is_what_recording_it_makes() -> None:
    item = item_at(46)
    change = preview(item, a_mark(20, date(2026, 6, 15), report_id="new"), None, NOON, RULES)
    assert change.after.status is Status.CRITICAL
    assert change.after.status in BAD
    assert change.after.progress.actual_percent == 20
    assert item.progress.actual_percent == 46, "the item itself is unchanged"


def test_what_is_unusual_is_said_and_what_is_usual_is_not() -> None:
    item = item_at(46, budget=1_000)

    def found(percent: float, money: int | None, *, lacks_evidence: bool = False) -> int:
        return len(warnings(item, body(percent, money), lacks_evidence=lacks_evidence))

    assert found(50, 600) == 0
    assert found(46, None) == 0
    assert found(40, 400) == 2
    assert found(50, 2_000) == 1
    assert found(100, 600) == 0
    assert found(100, 600, lacks_evidence=True) == 1


def test_what_the_warnings_say_is_not_said_twice() -> None:
    item = item_at(50)
    rules = (PlausibilityRule.FALLING, PlausibilityRule.SCISSORS, PlausibilityRule.NO_EVIDENCE)
    marks = [PlausibilityMark(rule, {}) for rule in rules]
    assert [one.rule for one in marks_beside(item, body(40), marks)] == ["scissors"]
    latest = there(item.progress.latest).as_of
    older = body(40).model_copy(update={"as_of": latest - timedelta(days=1)})
    assert [one.rule for one in marks_beside(item, older, marks)] == ["falling", "scissors"]


def test_the_curve_stays_within_its_drawing_and_rises_to_the_upper_edge() -> None:
    days = [(MAY, 46.0), (date(2020, 1, 1), 0.0), (date(2031, 1, 1), 100.0)]
    made = drawing(item_at(46), days, NOON + timedelta(days=2_000))
    for line in (made.planned, made.actual):
        for point in line.split():
            x, y = map(float, point.split(","))
            assert LEFT <= x <= WIDTH - RIGHT
            assert TOP <= y <= HEIGHT - BOTTOM
    assert made.planned.split()[0] == f"{float(LEFT)},{float(HEIGHT - BOTTOM)}"
    assert made.planned.split()[-1] == f"{float(WIDTH - RIGHT)},{float(TOP)}"
    assert made.dots == sorted(made.dots)
