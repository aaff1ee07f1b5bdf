"""Nothing breaks: the same work and the same judges as for every fault."""

import asyncio

import pytest

from deploy.local.waiting import until
from tests.faults.trial import Trial


async def test_no_fault_at_all(a_trial: Trial) -> None:
    async def many() -> bool:
        return a_trial.ledger.accepted() > 30 and a_trial.sampling.looks > 2

    async def much_work() -> None:
        await asyncio.sleep(6)
        await until(many, 60, "much work done")

    await a_trial.survives(much_work)
    assert a_trial.line.mails > 0


@pytest.mark.parametrize("compression", ["gzip", "snappy", "lz4", "zstd"])
async def test_submissions_compressed(a_trial: Trial, compression: str) -> None:
    """As an agency's own client may be set to send them."""
    a_trial.work.compression = compression
    await a_trial.survives(lambda: asyncio.sleep(1), after=0)
