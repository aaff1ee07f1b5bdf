"""What becomes of a decision, when it is overdue, and who may do what."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from contracts.account import Account, Role
from contracts.council_decided import MinutesFile
from contracts.words import DecisionAction, Status
from tests.unit.tracker.plans import NOON
from tracker.decisions.decision import (
    Decision,
    DecisionAct,
    DecisionState,
    Subject,
    Wording,
    choices,
    faults_of_wording,
    sees,
)
from tracker.decisions.documents import decision_document, decision_of
from tracker.decisions.refusals import ACTS_MOST
from tracker.decisions.trouble import red_days, red_since
from tracker.decisions.wanted import DecisionWanted, is_same
from tracker.status.curve import end_of

MADE, DONE, BACK = DecisionAction
A = "ab" * 32
TODAY = NOON.date()
SUBJECT = Subject("kukar", "Asia/Makassar", "DINKES", "Layanan", "A-1", status=Status.LATE)


def a_decision(*actions: DecisionAction, due: date = TODAY, owner: str = "DINKES") -> Decision:
    acts = [DecisionAct(one, "bappeda", NOON) for one in (MADE, *actions)]
    wording = Wording("Ulangi pengadaan", owner, due, TODAY)
    return Decision("k-1", SUBJECT, wording, tuple(acts))


def who(role: Role, agency: str | None = None, region: str | None = "kukar") -> Account:
    return Account(username="x", role=role, region=region, agency=agency)


@pytest.mark.parametrize(
    ("actions", "state"),
    [
        ((), DecisionState.OPEN),
        ((DONE,), DecisionState.DONE),
        ((BACK,), DecisionState.WITHDRAWN),
        ((DONE, BACK), DecisionState.OPEN),
        ((DONE, BACK, DONE), DecisionState.DONE),
        ((DONE, BACK, BACK), DecisionState.WITHDRAWN),
    ],
)
def test_taking_back_undoes_the_last(
    actions: tuple[DecisionAction, ...], state: DecisionState
) -> None:
    decision = a_decision(*actions)
    assert decision.state is state
    assert decision_of({**decision_document(decision)}) == decision


def test_the_file_of_its_minutes_is_kept_with_it_and_one_without_is_as_before() -> None:
    file = MinutesFile(sha256="ab" * 32, size=9, media_type="application/pdf", name="r.pdf")
    decision = replace(a_decision(), minutes_file=file)
    assert decision_of(decision_document(decision)) == decision
    assert "minutes_file" not in decision_document(a_decision())


@pytest.mark.parametrize(
    ("there", "sent", "same"), [("", "", True), (A, A, True), (A, "", False), ("", A, False)]
)
def test_the_same_again_has_the_same_file(there: str, sent: str, same: bool) -> None:
    file = MinutesFile(sha256=there or A, size=9, media_type="application/pdf", name="r.pdf")
    decision = replace(a_decision(), minutes_file=file if there else None)
    wanted = DecisionWanted("k", "A-1", "", decision.wording)
    assert is_same(decision, wanted, sent) is same


def test_it_is_overdue_when_its_last_day_has_ended_in_the_region() -> None:
    decision = a_decision(due=date(2026, 6, 15))
    ends = datetime(2026, 6, 15, 16, tzinfo=UTC)
    assert not decision.is_overdue(ends - timedelta(milliseconds=1))
    assert decision.is_overdue(ends)
    assert (decision.days_overdue(ends), decision.days_overdue(ends + timedelta(days=2))) == (1, 3)
    for actions in ((DONE,), (BACK,)):
        over = a_decision(*actions, due=date(2026, 6, 15))
        assert (over.is_overdue(ends), over.days_overdue(ends)) == (False, 0)


@pytest.mark.parametrize(
    ("account", "when_open", "when_done"),
    [
        (who(Role.COUNCIL), {DONE, BACK}, {BACK}),
        (who(Role.PLANNER), {DONE, BACK}, {BACK}),
        (who(Role.OFFICER, "DINKES"), {DONE}, {BACK}),
        (who(Role.HEAD, "DINKES"), {DONE}, {BACK}),
        (who(Role.HEAD, "DISHUB"), set(), set()),
        (who(Role.ADMIN), set(), set()),
    ],
)
def test_who_may_report_it_done_and_who_takes_it_back(
    account: Account, when_open: set[DecisionAction], when_done: set[DecisionAction]
) -> None:
    for decision, allowed in ((a_decision(), when_open), (a_decision(DONE), when_done)):
        offered = choices(account, decision)
        assert {one.number for one in offered} == {len(decision.acts) + 1}
        assert {one.action for one in offered if one.refusal is None} == allowed
    assert choices(account, a_decision(BACK)) == []


def test_what_becomes_of_a_decision_has_an_end() -> None:
    """Done and taken back again and again would make a document that is too large to store."""
    turns, account = [DONE, BACK] * ACTS_MOST, who(Role.PLANNER)
    last, full = a_decision(*turns[: ACTS_MOST - 2]), a_decision(*turns[:ACTS_MOST])
    assert {one.action for one in choices(account, last) if one.refusal is None} == {DONE, BACK}
    done, back = choices(account, full)
    assert (done.refusal and done.refusal.code, back.refusal) == ("too-many-acts", None)
    assert choices(account, a_decision(*turns[:ACTS_MOST], BACK)) == []


@pytest.mark.parametrize(
    ("account", "seen"),
    [
        (who(Role.COUNCIL), True),
        (who(Role.COUNCIL, region=None), True),
        (who(Role.COUNCIL, region="garut"), False),
        (who(Role.OFFICER, "DINKES"), True),
        (who(Role.OFFICER, "DISHUB"), True),
        (who(Role.OFFICER, "DPMD"), False),
        (who(Role.OFFICER, None), False),
        (who(Role.OFFICER, "DINKES", "garut"), False),
    ],
)
def test_an_agency_sees_what_is_on_it_and_what_it_has_to_do(account: Account, seen: bool) -> None:
    assert sees(account, a_decision(owner="DISHUB")) is seen


@pytest.mark.parametrize(
    ("other", "fields"),
    [
        ({}, []),
        ({"decision": "  "}, ["decision"]),
        ({"decision": "\x00\u200b \u202e"}, ["decision"]),
        ({"decision": "x" * 2_001}, ["decision"]),
        ({"minutes": "x" * 301}, ["minutes"]),
        ({"met_on": TODAY + timedelta(days=1)}, ["met_on"]),
        ({"met_on": date(1026, 6, 15)}, ["met_on"]),
        ({"due": TODAY - timedelta(days=1)}, ["due"]),
        ({"due": date.max}, ["due"]),
    ],
)
def test_what_cannot_be_is_refused_by_field(other: dict[str, object], fields: list[str]) -> None:
    said = {"due": TODAY + timedelta(days=9), "met_on": TODAY, **other}
    wording = Wording(**{"decision": "Ulangi", "owner": "", **said})  # type: ignore[arg-type]
    found = {one.field for one in faults_of_wording(wording, TODAY)}
    assert set(fields) <= found <= {*fields, "due"}


def test_it_is_red_since_it_was_late_or_critical_whichever_came_first() -> None:
    first, second = NOON - timedelta(days=20), NOON - timedelta(days=5)
    before = (Status.CRITICAL, NOON - timedelta(days=90)), (Status.ON_TRACK, NOON)
    behind = (Status.BEHIND, NOON - timedelta(days=40))
    assert red_since([]) is None
    assert red_since([behind, *before]) is None
    red = [(Status.LATE, second), (Status.CRITICAL, first)]
    assert red_since([*red, behind, *before]) == first
    assert red_since([(Status.LATE, first), (Status.CRITICAL, second)]) == first


def test_an_item_is_red_for_as_many_days_as_it_is_late() -> None:
    due, makassar = date(2026, 6, 10), ZoneInfo("Asia/Makassar")
    since = end_of(due, makassar)
    for days in (1, 6):
        now = since + timedelta(days=days - 1, hours=3)
        assert red_days(since, now, makassar) == days
        assert (now.astimezone(makassar).date() - due).days == days
