"""A disk that is full: the process on it goes down, the others carry on."""

import asyncio

import pytest

from deploy.local.waiting import until
from tests.faults.process import Process
from tests.faults.trial import Trial

FULL_SECONDS = 10.0
DIES_WITHIN = 150.0
"""Seconds. A database dies of it when it next writes a checkpoint: once a minute."""


async def filled(trial: Trial, name: str, process: Process) -> None:
    """The disk is full until the process has died of it, and a while longer."""
    disk = trial.lab.disks[name]
    if not disk.is_small:
        pytest.skip("no file system of its own can be mounted here: needs root")
    deaths = process.deaths
    disk.fill()
    try:

        async def died() -> bool:
            return process.deaths > deaths

        await until(died, DIES_WITHIN, f"{process.name} dying of a full disk")
        await asyncio.sleep(FULL_SECONDS)
    finally:
        disk.free()


async def test_a_full_disk_under_a_broker(a_trial: Trial) -> None:
    broker = a_trial.lab.kafka.processes[3]
    await a_trial.survives(lambda: filled(a_trial, "kafka", broker))


async def test_a_full_disk_under_a_database(a_trial: Trial) -> None:
    a_trial.may_repeat_mails = True
    member = a_trial.lab.mongodb.processes[2]
    await a_trial.survives(lambda: filled(a_trial, "mongodb", member))
