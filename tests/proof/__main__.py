"""`make boards-proof`: every panel of every board over a year of the demonstration, beside a
recount of the documents; with one tracker, with two, after one was killed, and with none.
"""

import asyncio
import os
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from deploy.local.accounts import have_accounts
from deploy.local.callers import calling
from deploy.local.child import start
from deploy.local.console import Lines
from deploy.local.demo import demonstrate
from deploy.local.demo_file import LogIn
from deploy.local.folder import Folder
from deploy.local.ports import DEFAULTS, LOOPBACK
from deploy.local.services import NOTIFIER
from deploy.local.stack import Stack
from deploy.local.waiting import NotInTime, until
from tests.boards.scraping import Prometheus, configuration, serving
from tests.flow.plan import report
from tests.ports import own_port
from tests.proof.counted_page import counting
from tests.proof.looking import looked_at
from tests.proof.places import Places, in_all_places, that_differ
from tests.proof.places import lines as lines_of_places
from tests.proof.silence import shown_without_tracker
from tests.proof.table import lines

TRACKER = "tracker"
PATIENCE = 90.0
REGION = "kukar"
EYES = LogIn("dewan.bukti", "mata yang melihat semua 7", "council", None)
"""Sees the region and nothing else, as the public page does."""
LONG = "--storage.tsdb.retention.time=400d"


class Proof:
    """Two Prometheus over one stack: one reads the services, the other the recount."""

    def __init__(self, stack: Stack, prometheus: Prometheus, recount: Prometheus) -> None:
        self._stack, self._prometheus, self._recount = stack, prometheus, recount
        self.differs = 0

    async def show(self, what: str, *, with_queries: bool = False) -> None:
        """The table, as soon as all is equal or after long patience."""
        found = await looked_at(
            self._prometheus, self._recount, self._stack.running.mongodb, PATIENCE
        )
        self.differs += sum(not row.is_equal for row in found)
        self.say(what, lines(found, with_queries=with_queries))

    async def show_places(self, what: str) -> None:
        """The same figures on API, pages, files and metrics."""
        places: Places = {}
        async with calling(self._stack.services, self._stack.accounts[0]) as admin:
            await have_accounts(admin, [EYES], REGION)

            async def same() -> bool:
                nonlocal places
                places = await in_all_places(self._stack, admin, REGION, EYES)
                return not that_differ(places)

            with suppress(NotInTime):
                await until(same, PATIENCE, "the same figures everywhere")
        self.differs += len(that_differ(places)) if places else 1
        self.say(what, lines_of_places(places) if places else ["tidak terbaca (unreadable)"])

    async def show_silence(self, what: str) -> None:
        """That nothing of a tracker is shown as a number while none is there."""
        wrong: list[str] = []
        asked = 0

        async def silent() -> bool:
            nonlocal asked
            wrong[:], asked = await shown_without_tracker(self._prometheus)
            return not wrong

        with suppress(NotInTime):
            await until(silent, PATIENCE, "no number of a tracker that is not there")
        self.differs += len(wrong)
        self.say(what, [*wrong, f"{asked - len(wrong)} dari {asked} kueri diam (are silent)"])

    async def trackers(self, count: int) -> None:
        """Wait until so many are read."""

        async def there() -> bool:
            found = await self._prometheus.values(f'sum (up{{job="{TRACKER}"}})')
            return [value for _, value in found] == [count]

        await until(there, PATIENCE, f"{count} trackers")

    @staticmethod
    def say(what: str, said: Iterable[str]) -> None:
        """Print a section."""
        print(f"\n== {what}", *said, sep="\n", flush=True)


@asynccontextmanager
async def proving(folder: Path) -> AsyncIterator[tuple[Stack, str, Proof]]:
    """The demonstration in a folder, where a second tracker is to answer, and the proof."""
    stack = Stack(
        Folder(folder / "stack"),
        Lines(),
        wanted_ports=dict.fromkeys(DEFAULTS),
        later=[NOTIFIER],
    )
    with own_port() as port:
        second = f"{LOOPBACK}:{port}"
        try:
            await stack.up()
            await demonstrate(stack)
            targets = {
                name: url.removeprefix("http://") for name, url in stack.running.services.items()
            }
            both = {**targets, TRACKER: [targets[TRACKER], second]}
            for name in ("read", "counted"):
                (folder / name).mkdir()
            configured = configuration(both, folder / "read")
            async with (
                serving(configured, folder / "read", LONG) as prometheus,
                counting(stack.running.mongodb, folder / "counted") as recount,
            ):
                yield stack, second, Proof(stack, prometheus, recount)
        finally:
            await stack.down()


async def prove(folder: Path) -> int:
    """All sections; returns how many queries differ."""
    async with proving(folder) as (stack, second, proof):
        await proof.trackers(1)
        await proof.show_places("angka yang sama di setiap tempat (the same everywhere)")
        await proof.show("satu pelacak (one tracker)", with_queries=True)
        environment = {
            **stack.services.environment(TRACKER),
            "AKSI_PORT": second.rpartition(":")[2],
        }
        command = (sys.executable, "-m", TRACKER, "serve", TRACKER)
        child = await start(command, environment, folder / "tracker-2.log")
        try:
            await proof.trackers(2)
            await proof.show("dua pelacak (two trackers)")
            os.kill(child.pid, signal.SIGKILL)
            await proof.trackers(1)
            await report_one(stack)
            await proof.show("satu dimatikan dengan kill -9, satu laporan baru (one killed)")
        finally:
            await child.stop(0)
        async with stack.without(TRACKER):
            await proof.trackers(0)
            await proof.show_silence("tanpa pelacak (no tracker)")
        return proof.differs


async def report_one(stack: Stack) -> None:
    """A report that moves the sums."""
    async with calling(stack.services, stack.accounts[0]) as admin:
        item = next(one for one in await admin.items() if one["status"] in {"behind", "critical"})
        answer = await admin.tracker.post(
            f"/api/v1/items/{item['item_id']}/reports",
            json=report(99),
            headers={"Idempotency-Key": "boards-proof"},
        )
        answer.raise_for_status()


def main() -> int:
    """1 where something differs."""
    with tempfile.TemporaryDirectory(prefix="aksi-boards-proof-") as folder:
        differs = asyncio.run(prove(Path(folder)))
    print(f"\n{differs} berbeda (differ)")
    return 1 if differs else 0


if __name__ == "__main__":
    sys.exit(main())
