"""Workbooks that were sent to be looked at, until they are applied, left or a day old."""

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from pymongo import UpdateOne

from chassis.mongo.database import Database
from chassis.mongo.unit_of_work import UnitOfWork, driver_session
from planner.uploads.upload import Upload
from planner.workbook.mending import CELLS_MOST

KEPT = timedelta(days=1)


class Uploads:
    """A collection: one of each person, the latest; nobody sees another's."""

    def __init__(self, database: Database, collection: str = "plan_uploads") -> None:
        """Each kind of import has a collection of its own."""
        self._uploads = database[collection]

    async def prepare(self) -> None:
        """Create the indexes: by owner, and the one by which old ones go."""
        await self._uploads.create_index("owner")
        await self._uploads.create_index("at", expireAfterSeconds=int(KEPT.total_seconds()))

    async def keep(
        self, data: bytes, *, name: str, owner: str, region: str, at: datetime
    ) -> Upload:
        """Keep a file instead of the owner's earlier one. Where that was the same, what was
        repaired in it counts again, and it is known when it was applied.
        """
        sha256 = hashlib.sha256(data).hexdigest()
        same = {"owner": owner, "region": region, "sha256": sha256}
        before = await self._uploads.find_one(same, sort=[("at", -1)]) or {}
        upload = Upload(uuid4().hex, name, owner, region, sha256, at, data)
        row = {name: getattr(upload, name) for name in ("name", "owner", "region", "sha256", "at")}
        row |= {"data": data, "cells": before.get("cells", []), "again": bool(before.get("cells"))}
        earlier = [one["_id"] async for one in self._uploads.find({"owner": owner}, {"_id": 1})]
        await self._uploads.insert_one(
            {"_id": upload.id, **row, "applied_at": before.get("applied_at")}
        )
        await self._uploads.delete_many({"_id": {"$in": earlier}})
        return upload

    async def of(self, upload_id: str, owner: str, unit: UnitOfWork | None = None) -> Upload | None:
        """One file of this owner; None where there is none, or no longer."""
        wanted = {"_id": upload_id, "owner": owner}
        row = await self._uploads.find_one(wanted, session=driver_session(unit))
        return _upload_of(row) if row else None

    async def repair(self, upload: Upload, cells: Mapping[tuple[str, str], str]) -> bool:
        """Keep these texts by sheet and cell over the earlier ones; False when there would be more
        than `CELLS_MOST`.
        """
        told = {
            (sheet, cell): t for sheet, those in upload.cells.items() for cell, t in those.items()
        }
        merged = {**told, **cells}
        if len(merged) > CELLS_MOST:
            return False
        rows = [{"sheet": s, "cell": c, "text": text} for (s, c), text in merged.items()]
        await self._uploads.update_one({"_id": upload.id}, {"$set": {"cells": rows}})
        return True

    def applied(
        self, unit: UnitOfWork, upload: Upload, counts: Mapping[str, int], at: datetime
    ) -> None:
        """It is applied by the transaction of `unit`: keep how many rows became what, and what was
        repaired, and not its content.
        """
        done = {"$set": {"applied": dict(counts), "applied_at": at, "data": b""}}
        unit.write(self._uploads, [UpdateOne({"_id": upload.id}, done)], each_matches=False)

    async def forget(self, upload: Upload) -> None:
        """It is not wanted any more."""
        await self._uploads.delete_one({"_id": upload.id})


def _upload_of(row: Mapping[str, Any]) -> Upload:
    cells: dict[str, dict[str, str]] = {}
    for one in row["cells"]:
        cells.setdefault(one["sheet"], {})[one["cell"]] = one["text"]
    return Upload(
        row["_id"],
        row["name"],
        row["owner"],
        row["region"],
        row["sha256"],
        row["at"],
        bytes(row["data"]),
        cells,
        row.get("applied_at"),
        row.get("applied"),
        row.get("again", False),
    )
