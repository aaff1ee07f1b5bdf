"""Answers of a quarter, given to the notifier by an administrator."""

from collections.abc import Iterable
from contextlib import suppress

from notifier.alerting.alert import Alert
from notifier.alerting.answering import By, NotValid
from notifier.alerting.answers import Answers
from notifier.directory.offices import Office
from tests.simulation.words import Answer
from tests.unit.notifier.alerting.desk import ADMIN

AS_ADMIN = By(account=ADMIN)


async def answer(answers: Answers, open_alerts: Iterable[Alert], one: Answer) -> None:
    """Give it to the open episode that it is for, if there is one."""
    asked = (one.rule, one.subject)
    alert = next((x for x in open_alerts if (x.rule, x.item_id) == asked), None)
    if alert is None:
        return
    if one.kind == "acknowledge":
        await answers.acknowledge(alert.id, AS_ADMIN, one.until)
    elif one.until is not None:
        await answers.silence(alert.id, AS_ADMIN, one.until, "Menunggu lelang")
    else:
        with suppress(NotValid):  # there is nobody
            await answers.hand_over(alert.id, AS_ADMIN, Office(one.office), "Mohon dibantu")
