"""The money side in MongoDB: figures as facts, links of sub kegiatan to items, exports sent."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import uuid4

from pymongo import UpdateMany, UpdateOne

from chassis.mongo.database import Database
from chassis.mongo.unit_of_work import UnitOfWork, driver_session
from contracts.account import Account
from tracker.funding.documents import (
    Document,
    Link,
    Upload,
    figure_of,
    link_document,
    link_key,
    link_of,
    upload_of,
)
from tracker.funding.funding import Figure, Money, SubActivity

KEPT = timedelta(days=1)
COUNTING = {"withdrawn_at": {"$exists": False}}


class FundingRepository:
    """Collections `funding_figures`, `funding_links`, `funding_turns`, `funding_uploads`."""

    def __init__(self, database: Database) -> None:
        self._figures = database["funding_figures"]
        self._links = database["funding_links"]
        self._turns = database["funding_turns"]
        self._uploads = database["funding_uploads"]

    async def prepare(self) -> None:
        """Create the indexes: figures by sub kegiatan, links by agency and by item, uploads by
        owner, and the one by which uploads go.
        """
        await self._figures.create_index([("agency", 1), ("code", 1)])
        await self._links.create_index("agency")
        await self._links.create_index("item_id")
        await self._uploads.create_index("owner")
        await self._uploads.create_index("expires_at", expireAfterSeconds=0)

    async def keep(self, data: bytes, *, name: str, by: Account, at: datetime) -> Upload:
        """Keep an export instead of the owner's earlier ones."""
        sha256 = hashlib.sha256(data).hexdigest()
        upload = Upload(uuid4().hex, name, by.username, by.agency or "", sha256, at)
        earlier = [
            one["_id"] async for one in self._uploads.find({"owner": by.username}, {"_id": 1})
        ]
        row = {field: getattr(upload, field) for field in Upload.__slots__ if field != "id"}
        await self._uploads.insert_one(
            {"_id": upload.id, **row, "data": data, "expires_at": at + KEPT}
        )
        await self._uploads.delete_many({"_id": {"$in": earlier}})
        return upload

    async def upload(self, upload_id: str, by: Account) -> Upload | None:
        """An export of this account, without its bytes; None where there is none, or no longer."""
        wanted = {"_id": upload_id, "owner": by.username}
        row = await self._uploads.find_one(wanted, {"data": 0})
        found = upload_of(row) if row else None
        return found if found and found.is_of(by) else None

    async def data_of(self, upload: Upload) -> bytes | None:
        """The bytes of an export; None where it is gone."""
        row = await self._uploads.find_one({"_id": upload.id}, {"data": 1})
        return bytes(row["data"]) if row else None

    async def forget(self, upload: Upload) -> None:
        """It is not needed any more."""
        await self._uploads.delete_one({"_id": upload.id})

    def add(self, unit: UnitOfWork, rows: Sequence[Document]) -> None:
        """Add figures; those that are there stay as they are."""
        writes = [
            UpdateOne({"_id": row["_id"]}, {"$setOnInsert": row}, upsert=True) for row in rows
        ]
        unit.write(self._figures, writes, each_matches=False)

    def link(
        self,
        unit: UnitOfWork,
        items: Mapping[SubActivity, str],
        *,
        region: str,
        by: str,
        at: datetime,
    ) -> None:
        """Let each sub kegiatan fund an item; none where it is blank."""
        rows = [link_document(of, item_id, region, by, at) for of, item_id in items.items()]
        writes = [UpdateOne({"_id": row["_id"]}, {"$set": row}, upsert=True) for row in rows]
        unit.write(self._links, writes, each_matches=False)

    def withdraw(self, unit: UnitOfWork, agency: str, file: str, by: str, at: datetime) -> None:
        """The figures of a file stay, marked, and count no longer."""
        wanted = {"agency": agency, "file": file, **COUNTING}
        marked = {"$set": {"withdrawn_at": at, "withdrawn_by": by}}
        unit.write(self._figures, [UpdateMany(wanted, marked)], each_matches=False)

    async def codes_in(self, agency: str, file: str, unit: UnitOfWork) -> list[str]:
        """The codes of a file whose figures count."""
        wanted = {"agency": agency, "file": file, **COUNTING}
        rows = self._figures.find(wanted, {"code": 1}, session=driver_session(unit))
        return sorted({row["code"] async for row in rows})

    def take_turns(
        self, unit: UnitOfWork, agencies: Collection[str], items: Collection[str]
    ) -> None:
        """Of two transactions that read and write the money of the same agency or item, one is
        repeated: it reads what the other has written.
        """
        keys = [*(f"agency/{one}" for one in sorted(agencies)), *sorted(items)]
        turns = [UpdateOne({"_id": key}, {"$inc": {"turn": 1}}, upsert=True) for key in keys]
        unit.write(self._turns, turns, each_matches=False)

    async def links_of(
        self, sub_activities: Collection[SubActivity], unit: UnitOfWork | None = None
    ) -> list[Link]:
        """The links of these sub kegiatan."""
        keys = [link_key(of) for of in sub_activities]
        rows = self._links.find({"_id": {"$in": keys}}, session=driver_session(unit))
        return [link_of(row) async for row in rows if row["item_id"]]

    async def decided_of_agency(self, agency: str) -> list[Link]:
        """What was decided of an agency's sub kegiatan, also that one funds no item."""
        return [link_of(row) async for row in self._links.find({"agency": agency})]

    async def links_to(
        self, item_ids: Collection[str], unit: UnitOfWork | None = None
    ) -> list[Link]:
        """The links to these items."""
        wanted = {"item_id": {"$in": list(item_ids)}}
        rows = self._links.find(wanted, session=driver_session(unit))
        return [link_of(row) async for row in rows]

    async def linked_items(self) -> list[str]:
        """Every item that a sub kegiatan funds."""
        rows = self._links.aggregate(
            [{"$match": {"item_id": {"$ne": ""}}}, {"$group": {"_id": "$item_id"}}]
        )
        return [row["_id"] async for row in rows]

    async def figures_of(
        self,
        sub_activities: Collection[SubActivity],
        unit: UnitOfWork | None = None,
        money: Money | None = None,
    ) -> list[Figure]:
        """All figures of these sub kegiatan, or those of one kind."""
        if not sub_activities:
            return []
        of_kind = {"money": money.value} if money else {}
        by_agency: dict[str, list[str]] = {}
        for agency, code in sorted(sub_activities):
            by_agency.setdefault(agency, []).append(code)
        either = [
            {"agency": agency, "code": {"$in": codes}, **of_kind, **COUNTING}
            for agency, codes in by_agency.items()
        ]
        rows = self._figures.find({"$or": either}, session=driver_session(unit))
        return [figure_of(row) async for row in rows]

    async def names_of(self, agency: str) -> dict[str, str]:
        """The names of an agency's sub kegiatan by code, as the last file says them."""
        rows = self._figures.aggregate(
            [
                {"$match": {"agency": agency, **COUNTING}},
                {"$sort": {"said_at": 1}},
                {"$group": {"_id": "$code", "name": {"$last": "$name"}}},
                {"$sort": {"_id": 1}},
            ]
        )
        return {row["_id"]: row["name"] async for row in rows}

    async def files_of(self, agency: str) -> list[Document]:
        """What was confirmed for an agency, by file and year: kinds, last month and when, the
        latest first.
        """
        rows = self._figures.aggregate(
            [
                {"$match": {"agency": agency, **COUNTING}},
                {
                    "$group": {
                        "_id": {"file": "$file", "year": "$year"},
                        "kinds": {"$addToSet": "$money"},
                        "last": {"$max": "$last"},
                        "at": {"$max": "$said_at"},
                        "name": {"$first": "$file_name"},
                        "by": {"$first": "$by"},
                    }
                },
                {"$sort": {"at": -1}},
                {"$limit": 60},
            ]
        )
        return [{**row, **row["_id"]} async for row in rows]
