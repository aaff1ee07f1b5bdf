"""From a status by the clock to the mail of whoever has to know."""

from datetime import UTC, datetime
from time import monotonic

from deploy.local.callers import Caller
from deploy.local.stack import Stack
from deploy.local.waiting import until
from tests.flow.plan import (
    AGENCY,
    SOON,
    TEAM,
    Plan,
    days_ago,
    no_midnight_within,
    report,
    today,
)
from tests.flow.seeing import Mail, handed_over

Addresses = dict[str, dict[str, str]]


async def test_an_item_due_yesterday_is_late_by_the_clock_alone_and_each_is_told_once(
    plan: Plan, mail: Mail, admin: Caller, agencies: Addresses
) -> None:
    item = await plan.has(kind="quick_win", due=days_ago(1).isoformat())
    late = await plan.becomes(item["item_id"], "late")
    assert late["reports"] == 0

    head, team = agencies[AGENCY]["head"], agencies[TEAM]["delivery_team"]
    told = await mail.told(item["item_id"], head, team)

    assert told == sorted([head, team])
    assert await handed_over(admin, item["item_id"]) == {head: "sent", team: "sent"}
    (alert,) = await admin.alerts(item_id=item["item_id"], state="open")
    assert alert["rule"] == "late"
    ids = {message["message_id"] for message in await mail.about(item["item_id"])}
    assert len(ids) == 2
    assert "late" in {change["to"] for change in late["status_history"]}


async def test_a_late_action_that_is_no_quick_win_mails_nobody(plan: Plan, mail: Mail) -> None:
    quiet = await plan.has(kind="action", due=days_ago(1).isoformat())
    loud = await plan.has(kind="quick_win", due=days_ago(1).isoformat())
    await plan.becomes(quiet["item_id"], "late")
    await until(lambda: mail.about(loud["item_id"]), SOON, "the quick win's mails")
    assert await mail.about(quiet["item_id"]) == []


async def test_an_item_becomes_critical_between_two_reports_as_its_plan_runs_on(
    plan: Plan, mail: Mail, officer: Caller, agencies: Addresses
) -> None:
    """Its plan climbs 60 points today, so a fraction of a point is lost in a few seconds."""
    await no_midnight_within()
    item = await plan.has(
        kind="quick_win",
        start=days_ago(20).isoformat(),
        due=today().isoformat(),
        milestones=[{"name": "Tahap I", "due": days_ago(1).isoformat(), "weight": 40}],
    )
    planned = (await plan.item(item["item_id"]))["planned_percent"]
    allowed = 10 if planned <= 69.99 else 5
    answer = await officer.tracker.post(
        f"/api/v1/items/{item['item_id']}/reports", json=report(planned - allowed + 0.008)
    )
    assert answer.json()["item"]["status"] == "behind"

    critical = await plan.becomes(item["item_id"], "critical")

    assert critical["reports"] == 1
    await mail.told(item["item_id"], agencies[AGENCY]["officer"], agencies[AGENCY]["verifier"])


async def test_done_closes_the_alert_and_tells_those_who_had_been_told(
    plan: Plan, mail: Mail, officer: Caller, admin: Caller, agencies: Addresses
) -> None:
    item = await plan.has(kind="quick_win", due=days_ago(1).isoformat())
    recipients = (agencies[AGENCY]["head"], agencies[TEAM]["delivery_team"])
    await mail.told(item["item_id"], *recipients)

    await officer.tracker.post(f"/api/v1/items/{item['item_id']}/reports", json=report(100))

    await plan.becomes(item["item_id"], "done")

    async def closed() -> bool:
        alerts = await admin.alerts(item_id=item["item_id"])
        return [alert["close_reason"] for alert in alerts] == ["done"]

    await until(closed, SOON, "the alert closed")

    async def all_told() -> bool:
        return len(await mail.about(item["item_id"])) >= 4

    await until(all_told, SOON, "the good news")
    to = [message["to"] for message in await mail.about(item["item_id"])]
    assert sorted(to) == sorted([*recipients, *recipients])


async def test_an_item_that_recovers_at_once_alarms_nobody(
    plan: Plan, mail: Mail, officer: Caller, admin: Caller
) -> None:
    for _ in range(5):  # until the machine is quicker than the grace of five seconds
        began = monotonic()
        item = await plan.has(kind="quick_win", due=days_ago(1).isoformat())
        await officer.tracker.post(f"/api/v1/items/{item['item_id']}/reports", json=report(100))
        await plan.becomes(item["item_id"], "done")
        if monotonic() - began < 3:
            break

    async def over() -> bool:
        alerts = await admin.alerts(item_id=item["item_id"])
        return bool(alerts) and all(alert["state"] == "closed" for alert in alerts)

    await until(over, SOON, "its alert closed")
    watched = await plan.has(kind="quick_win", due=days_ago(1).isoformat())
    await until(lambda: mail.about(watched["item_id"]), SOON, "a later alert's mails")
    assert await mail.about(item["item_id"]) == []


async def test_while_the_mail_server_is_down_mails_wait_and_arrive_once(
    stack: Stack, plan: Plan, mail: Mail, admin: Caller, agencies: Addresses
) -> None:
    await stack.supervisor.stop("mail")
    try:
        item = await plan.has(kind="quick_win", due=days_ago(1).isoformat())

        async def tried() -> bool:
            alerts = await admin.alerts(item_id=item["item_id"], state="open")
            return any(d["attempts"] > 0 for alert in alerts for d in alert["deliveries"])

        await until(tried, SOON, "an attempt that failed")
    finally:
        await stack.supervisor.resume("mail")
    recipients = sorted([agencies[AGENCY]["head"], agencies[TEAM]["delivery_team"]])
    assert await mail.told(item["item_id"], *recipients, within=60) == recipients
    assert sorted(await handed_over(admin, item["item_id"])) == recipients


async def test_the_mail_says_what_to_know_and_where_to_look(
    plan: Plan, mail: Mail, stack: Stack
) -> None:
    item = await plan.has(kind="quick_win", due=days_ago(3).isoformat())
    (first, *_) = await until(lambda: mail.about(item["item_id"]), SOON, "the mail")
    said = first["text"]
    assert item["title"] in said
    assert f"Kantor {AGENCY}" in said
    assert f"{stack.services.url('tracker')}/kemajuan/butir/{item['item_id']}" in said
    assert f"{stack.services.url('tracker')}/kemajuan/butir/{item['item_id']}" in first["html"]
    assert datetime.fromisoformat(first["received_at"]) <= datetime.now(UTC)
