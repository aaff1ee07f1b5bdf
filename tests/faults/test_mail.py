"""Mail servers that are down, slow, unwilling, or die at the worst moment."""

import asyncio

from deploy.local.waiting import until
from tests.faults.mail_server import Mood
from tests.faults.people import LATE
from tests.faults.trial import Trial

FIRST_PAUSE = 5.0
"""Seconds after which a mail is tried again that was not handed over once, at most."""


async def met_by(trial: Trial, mood: Mood, mails: int = 2) -> None:
    """The server is in the mood until some of the trial's own mails have met it: one to each of two
    addresses, of both items.
    """
    server, prefix = trial.lab.mail, trial.work.prefix
    before = server.met_about(prefix)

    async def met() -> bool:
        return server.met_about(prefix) - before >= mails

    with server.in_a(mood):
        await trial.work.plan([LATE, LATE])
        await until(met, 30, f"mails that meet a server in the mood {mood}")


async def test_a_mail_server_that_is_down(a_trial: Trial) -> None:
    async def down() -> None:
        a_trial.lab.mail.stop()
        await a_trial.work.plan([LATE, LATE])
        await asyncio.sleep(6)
        a_trial.lab.mail.start()

    await a_trial.survives(down)


async def test_a_mail_server_that_is_slow(a_trial: Trial) -> None:
    await a_trial.survives(lambda: met_by(a_trial, Mood.SLOW))


async def test_a_mail_server_that_answers_4xx(a_trial: Trial) -> None:
    await a_trial.survives(lambda: met_by(a_trial, Mood.NOT_NOW))


async def test_a_mail_server_that_answers_5xx(a_trial: Trial) -> None:
    """Whoever was refused for good is not told, and the ledger says so; the others are."""
    a_trial.may_fail_mails = True
    await a_trial.survives(lambda: met_by(a_trial, Mood.NEVER))


async def test_a_mail_server_that_dies_after_data(a_trial: Trial) -> None:
    """Nobody can know whether it took the mail: it is sent again, with the same Message-ID.

    Unless its alert closes first, as those of a busy trial do: then it is withdrawn.
    """
    a_trial.may_repeat_mails = True

    def sent_again() -> set[str]:
        return {mail for mail, copies in a_trial.lab.mail.copies().items() if copies > 1}

    before = sent_again()

    async def until_one_is_sent_again() -> None:
        for _ in range(3):
            await met_by(a_trial, Mood.DIES_AFTER_DATA)
            await asyncio.sleep(FIRST_PAUSE + 1)
            if sent_again() - before:
                return

    await a_trial.survives(until_one_is_sent_again)
    assert a_trial.line.repeated_mails > 0
