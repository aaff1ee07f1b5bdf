"""Creates the replica set and one user per service, with access to its own database only.

It can be run repeatedly: existing data is kept, and a password is updated from its secret
file. The passwords are read from the files mongodb-<user>-password in the secrets folder.
"""

import sys
import time
from pathlib import Path
from typing import Any

from pymongo import MongoClient
from pymongo.errors import OperationFailure, PyMongoError

SERVICES = ("planner", "tracker", "notifier")
REPLICA_SET = "rs0"
GIVE_UP_AFTER_SECONDS = 120.0
NOT_YET_INITIATED = 94
NO_SUCH_USER = 11

Client = MongoClient[dict[str, Any]]


def initiate(client: Client, host: str) -> None:
    """Initiate the replica set with one member `host`, unless it exists."""
    try:
        client.admin.command("replSetGetStatus")
    except OperationFailure as error:
        if error.code != NOT_YET_INITIATED:
            raise
        members = [{"_id": 0, "host": host}]
        client.admin.command("replSetInitiate", {"_id": REPLICA_SET, "members": members})


def have_user(client: Client, service: str, password: str) -> None:
    """Create the user of `service`, or set its password and rights again."""
    rights: dict[str, Any] = {"pwd": password, "roles": [{"role": "readWrite", "db": service}]}
    database = client[service]
    try:
        database.command("updateUser", service, **rights)
    except OperationFailure as error:
        if error.code != NO_SUCH_USER:
            raise
        database.command("createUser", service, **rights)


def prepare(host: str, secrets: Path) -> None:
    """Initiate the set, create all users. Raises `PyMongoError` while the server is not ready."""
    client: Client = MongoClient(
        host,
        directConnection=True,
        username="root",
        password=_password(secrets, "root"),
        serverSelectionTimeoutMS=5_000,
    )
    with client:
        initiate(client, host)
        for service in SERVICES:
            have_user(client, service, _password(secrets, service))


def _password(secrets: Path, user: str) -> str:
    return (secrets / f"mongodb-{user}-password").read_text().strip()


def main(host: str, secrets: str) -> None:
    """Retry `prepare` for two minutes at most: a new server is not ready at once."""
    give_up_at = time.monotonic() + GIVE_UP_AFTER_SECONDS
    while True:
        try:
            return prepare(host, Path(secrets))
        except PyMongoError as error:
            if time.monotonic() > give_up_at:
                sys.exit(f"MongoDB {host}: {error}")
            print(f"waiting for MongoDB: {error}"[:300], flush=True)
        time.sleep(1)


if __name__ == "__main__":
    main(*sys.argv[1:])
