"""Mail servers that are down, slow, unwilling, or die at the worst moment."""

import asyncio

from tests.faults.mail_server import Mood
from tests.faults.trial import Trial

A_WHILE = 6.0


async def in_a(trial: Trial, mood: Mood, seconds: float = A_WHILE) -> None:
    with trial.lab.mail.in_a(mood):
        await asyncio.sleep(seconds)


async def test_a_mail_server_that_is_down(a_trial: Trial):
    async def down() -> None:
        a_trial.lab.mail.stop()
        await asyncio.sleep(A_WHILE)
        a_trial.lab.mail.start()

    await a_trial.survives(down)
    assert a_trial.line.mails > 0


async def test_a_mail_server_that_is_slow(a_trial: Trial):
    await a_trial.survives(lambda: in_a(a_trial, Mood.SLOW))
    assert a_trial.line.mails > 0


async def test_a_mail_server_that_answers_4xx(a_trial: Trial):
    refused = a_trial.lab.mail.refused
    await a_trial.survives(lambda: in_a(a_trial, Mood.NOT_NOW))
    assert a_trial.lab.mail.refused > refused
    assert a_trial.line.mails > 0


async def test_a_mail_server_that_answers_5xx(a_trial: Trial):
    """Whoever was refused for good is not told, and the ledger says so; the others are."""
    refused = a_trial.lab.mail.refused
    await a_trial.survives(lambda: in_a(a_trial, Mood.NEVER))
    assert a_trial.lab.mail.refused > refused


async def test_a_mail_server_that_dies_after_data(a_trial: Trial):
    """Nobody can know whether it took the mail: it is sent again, with the same Message-ID."""
    a_trial.may_repeat_mails = True
    await a_trial.survives(lambda: in_a(a_trial, Mood.DIES_AFTER_DATA, 4))
    assert a_trial.line.repeated_mails > 0
