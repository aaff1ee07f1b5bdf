"""Whose a submission over Kafka is: its token says it, and nothing in its body."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from chassis.auth.auth import Sender, SystemUsed
from chassis.auth.refused import session_ended
from chassis.auth.signed_tokens import Signed
from chassis.http.problem import Fault, Problem, unavailable
from chassis.kafka.consumer import Received, Unread
from chassis.kafka.envelope import TOKEN, Headers, Undecodable
from contracts import ProgressSubmitted
from contracts.account import Account, Role
from tests.unit.tracker.plans import NOON, a_plan
from tracker.items.item import Item
from tracker.reporting.report import Report
from tracker.reporting.report_ids import StoredIds
from tracker.reporting.senders import PlannerUnreachable, Senders
from tracker.reporting.verdict import Verdict, judge_reports

FROM, UNTIL, DURING = 1_000.0, 2_000.0, 1_500.0
AGENCY = a_plan().agency
OFFICER = Account(username="dinas.sistem", role=Role.OFFICER, agency=AGENCY)
ACCOUNTS: dict[str, Account | Problem] = {
    "own": OFFICER,
    "acting": OFFICER.model_copy(update={"agency": "LAIN", "agencies": ("LAIN", AGENCY)}),
    "admin": Account(username="admin", role=Role.ADMIN),
    "elsewhere": OFFICER.model_copy(update={"region": "grt"}),
    "other": OFFICER.model_copy(update={"agency": "LAIN"}),
    "council": Account(username="dewan", role=Role.COUNCIL),
    "ended": session_ended(),
    "no planner": unavailable(),
}


class Planner:
    """Knows the tokens above; all were valid from FROM until UNTIL."""

    async def of_message(self, token: str) -> Sender:
        account = ACCOUNTS[token]
        if isinstance(account, Problem):
            raise account
        return Sender(account, Signed(account, "key", FROM + 60, UNTIL), (0.0,))


class Answers:
    """Keeps what is answered."""

    def __init__(self) -> None:
        self.given: dict[str, dict[str, Any]] = {}

    async def reject(self, submission: str, **told: Any) -> None:
        self.given[submission] = told


def ignored(sender: Sender, instant: float) -> None:
    """Nobody wants to know of uses."""


def senders(
    answers: Answers | None = None, *, trust: bool = False, used: SystemUsed = ignored
) -> Senders:
    return Senders(Planner(), answers or Answers(), used=used, trust_broker=trust)  # type: ignore[arg-type]


def with_token(token: str | None) -> Headers:
    return [("ce_id", b"r-1"), *([] if token is None else [(TOKEN, token.encode())])]


def an_event(**changes: Any) -> ProgressSubmitted:
    return ProgressSubmitted(
        report_id="r-1",
        item_id=a_plan().item_id,
        agency=AGENCY,
        as_of=NOON.date(),
        physical_percent=40.0,
        submitted_at=NOON,
        **{"submitted_by": "kepala", **changes},
    )


async def report_with(token: str | None, at: float = DURING, *, trust: bool = False) -> Report:
    (report,) = await senders(trust=trust).reports([Received(an_event(), with_token(token), at)])
    return report


def verdict_on(reports: Sequence[Report], refused: frozenset[str] = frozenset()) -> list[Verdict]:
    items = {a_plan().item_id: Item(a_plan())}
    return [one.verdict for one in judge_reports(reports, items, StoredIds(), refused, NOON)]


@pytest.mark.parametrize(
    ("token", "by"),
    [
        ("own", "dinas.sistem: kepala"),
        ("acting", "dinas.sistem: kepala"),
        ("admin", "admin: kepala"),
    ],
)
async def test_a_submission_of_its_own_agency_is_recorded_under_its_account(
    token: str, by: str
) -> None:
    report = await report_with(token)
    assert report.unproven is None
    assert report.submitted_by == by
    assert verdict_on([report]) == [Verdict.RECORDED]


@pytest.mark.parametrize(
    ("token", "at", "code"),
    [
        (None, DURING, "sender-unknown"),
        ("kunci-ü", DURING, "sender-unknown"),
        ("x" * 5_000, DURING, "sender-unknown"),
        ("other", DURING, "agency-not-senders"),
        ("council", DURING, "agency-not-senders"),
        ("ended", DURING, "session-ended"),
        ("own", UNTIL, "token-expired"),
    ],
)
async def test_nobody_reports_for_an_agency_without_its_token(
    token: str | None, at: float, code: str
) -> None:
    report = await report_with(token, at)
    assert report.unproven is not None
    assert report.unproven.code == code
    assert verdict_on([report]) == [Verdict.REFUSED]


async def test_a_planner_whose_clock_is_ahead_of_the_brokers_refuses_nothing() -> None:
    report = await report_with("own", FROM - 86_400)
    assert verdict_on([report]) == [Verdict.RECORDED]


async def test_an_account_of_one_region_reports_on_no_item_of_another() -> None:
    assert verdict_on([await report_with("elsewhere")]) == [Verdict.REFUSED]


async def test_a_forged_submission_does_not_stand_for_the_true_one() -> None:
    forged, true = await report_with(None), await report_with("own")
    assert forged.submissions.isdisjoint(true.submissions)
    assert verdict_on([forged, true]) == [Verdict.REFUSED, Verdict.RECORDED]
    assert verdict_on([true], frozenset(forged.submissions)) == [Verdict.RECORDED]


async def test_a_refusal_of_an_unproven_sender_is_told_once() -> None:
    forged = await report_with(None)
    items = {a_plan().item_id: Item(a_plan())}
    (again,) = judge_reports([forged], items, StoredIds(), {forged.submission}, NOON)
    assert (again.verdict, again.faults) == (Verdict.REFUSED, ())


async def test_where_the_broker_is_trusted_only_a_wrong_token_is_refused() -> None:
    assert (await report_with(None, trust=True)).unproven is None
    assert (await report_with("other", trust=True)).unproven is not None


async def test_without_the_planner_s_keys_the_batch_waits() -> None:
    with pytest.raises(PlannerUnreachable):
        await report_with("no planner")


BROKEN: dict[str, Any] = {
    "report_id": "r-1",
    "item_id": "A-1",
    "agency": AGENCY,
    "physical_percent": "banyak",
    "submitted_at": NOON.isoformat(),
}
BADLY = Undecodable("invalid", "physical_percent: Input should be a valid number")


async def answered(
    body: Any, token: str | None, why: Undecodable = BADLY, *, trust: bool = False
) -> list[dict[str, Any]]:
    answers = Answers()
    record = Unread(json.dumps(body).encode(), with_token(token), DURING, why)
    await senders(answers, trust=trust).answer(record)
    await senders(answers, trust=trust).answer(record)
    return list(answers.given.values())


async def test_what_is_no_submission_is_answered_field_by_field() -> None:
    (told,) = await answered(BROKEN, "own")
    faults: tuple[Fault, ...] = told.pop("faults")
    assert told == {
        "report_id": "r-1",
        "item_id": "A-1",
        "agency": AGENCY,
        "submitted_at": NOON,
    }
    assert {fault.field for fault in faults} == {"physical_percent", "as_of"}
    assert all(fault.message.indonesian for fault in faults)


async def test_an_answer_without_a_time_has_that_of_the_record() -> None:
    wanting = {name: value for name, value in BROKEN.items() if name != "submitted_at"}
    (told,) = await answered(wanting, "own")
    assert told["submitted_at"] == datetime.fromtimestamp(DURING, UTC)


async def test_a_record_with_missing_headers_is_answered_too() -> None:
    (told,) = await answered(BROKEN, "own", Undecodable("not_an_event", "missing headers: ce_type"))
    assert [fault.code for fault in told["faults"]] == ["not-an-event"]


@pytest.mark.parametrize(
    ("body", "token"),
    [
        (BROKEN, None),
        (BROKEN, "other"),
        (BROKEN, "ended"),
        ([1, 2, 3], "own"),
        ({**BROKEN, "report_id": "x" * 129}, "own"),
        ({**BROKEN, "agency": {"kode": AGENCY}}, "own"),
    ],
)
async def test_nobody_else_is_answered(body: Any, token: str | None) -> None:
    assert await answered(body, token) == []


async def test_a_use_of_a_token_is_told_where_it_was_valid() -> None:
    uses: list[tuple[str, float]] = []

    def used(sender: Sender, instant: float) -> None:
        uses.append((sender.account.username, instant))

    heard = senders(used=used, trust=True)
    times = {"own": (DURING, DURING + 1, UNTIL), "other": (DURING,), None: (DURING,)}
    records = [(token, at) for token, instants in times.items() for at in instants]
    await heard.reports([Received(an_event(), with_token(token), at) for token, at in records])
    assert uses == [(OFFICER.username, DURING), (OFFICER.username, DURING + 1)]
    uses.clear()
    for token, at in records:
        await heard.answer(Unread(json.dumps(BROKEN).encode(), with_token(token), at, BADLY))
    assert uses == [(OFFICER.username, DURING), (OFFICER.username, DURING + 1)]


async def test_where_the_broker_is_trusted_it_is_answered_without_a_token() -> None:
    assert len(await answered(BROKEN, None, trust=True)) == 1


async def test_a_time_outside_the_calendar_is_answered_all_the_same() -> None:
    answers = Answers()
    wanting = {name: value for name, value in BROKEN.items() if name != "submitted_at"}
    record = Unread(json.dumps(wanting).encode(), with_token(None), 1e18, BADLY)
    await senders(answers, trust=True).answer(record)
    assert len(answers.given) == 1
