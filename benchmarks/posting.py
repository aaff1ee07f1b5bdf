"""Officers who post reports: wrk with report.lua, one token per agency."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks import work
from benchmarks.lab import Lab
from chassis.auth.keys import read_key
from contracts.account import Account, Role
from planner.accounts.tokens import Signer

SCRIPT = Path(__file__).with_name("report.lua")
CREATED = 201
LONGEST_WAIT = 60
"""Time-out of an answer in seconds; a later answer counts as none."""
LONGEST_RUN = 3_600
MOST = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Posted:
    """The results of some posts; waits in seconds.

    wrk adds the waits of the posts that a stalled connection could not make (coordinated omission).
    """

    seconds: float
    created: int
    refused: Mapping[str, int]
    """Answers other than 201, by status."""
    unanswered: int
    p50: float
    p95: float
    p99: float
    longest: float

    @property
    def per_second(self) -> float:
        """Created reports per second."""
        return self.created / self.seconds


@dataclass(frozen=True, slots=True)
class Officers:
    """One officer per agency, and the number of items that they post for."""

    tokens: Path
    items: int

    @classmethod
    def of(cls, lab: Lab, items: int) -> "Officers":
        """Write their tokens into a file, in the order of the agencies."""
        signer = Signer(read_key(lab.signing_key), "aksi", minutes=480)
        now = datetime.now(UTC)
        tokens = [signer.access(_officer(agency), now) for agency in work.AGENCIES]
        file = lab.folder / "tokens"
        file.write_text("".join(f"{token.text}\n" for token in tokens))
        return cls(file, items)

    async def post(
        self,
        url: str,
        connections: int,
        *,
        seconds: int = LONGEST_RUN,
        posts: int = MOST,
        seed: int = 1,
    ) -> Posted:
        """Each connection posts again once answered, until `seconds` or `posts` is reached.

        Waits until all posts are answered.
        """
        yesterday = (datetime.now(UTC) - timedelta(days=1)).date().isoformat()
        within = seconds + LONGEST_WAIT
        process = await asyncio.create_subprocess_exec(
            *("wrk", "-t1", f"-c{connections}", f"-d{within}s", f"--timeout={LONGEST_WAIT}s"),
            *("-s", str(SCRIPT), url, "--"),
            *map(str, (self.tokens, self.items, yesterday, seed, seconds, posts)),
            stdout=asyncio.subprocess.PIPE,
        )
        try:
            printed, _ = await process.communicate()
        finally:
            if process.returncode is None:
                process.kill()
        return _posted(json.loads(printed.decode().rstrip().rpartition("\n")[2]))


def _officer(agency: str) -> Account:
    name = f"petugas.{agency.lower()}"
    return Account(username=name, role=Role.OFFICER, agency=agency, region=work.REGION)


def _posted(printed: dict[str, Any]) -> Posted:
    answers = printed["answers"]
    return Posted(
        seconds=printed["duration_us"] / 1e6,
        created=answers.pop(str(CREATED), 0),
        refused=answers,
        unanswered=printed["unanswered"],
        p50=printed["p50"] / 1e6,
        p95=printed["p95"] / 1e6,
        p99=printed["p99"] / 1e6,
        longest=printed["max"] / 1e6,
    )
