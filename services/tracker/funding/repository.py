"""The money side in MongoDB: figures as facts, links of sub kegiatan to items, exports sent."""

import hashlib
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import uuid4

from pymongo import UpdateMany, UpdateOne

from chassis.mongo.database import Database
from chassis.mongo.unit_of_work import UnitOfWork, driver_session
from contracts.account import Account
from tracker.funding.documents import (
    FIGURE_FIELDS,
    Document,
    Upload,
    figure_of,
    link_document,
    link_of,
    standing_of,
    upload_of,
)
from tracker.funding.figure import MONTHS, Figure, Money, SubActivity
from tracker.funding.linked import Link
from tracker.funding.work_units import Standing

KEPT = timedelta(days=1)
COUNTING = {"withdrawn_at": {"$exists": False}}
OF_A_FIGURE = {"_id": 0, **dict.fromkeys(FIGURE_FIELDS, 1)}


class FundingRepository:
    """Collections `funding_figures`, `funding_links`, `funding_turns`, `funding_uploads`."""

    def __init__(self, database: Database) -> None:
        self._figures = database["funding_figures"]
        self._links = database["funding_links"]
        self._turns = database["funding_turns"]
        self._uploads = database["funding_uploads"]

    async def prepare(self) -> None:
        """Create the indexes: figures by sub kegiatan, by year and by file, links by sub kegiatan
        and by item, uploads by owner, and the one by which uploads go.
        """
        for field in ("code", "year", "file"):
            await self._figures.create_index([("agency", 1), (field, 1)])
        await self._links.create_index([("agency", 1), ("code", 1)])
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

    def link(self, unit: UnitOfWork, links: Sequence[Link], *, region: str) -> None:
        """Let each sub kegiatan fund an item, none where it is blank, from its year on."""
        rows = [link_document(one, region) for one in links]
        writes = [UpdateOne({"_id": row["_id"]}, {"$set": row}, upsert=True) for row in rows]
        unit.write(self._links, writes, each_matches=False)

    def withdraw(self, unit: UnitOfWork, agency: str, file: str, by: str, at: datetime) -> None:
        """The figures of a file stay, marked, and count no longer."""
        wanted = {"agency": agency, "file": file, **COUNTING}
        marked = {"$set": {"withdrawn_at": at, "withdrawn_by": by}}
        unit.write(self._figures, [UpdateMany(wanted, marked)], each_matches=False)

    async def codes_in(self, agency: str, file: str, unit: UnitOfWork | None = None) -> list[str]:
        """The codes of a file whose figures count."""
        wanted = {"agency": agency, "file": file, **COUNTING}
        rows = self._figures.find(wanted, {"code": 1}, session=driver_session(unit))
        return sorted({row["code"] async for row in rows})

    def take_turns(
        self, unit: UnitOfWork, agencies: Collection[str], items: Collection[str], at: datetime
    ) -> None:
        """Of two transactions that read and write the money of the same agency or item, one is
        repeated: it reads what the other has written.
        """
        keys = [*(f"agency/{one}" for one in sorted(agencies)), *sorted(items)]
        taken = {"$inc": {"turn": 1}, "$set": {"at": at}}
        turns = [UpdateOne({"_id": key}, taken, upsert=True) for key in keys]
        unit.write(self._turns, turns, each_matches=False)

    async def decided_on(
        self, sub_activities: Collection[SubActivity], unit: UnitOfWork | None = None
    ) -> list[Link]:
        """All that was decided of these sub kegiatan in any year, also that one funds no item."""
        either = _each_of(sub_activities)
        rows = self._links.find({"$or": either}, session=driver_session(unit)) if either else None
        return [link_of(row) async for row in rows] if rows else []

    async def decided_of_agency(self, agency: str) -> list[Link]:
        """What was decided of an agency's sub kegiatan in any year."""
        return [link_of(row) async for row in self._links.find({"agency": agency})]

    async def links_about(
        self, item_ids: Collection[str], unit: UnitOfWork | None = None
    ) -> list[Link]:
        """All that was decided of every sub kegiatan that was ever linked to one of these items."""
        wanted = {"item_id": {"$in": list(item_ids)}}
        rows = self._links.find(wanted, session=driver_session(unit))
        return await self.decided_on({link_of(row).of async for row in rows}, unit)

    async def linked_items(self) -> list[str]:
        """Every item that a sub kegiatan funds."""
        rows = self._links.aggregate(
            [{"$match": {"item_id": {"$ne": ""}}}, {"$group": {"_id": "$item_id"}}]
        )
        return [row["_id"] async for row in rows]

    async def figures_of(
        self, sub_activities: Collection[SubActivity], unit: UnitOfWork | None = None
    ) -> list[Figure]:
        """All figures of these sub kegiatan."""
        either = [{**one, **COUNTING} for one in _each_of(sub_activities)]
        if not either:
            return []
        rows = self._figures.find({"$or": either}, OF_A_FIGURE, session=driver_session(unit))
        return [figure_of(row) async for row in rows]

    async def figures_ever(
        self, sub_activities: Collection[SubActivity], unit: UnitOfWork | None = None
    ) -> list[tuple[Figure, datetime | None]]:
        """The same with those that were withdrawn, and when they were."""
        either = _each_of(sub_activities)
        if not either:
            return []
        fields = {**OF_A_FIGURE, "withdrawn_at": 1}
        rows = self._figures.find({"$or": either}, fields, session=driver_session(unit))
        return [(figure_of(row), row.get("withdrawn_at")) async for row in rows]

    async def names_of(self, agency: str, year: int) -> dict[str, str]:
        """The names of an agency's sub kegiatan in a year by code, as the last file says them."""
        rows = self._figures.aggregate(
            [
                {"$match": {"agency": agency, "year": year, **COUNTING}},
                {"$sort": {"said_at": 1}},
                {"$group": {"_id": "$code", "name": {"$last": "$name"}}},
                {"$sort": {"_id": 1}},
            ]
        )
        return {row["_id"]: row["name"] async for row in rows}

    async def years_of(self, agency: str) -> list[int]:
        """The years of which an agency has figures, the latest first: one look into the index for
        each.
        """
        years: list[int] = []
        wanted: Document = {"agency": agency, **COUNTING}
        while row := await self._figures.find_one(wanted, {"year": 1}, sort=[("year", -1)]):
            years.append(row["year"])
            wanted = {"agency": agency, "year": {"$lt": row["year"]}, **COUNTING}
        return years

    async def standing_in(self, agency: str, year: int) -> list[Standing]:
        """What files of an agency say of a year that counts, without budgets."""
        kinds = {"$in": [Money.PLANNED.value, Money.SPENT.value]}
        rows = self._figures.aggregate(
            [
                {"$match": {"agency": agency, "year": year, "money": kinds, **COUNTING}},
                {
                    "$group": {
                        "_id": {"file": "$file", "money": "$money", "work_unit": "$work_unit"},
                        "name": {"$first": "$file_name"},
                        "at": {"$max": "$said_at"},
                        "unit_in_file": {"$first": "$unit_in_file"},
                        "months": {"$addToSet": "$last"},
                        "codes": {"$addToSet": "$code"},
                    }
                },
                {"$sort": {"at": -1, "_id": 1}},
            ]
        )
        return [standing_of(row) async for row in rows]

    async def files_of(
        self, agency: str, year: int | None = None, file: str | None = None
    ) -> list[Document]:
        """What was confirmed for an agency of a year, or by one file, by file and year: kinds, last
        month, units and when, the latest first.
        """
        wanted = {"year": year} if file is None else {"file": file}
        of_a_year = {"$eq": ["$money", Money.BUDGET.value]}
        rows = self._figures.aggregate(
            [
                {"$match": {"agency": agency, **wanted, **COUNTING}},
                {
                    "$group": {
                        "_id": {"file": "$file", "year": "$year"},
                        "kinds": {"$addToSet": "$money"},
                        "units": {"$addToSet": "$work_unit"},
                        "last": {"$max": {"$cond": [of_a_year, None, "$last"]}},
                        "at": {"$max": "$said_at"},
                        "name": {"$first": "$file_name"},
                        "by": {"$first": "$by"},
                    }
                },
                {"$sort": {"at": -1}},
                {"$limit": 60},
            ]
        )
        return [{**row, **row["_id"], "last": row["last"] or MONTHS} async for row in rows]


def _each_of(sub_activities: Collection[SubActivity]) -> list[Document]:
    """A condition for each agency among sub kegiatan."""
    by_agency: dict[str, list[str]] = {}
    for agency, code in sorted(sub_activities):
        by_agency.setdefault(agency, []).append(code)
    return [{"agency": agency, "code": {"$in": codes}} for agency, codes in by_agency.items()]
