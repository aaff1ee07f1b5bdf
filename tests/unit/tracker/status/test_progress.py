from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.there import there
from tests.unit.tracker.plans import a_mark
from tracker.status.progress import Mark, Progress, Run, add_marks, fold, needs_all_marks

DAY = date(2026, 3, 1)
LATER = datetime(2026, 6, 20, tzinfo=UTC)


def marks() -> st.SearchStrategy[list[Mark]]:
    one = st.builds(
        Mark,
        as_of=st.dates(DAY, DAY + timedelta(days=5)),
        submitted_at=st.integers(0, 5).map(lambda h: datetime(2026, 4, 1, h, tzinfo=UTC)),
        report_id=st.text("abc", min_size=1, max_size=3),
        physical_percent=st.sampled_from([0.0, 40.0, 99.9, 100.0]),
        budget_realised=st.none() | st.integers(0, 9),
        corrected=st.just(""),
    )
    reports = st.lists(one, max_size=12, unique_by=lambda mark: mark.report_id)
    chosen = st.lists(st.none() | st.integers(0, 11), min_size=12, max_size=12)
    return st.builds(some_correcting, reports, chosen)


def some_correcting(history: list[Mark], chosen: list[int | None]) -> list[Mark]:
    """Of these reports some correct one before them, where one is chosen that is."""
    return [
        mark if of is None or of >= number else mark._replace(corrected=history[of].report_id)
        for number, (mark, of) in enumerate(zip(history, chosen, strict=False))
    ]


@given(marks().flatmap(lambda m: st.tuples(st.just(m), st.permutations(m + m))))
def test_any_order_and_any_repetition_of_reports_gives_the_same_item(
    pair: tuple[list[Mark], list[Mark]],
) -> None:
    history, shuffled = pair
    assert fold(shuffled) == fold(history)


@given(marks(), st.integers(0, 12))
def test_adding_to_what_is_known_is_the_same_as_starting_over(
    history: list[Mark], cut: int
) -> None:
    old, new = history[:cut], history[cut:]
    known = fold(old)
    if new and not needs_all_marks(known, new):
        assert add_marks(known, new) == fold(history)


@given(marks(), st.integers(0, 12))
def test_of_a_run_that_was_stored_as_a_day_nothing_is_guessed(
    history: list[Mark], cut: int
) -> None:
    old, new = history[:cut], history[cut:]
    known = fold(old)
    if known.run and new:
        of_day = Progress(known.latest, known.reports, Run.of_day(known.run.first[0]))
        assert of_day.done_at == known.done_at
        assert needs_all_marks(of_day, new)


@given(marks())
def test_one_report_after_the_other_all_are_needed_only_where_a_run_is_cut(
    history: list[Mark],
) -> None:
    known = Progress()
    for number, mark in enumerate(history):
        if needs_all_marks(known, [mark]):
            if not mark.corrected:
                assert mark.physical_percent < 100
                assert mark.as_of <= there(known.latest).as_of
            known = fold(history[: number + 1])
        else:
            known = add_marks(known, [mark])
        assert known == fold(history[: number + 1])


def test_the_latest_day_counts_even_when_an_earlier_one_arrives_after_it() -> None:
    assert (
        fold([a_mark(60, DAY, report_id="new"), a_mark(30, date(2026, 2, 1))]).actual_percent == 60
    )


def test_of_one_day_the_report_submitted_last_counts() -> None:
    early = a_mark(50, DAY, report_id="z", at=datetime(2026, 3, 1, 1, tzinfo=UTC))
    late = a_mark(45, DAY, report_id="a", at=datetime(2026, 3, 1, 2, tzinfo=UTC))
    assert fold([late, early]).actual_percent == 45


def test_reporting_done_again_does_not_move_the_day_it_was_done() -> None:
    done = [a_mark(100, DAY + timedelta(days=d), report_id=str(d)) for d in (0, 30, 60)]
    assert fold(done).done_at == DAY


def test_work_taken_up_again_is_done_when_it_is_done_again() -> None:
    reports = [
        a_mark(percent, DAY + timedelta(days=day), report_id=str(day))
        for day, percent in ((0, 100), (30, 90), (60, 100))
    ]
    assert fold(reports).done_at == DAY + timedelta(days=60)


def test_a_report_that_says_no_money_leaves_the_money_as_it_was() -> None:
    april = a_mark(40, date(2026, 4, 30), report_id="april", money=1_000_000_000)
    may = a_mark(50, date(2026, 5, 31), report_id="may", money=None)
    progress = fold([april, may])
    assert (progress.actual_percent, progress.budget_realised) == (50, 1_000_000_000)
    assert add_marks(fold([april]), [may]) == progress


def test_a_later_report_for_an_earlier_day_fills_what_it_says_and_nothing_else() -> None:
    may = a_mark(50, date(2026, 5, 31), report_id="may", money=None)
    april = a_mark(40, date(2026, 4, 30), report_id="april", at=LATER, money=700)
    march = a_mark(10, date(2026, 3, 31), report_id="march", at=LATER, money=900)
    assert add_marks(fold([may]), [april]).budget_realised == 700
    filled = add_marks(add_marks(fold([may]), [april]), [march])
    assert (filled.actual_percent, filled.budget_realised) == (50, 700)


def test_none_spent_is_something_said() -> None:
    said = [a_mark(40, DAY, report_id="a", money=5), a_mark(40, DAY, report_id="b", money=0)]
    assert fold(said).budget_realised == 0


def test_nothing_reported_is_nothing_done() -> None:
    assert fold([]) == Progress()
    assert Progress().actual_percent == 0


def test_a_corrected_report_counts_no_longer_whatever_its_day() -> None:
    typo = a_mark(100, date(2026, 5, 1), report_id="typo", money=900)
    mended = a_mark(10, date(2026, 4, 1), report_id="mended", money=90)._replace(corrected="typo")
    progress = fold([mended, typo])
    assert (progress.actual_percent, progress.budget_realised, progress.done_at) == (10, 90, None)
    assert progress.reports == 2
    again = a_mark(12, date(2026, 3, 1), report_id="again", money=91)._replace(corrected="mended")
    assert fold([again, typo, mended]).actual_percent == 12
