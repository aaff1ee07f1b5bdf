"""The tables of a letter: what changed, what was decided, who has not reported. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from contracts import CalendarPublished
from contracts.calendar import Period
from contracts.council_letter import (
    WORDS_MOST,
    ChangedItem,
    LetterChanges,
    LetterDecision,
    LetterPeriod,
    MovedItem,
    SilentAgency,
)
from contracts.words import Kind
from tracker.council.changes import Became, Moved, Replanned, sorted_out
from tracker.decisions.decision import Decision
from tracker.periods.service_level import Measures, summed

CHANGED_MOST = {
    Became.LATE: 6,
    Became.CRITICAL: 6,
    Became.BEHIND: 3,
    Became.RECOVERED: 4,
    Became.DONE: 4,
    Became.CANCELLED: 3,
    Became.NEW: 3,
}
MOVED_MOST, DECISIONS_MOST, SILENT_MOST = 5, 4, 10
"""Rows of a table: the whole letter is two sheets."""


@dataclass(frozen=True, slots=True)
class WeekRows:
    """What became since the last letter, and the decisions that are overdue."""

    moved: Sequence[Moved]
    replanned: Sequence[Replanned]
    decided: Sequence[Decision]
    overdue: Sequence[Decision]


def changed_rows(moved: Sequence[Moved], names: Mapping[str, str]) -> tuple[LetterChanges, ...]:
    """Items by what became of them, what needs a decision first; quick wins before others."""
    return tuple(
        LetterChanges(
            became=kind.value,
            items=len(those),
            rows=tuple(
                ChangedItem(
                    item_id=one.item_id,
                    title=one.last.title,
                    kind=one.last.kind,
                    agency=one.last.agency,
                    agency_name=names.get(one.last.agency, one.last.agency),
                    was=one.was,
                    status=one.last.to_status,
                    since=one.last.since,
                )
                for one in sorted(those, key=lambda one: one.last.kind is not Kind.QUICK_WIN)
            )[: CHANGED_MOST[kind]],
        )
        for kind, those in sorted_out(moved).items()
    )


def moved_rows(replanned: Iterable[Replanned], names: Mapping[str, str]) -> tuple[MovedItem, ...]:
    """Items whose due day is another than at the last letter, those moved last first; one that was
    moved and moved back is left out.
    """
    days: dict[str, tuple[Replanned, date, date]] = {}
    for one in replanned:
        for change in one.differences:
            if change.field == "due":
                latest = days.get(one.item_id)
                before, after = map(date.fromisoformat, (str(change.before), str(change.after)))
                days[one.item_id] = (
                    (latest[0], before, latest[2]) if latest else (one, before, after)
                )
    return tuple(
        MovedItem(
            item_id=one.item_id,
            title=one.title,
            agency=one.agency,
            agency_name=names.get(one.agency, one.agency),
            before=before,
            after=after,
        )
        for one, before, after in days.values()
        if before != after
    )


def decision_row(one: Decision, now: datetime, names: Mapping[str, str]) -> LetterDecision:
    """A decision as it stands at an instant."""
    words, subject = one.wording, one.subject
    is_cut = len(words.decision) > WORDS_MOST
    return LetterDecision(
        decision_id=one.decision_id,
        decision=f"{words.decision[: WORDS_MOST - 1]}…" if is_cut else words.decision,
        about=subject.name if subject.item_id else names.get(subject.agency, subject.name),
        owner=words.owner,
        owner_name=names.get(words.owner, words.owner),
        due=words.due,
        state=one.state.value,
        days_overdue=one.days_overdue(now),
    )


def silence(
    calendar: CalendarPublished,
    period: Period | None,
    measures: Mapping[str, Measures],
    names: Mapping[str, str],
) -> LetterPeriod | None:
    """Reporting on a period, and the agencies that lack most; None without a period."""
    if period is None:
        return None
    silent = [(agency, one) for agency, one in sorted(measures.items()) if one.missing]
    silent.sort(key=lambda one: one[1].missing, reverse=True)
    whole = summed(measures.values())
    return LetterPeriod(
        code=period.code,
        on_time_until=calendar.on_time_until(period),
        expected=whole.expected,
        reported=whole.actual,
        silent_agencies=len(silent),
        silent=tuple(
            SilentAgency(
                agency=agency,
                name=names.get(agency, agency),
                missing=one.missing,
                expected=one.expected,
            )
            for agency, one in silent[:SILENT_MOST]
        ),
    )
