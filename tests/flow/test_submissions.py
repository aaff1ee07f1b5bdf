"""Submissions over Kafka: the good are recorded, the poisonous set aside, each alone."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

from contracts import ProgressRejected, ProgressSubmitted
from deploy.local.callers import Caller
from deploy.local.stack import Stack
from deploy.local.submissions import event_headers
from deploy.local.waiting import until
from tests.flow.plan import AGENCY, SOON, Plan, report, today
from tests.flow.seeing import reading
from tests.flow.system import Headers, System

TOPIC = ProgressSubmitted.topic
DEAD = f"{TOPIC}.dlq"


def submission(item_id: str, number: int, percent: float) -> dict[str, Any]:
    return {
        **report(percent),
        "report_id": f"{item_id}-{number:04}",
        "item_id": item_id,
        "agency": AGENCY,
        "submitted_at": datetime.now(UTC).isoformat(),
    }


def poison(item_id: str, token: str = "") -> list[tuple[bytes | None, Headers]]:
    """Twenty records that are no submissions, each wrong in another way."""
    good = submission(item_id, 9999, 50)
    value, headers = json.dumps(good).encode(), event_headers(good["report_id"], item_id, token)
    without = [[pair for pair in headers if pair[0] != name] for name in ("ce_id", "ce_type")]
    wrong: list[dict[str, Any]] = [
        {**good, "physical_percent": "banyak"},
        {**good, "physical_percent": None},
        {**good, "as_of": "31 Februari 2026"},
        {**good, "budget_realised": 1.5},
        {**good, "item_id": ""},
        {**good, "agency": {"kode": AGENCY}},
        {**good, "report_id": "x" * 129},
        {**good, "submitted_at": "2026-01-01T00:00:00"},
        {**good, "note": ["bukan", "teks"]},
        {name: given for name, given in good.items() if name != "as_of"},
    ]
    return [
        (b"{bukan json", headers),
        (b"", headers),
        (None, headers),
        (b"\xff\xfe\x00", headers),
        (b"[1, 2, 3]", headers),
        (value.replace(b": 50,", b": NaN,"), headers),
        (value.replace(b": 50,", b": 1e999,"), headers),
        (value, without[0]),
        (value, [*without[1], ("ce_type", b"plan.item.v1")]),
        (value, [*without[1], ("ce_type", b"\xff\xfe")]),
        *((json.dumps(body).encode(), headers) for body in wrong),
    ]


async def test_of_a_thousand_submissions_twenty_poisonous_ones_are_set_aside(
    stack: Stack, plan: Plan, system: System
) -> None:
    items = [(await plan.has())["item_id"] for _ in range(10)]
    good = [submission(items[n % 10], n, n / 10) for n in range(980)]
    bad = poison(items[0], await system.access.token())
    assert len(bad) == 20

    async with reading(stack.running.kafka, DEAD) as dead:
        sent = []
        for number, body in enumerate(good):
            sent.append(await system.send(body))
            if number % 49 == 0:
                value, headers = bad[number // 49]
                key = items[number % 10].encode()
                sent.append(await system.kafka.send(TOPIC, key=key, value=value, headers=headers))
        await asyncio.gather(*sent)

        async def recorded() -> bool:
            return sum([int((await plan.item(item))["reports"]) for item in items]) == 980

        await until(recorded, SOON, "980 reports")
        places: dict[tuple[bytes, bytes], Any] = {}  # more than once where a batch came again

        async def twenty() -> bool:
            for records in (await dead.getmany(timeout_ms=200)).values():
                for record in records:
                    of = dict(record.headers)
                    places[of["dlq_partition"], of["dlq_offset"]] = record
            return len(places) >= 20

        await until(twenty, SOON, "20 dead letters")

    set_aside = places.values()
    assert len(set_aside) == 20
    told = [{name: value.decode(errors="replace") for name, value in r.headers} for r in set_aside]
    assert {t["dlq_topic"] for t in told} == {TOPIC}
    assert {t["dlq_reason"].partition(":")[0] for t in told} == {
        "not_json",
        "not_an_event",
        "wrong_type",
        "invalid",
    }
    assert sorted(record.value or b"" for record in set_aside) == sorted(v or b"" for v, _ in bad)

    after = submission(items[0], 10_000, 77)
    await system.send(after)

    async def moving() -> bool:
        log = (await plan.item(items[0]))["report_log"]
        return after["report_id"] in {row["report_id"] for row in log}

    await until(moving, SOON, "the consumer moving on")


async def test_the_same_submission_again_is_one_report(plan: Plan, system: System) -> None:
    item_id = (await plan.has())["item_id"]
    for body in [submission(item_id, 1, 30)] * 3 + [submission(item_id, 2, 31)]:
        await system.send(body)

    async def both() -> bool:
        return int((await plan.item(item_id))["reports"]) >= 2

    await until(both, SOON, "both reports")
    assert (await plan.item(item_id))["reports"] == 2


async def test_a_submission_that_is_refused_is_answered_with_the_reason(
    stack: Stack, plan: Plan, system: System, admin: Caller
) -> None:
    item_id = (await plan.has())["item_id"]
    wrong = {
        "percent-out-of-range": submission(item_id, 1, 140),
        "unknown-item": {**submission("TIDAK-ADA", 3, 40), "as_of": today().isoformat()},
        "less-than-equal": {**submission(item_id, 4, 40), "budget_realised": 10**30},
        "string-too-long": {**submission(item_id, 5, 40), "note": "x" * 4001},
    }
    foreign = {**submission(item_id, 2, 40), "agency": "GRT-DISHUB"}
    answers: dict[str, ProgressRejected] = {}

    async with reading(stack.running.kafka, ProgressRejected.topic) as rejected:
        for body in [*wrong.values(), foreign]:
            await system.send(body)

        async def answered() -> bool:
            for records in (await rejected.getmany(timeout_ms=200)).values():
                for record in records:
                    answer = ProgressRejected.model_validate_json(record.value)
                    answers[answer.report_id] = answer
            return len(answers) > len(wrong)

        await until(answered, SOON, "five refusals")

    for code, body in wrong.items():
        assert code in {reason.code for reason in answers[body["report_id"]].reasons}
    codes = {reason.code for reason in answers[foreign["report_id"]].reasons}
    assert codes == {"unknown-item"}, "whose item it is, is nobody else's business"
    assert (await plan.item(item_id))["reports"] == 0


async def rejected_codes(
    stack: Stack, sending: Callable[[], Awaitable[Any]], report_ids: set[str]
) -> dict[str, set[str]]:
    """The codes with which each of these submissions is refused."""
    codes: dict[str, set[str]] = {}
    async with reading(stack.running.kafka, ProgressRejected.topic) as rejected:
        await sending()

        async def answered() -> bool:
            for records in (await rejected.getmany(timeout_ms=200)).values():
                for record in records:
                    answer = ProgressRejected.model_validate_json(record.value)
                    if answer.report_id in report_ids:
                        codes[answer.report_id] = {reason.code for reason in answer.reasons}
            return codes.keys() >= report_ids

        await until(answered, SOON, "the refusals")
    return codes


async def test_whoever_reaches_the_broker_reports_for_no_agency_without_its_token(
    stack: Stack, plan: Plan, system: System, officer: Caller, foreign_officer: Caller
) -> None:
    """A late quick win became done this way, and its agency's head got the mail that said so."""
    item_id = (await plan.has())["item_id"]
    forged, others, true = (submission(item_id, number, 100) for number in (1, 2, 1))

    async def send_all() -> None:
        await system.send(forged, event_headers(forged["report_id"], item_id))
        of_another = System(system.kafka, foreign_officer.access)
        await of_another.send(others)

    ids = {forged["report_id"], others["report_id"]}
    assert await rejected_codes(stack, send_all, ids) == {
        forged["report_id"]: {"sender-unknown"},
        others["report_id"]: {"agency-not-senders"},
    }
    assert (await plan.item(item_id))["reports"] == 0

    await System(system.kafka, officer.access).send(
        {**true, "submitted_at": forged["submitted_at"]}
    )

    async def recorded() -> bool:
        return int((await plan.item(item_id))["reports"]) == 1

    await until(recorded, SOON, "the report of the agency itself")
    (row,) = (await plan.item(item_id))["report_log"]
    assert row["submitted_by"] == officer.login.username


async def test_a_submission_that_cannot_be_read_is_answered_to_who_may_report(
    stack: Stack, plan: Plan, system: System
) -> None:
    item_id = (await plan.has())["item_id"]
    wrong = {**submission(item_id, 1, 40), "physical_percent": "banyak"}
    codes = await rejected_codes(stack, lambda: system.send(wrong), {wrong["report_id"]})
    assert codes == {wrong["report_id"]: {"float-type"}}
