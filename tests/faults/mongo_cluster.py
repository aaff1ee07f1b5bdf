"""A replica set of three mongods that know each other, and are known, by their proxies."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pymongo import MongoClient
from pymongo.errors import PyMongoError
from pymongo.read_concern import ReadConcern

from deploy.local import mongodb
from deploy.local.kafka import listens
from deploy.local.program import Program
from deploy.local.waiting import until
from tests.faults.process import Process
from tests.faults.proxy import LOOPBACK, Proxy

MEMBERS = (0, 1, 2)
PORTS = [f"mongodb-{n}{what}" for n in MEMBERS for what in ("", "-proxy")]
NOTED = {"w": "majority", "wtimeout": 5_000}
Document = dict[str, Any]


class NoPrimary(OSError):
    """Nobody takes writes just now."""


class MongoCluster:
    """The members by number; `direct` reaches one of them past every proxy."""

    def __init__(self, folder: Path, logs: Path, ports: Mapping[str, int]) -> None:
        self.proxies: dict[int, Proxy] = {}
        self.processes: dict[int, Process] = {}
        self._folder = folder
        for number in MEMBERS:
            name, data = f"mongodb-{number}", self.data(number)
            data.mkdir(parents=True, exist_ok=True)
            port = ports[name]
            self.proxies[number] = Proxy(name, ports[f"{name}-proxy"], port)
            self.processes[number] = Process(_member(name, port, data), logs / f"{name}.log")

    @property
    def uri(self) -> str:
        """Where services connect to."""
        hosts = ",".join(f"{LOOPBACK}:{proxy.port}" for proxy in self.proxies.values())
        return f"mongodb://{hosts}/?replicaSet={mongodb.REPLICA_SET}"

    def data(self, number: int) -> Path:
        """Where the member keeps its data."""
        return self._folder / f"mongodb-{number}"

    async def start(self) -> None:
        """All three, one of them primary."""
        await asyncio.gather(*(proxy.start() for proxy in self.proxies.values()))
        await asyncio.gather(*(process.start() for process in self.processes.values()))
        members = [
            {"_id": number, "host": f"{LOOPBACK}:{proxy.port}"}
            for number, proxy in self.proxies.items()
        ]
        settings = {"electionTimeoutMillis": 2000, "heartbeatIntervalMillis": 500}
        config = {"_id": mongodb.REPLICA_SET, "members": members, "settings": settings}
        await asyncio.to_thread(self._admin, 0, "replSetInitiate", config)
        await self.settled_primary()

    async def stop(self) -> None:
        """End everything, without ceremony: the data is thrown away."""
        await asyncio.gather(*(process.down() for process in self.processes.values()))
        await asyncio.gather(*(proxy.stop() for proxy in self.proxies.values()))

    def direct(self, number: int) -> MongoClient[Document]:
        """A client of one member, past its proxy."""
        return MongoClient(
            LOOPBACK,
            self.proxies[number].target,
            directConnection=True,
            serverSelectionTimeoutMS=3000,
            tz_aware=True,
        )

    async def primary(self) -> int:
        """The member that takes writes. Raises NoPrimary when there is none, or two say so."""

        def says_so(number: int) -> bool:
            try:
                with self.direct(number) as client:
                    return bool(client.admin.command("hello").get("isWritablePrimary"))
            except PyMongoError:
                return False

        said = await asyncio.gather(*(asyncio.to_thread(says_so, one) for one in MEMBERS))
        if sum(said) != 1:
            raise NoPrimary
        return said.index(True)

    async def settled_primary(self, other_than: int | None = None) -> int:
        """The member that takes writes, waited for; not `other_than`. Raises NotInTime."""

        async def found() -> list[int]:
            primary = await self.primary()
            return [] if primary == other_than else [primary]

        (primary,) = await until(found, 60, f"a primary other than {other_than}")
        return primary

    def cut_off(self, number: int) -> None:
        """Neither of the others reaches this member, and it none of them; clients do, until all
        proxies are healed.
        """
        others = [one for one in MEMBERS if one != number]
        self.proxies[number].block({self.processes[one].pid or 0 for one in others})
        for one in others:
            self.proxies[one].block({self.processes[number].pid or 0})

    def heal(self) -> None:
        """No fault on the way to any member."""
        for proxy in self.proxies.values():
            proxy.heal()

    async def command(self, number: int, name: str, value: Any = 1, **more: Any) -> Document:
        """Run an admin command on one member, past its proxy."""
        return await asyncio.to_thread(self._admin, number, name, value, **more)

    def _admin(self, number: int, name: str, value: Any = 1, **more: Any) -> Document:
        with self.direct(number) as client:
            return dict(client.admin.command(name, value, **more))

    async def find(
        self, database: str, collection: str, wanted: Document, projection: Any = None
    ) -> list[Document]:
        """What a majority has, read at the primary past its proxy.

        A primary that was just elected, or is not one any more and does not know it, reads what a
        majority had some time ago. So a note that a majority has to take goes first. Raises
        NoPrimary, `PyMongoError`.
        """
        primary = await self.primary()

        def found() -> list[Document]:
            with self.direct(primary) as client:
                noted = client.admin.command("appendOplogNote", 1, data={}, writeConcern=NOTED)
                if "writeConcernError" in noted:
                    raise NoPrimary
                rows = client.get_database(database, read_concern=ReadConcern("majority"))
                return list(rows[collection].find(wanted, projection))

        return await asyncio.to_thread(found)


def _member(name: str, port: int, data: Path) -> Program:
    return Program(
        name=name,
        command=mongodb.command(port, data, parameters=("enableTestCommands=1",)),
        ready=lambda: listens(port),
        stop_stage=5,
        ready_within=60.0,
    )
