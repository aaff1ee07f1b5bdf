"""Nothing breaks: the same work and the same judges as for every fault."""

import asyncio

import pytest

from tests.faults.trial import Trial


async def test_no_fault_at_all(a_trial: Trial) -> None:
    await a_trial.survives(lambda: asyncio.sleep(6))
    assert a_trial.line.accepted > 30
    assert a_trial.line.mails > 0
    assert a_trial.sampling.looks > 2


@pytest.mark.parametrize("compression", ["gzip", "snappy", "lz4", "zstd"])
async def test_submissions_compressed(a_trial: Trial, compression: str) -> None:
    """As an agency's own client may be set to send them."""
    a_trial.work.compression = compression
    await a_trial.survives(lambda: asyncio.sleep(1), after=0)
