"""What a letter says, and how much of it at the most."""

from collections.abc import Sequence
from datetime import date, timedelta

from contracts import CouncilLetter
from contracts.council_letter import PDF_BYTES_MOST, WORDS_MOST
from contracts.words import Kind, Status
from tests.unit.tracker.letters.given_letters import (
    NAMES,
    SINCE,
    decision,
    facts,
    late_item,
    moved,
    replanned,
)
from tests.unit.tracker.overviews import an_overview
from tests.unit.tracker.plans import NOON
from tracker.letters.documents import letter_document, letter_in, with_pdf
from tracker.letters.letter import letter_of
from tracker.letters.letter_rows import WeekRows


def rows(**other: Sequence[object]) -> WeekRows:
    return WeekRows(
        **{"moved": (), "replanned": (), "decided": (), "overdue": (), **other}  # type: ignore[arg-type]
    )


def test_its_figures_are_those_of_the_councils_page() -> None:
    letter = letter_of(facts())
    assert (letter.total.actual_percent, letter.total.planned_percent) == (40.0, 55.0)
    assert letter.verdict is Status.CRITICAL
    assert letter.quick_wins.count(Status.LATE) == 1
    assert letter.quick_wins.items == 4
    assert [one.pillar.value for one in letter.pillars] == ["environment", "living"]
    assert (letter.budget, letter.spent) == (2_000_000_000, 500_000_000)
    assert letter.belief.signed_percent == 75.0
    assert letter.belief.unproven_percent == 75.0
    assert (letter.belief.to_look_at, letter.belief.old_figures) == (4, 4)
    assert (letter.decisions_open, letter.decisions_overdue) == (2, 1)
    assert (letter.at, letter.since, letter.is_first) == (NOON, SINCE, True)


def test_late_quick_wins_have_their_days_their_owner_and_whether_something_was_decided() -> None:
    overview = an_overview(worst=[late_item(), late_item(2, kind=Kind.ACTION)])
    (one,) = letter_of(facts(overview=overview)).late_quick_wins
    assert (one.days, one.agency_name, one.has_decision) == (14, "Dinas Kesehatan", False)


def test_what_became_is_told_by_what_needs_a_decision_first() -> None:
    many = [moved(number, Status.ON_TRACK, Status.CRITICAL) for number in range(30)]
    many += [moved(99, Status.BEHIND, Status.CRITICAL, Kind.QUICK_WIN)]
    found = letter_of(facts(rows=rows(moved=[moved(50, Status.LATE, Status.DONE), *many])))
    critical, done = found.changes
    assert (critical.became, critical.items, len(critical.rows)) == ("critical", 31, 6)
    assert critical.rows[0].item_id == "A-99", "quick wins first"
    assert (done.became, done.items) == ("done", 1)


def test_the_first_letter_tells_only_what_became_in_its_week() -> None:
    """When a region begins everything becomes known at once."""
    imported = moved(1, Status.ON_TRACK, Status.LATE)
    long_ago = imported._replace(
        last=imported.last.model_copy(update={"since": SINCE - timedelta(days=30)})
    )
    new = moved(2, Status.ON_TRACK, Status.NOT_STARTED)._replace(was=None)
    imported_done = moved(4, Status.ON_TRACK, Status.DONE)._replace(was=None)
    just_late = moved(3, Status.CRITICAL, Status.LATE)._replace(was=None)
    told = rows(moved=[long_ago, new, imported_done, just_late])
    (late,) = letter_of(facts(rows=told)).changes
    assert [one.item_id for one in late.rows] == ["A-3"]
    second = letter_of(facts(rows=told, last=letter_of(facts())))
    assert {one.became: one.items for one in second.changes} == {"late": 2, "done": 1, "new": 1}


def test_an_item_that_was_moved_and_moved_back_was_not_moved() -> None:
    found = letter_of(
        facts(
            rows=rows(
                replanned=[
                    replanned("A-1", "2026-09-30", "2026-06-30"),  # the latest first
                    replanned("A-2", "2026-09-30", "2026-12-31"),
                    replanned("A-1", "2026-06-30", "2026-09-30"),
                    replanned("A-2", "2026-06-30", "2026-09-30"),
                ]
            )
        )
    )
    (one,) = found.moved
    assert (one.item_id, one.before, one.after) == ("A-2", date(2026, 6, 30), date(2026, 12, 31))
    assert found.moved_items == 1


def test_who_has_not_reported_is_told_with_counts_the_most_first() -> None:
    period = letter_of(facts()).period
    assert period is not None
    assert (period.code, period.expected, period.reported) == ("2026-M5", 10, 6)
    assert period.on_time_until == date(2026, 6, 5)
    (one,) = period.silent
    assert (one.name, one.missing, one.expected) == (NAMES["DLHK"], 4, 6)
    assert letter_of(facts(period=None, measures={})).period is None


def test_decisions_are_told_as_they_stand_and_long_ones_are_cut() -> None:
    later = decision(due=date(2026, 7, 1), words="J" * 2000)
    found = letter_of(facts(rows=rows(decided=[later] * 9 + [decision()], overdue=[decision()])))
    assert (found.decisions_of_week, len(found.decided)) == (9, 4), "an overdue one is told once"
    assert len(found.decided[0].decision) == WORDS_MOST
    (one,) = found.overdue
    assert (one.state, one.days_overdue, one.owner_name) == ("open", 5, NAMES["DLHK"])


def test_the_next_dates_are_those_of_the_calendar_within_five_weeks() -> None:
    found = letter_of(facts()).dates
    assert all(one.first <= date(2026, 7, 20) for one in found)
    told = {(one.what, one.name): one.first for one in found}
    assert told["on_time_until", "Juni 2026"] == date(2026, 7, 7)
    assert "period_ends" not in {one.what for one in found}


def test_the_figures_of_the_last_letter_stand_beside_todays() -> None:
    last = letter_of(facts())
    letter = letter_of(facts(last=last, since=last.at))
    assert (letter.before, letter.is_first) == (last.total, False)


def test_what_is_empty_is_a_letter_too() -> None:
    letter = letter_of(facts(overview=an_overview(), rows=rows(), period=None, measures={}))
    assert (letter.verdict, letter.total.actual_percent, letter.curve) == (None, None, ())


def test_it_is_kept_as_it_was_made() -> None:
    letter = with_pdf(letter_of(facts()), b"%PDF-1.7 surat")
    kept = letter_in(letter_document(letter))
    assert kept.pdf == b"%PDF-1.7 surat"
    assert with_pdf(kept.letter, kept.pdf) == letter
    assert letter_in(letter_document(letter_of(facts()))).pdf is None


def test_the_largest_letter_is_one_that_a_broker_takes() -> None:
    many = [moved(number, Status.ON_TRACK, now) for number in range(99) for now in Status]
    long = dict.fromkeys(("DLHK", "DINKES"), "Dinas " + "panjang " * 35)
    letter = letter_of(facts(rows=rows(moved=many, decided=[decision()] * 99), names=long))
    whole = with_pdf(letter, b"x" * PDF_BYTES_MOST).model_dump_json()
    assert len(whole) < 600_000
    assert CouncilLetter.model_validate_json(whole) == with_pdf(letter, b"x" * PDF_BYTES_MOST)
    assert timedelta() < letter.at - letter.since
