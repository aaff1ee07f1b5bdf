"""Exports of SIPD confirmed or withdrawn, each by its agency."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import uuid4

from chassis.audit.entry import Deed, Value
from chassis.audit.trail import Trail
from chassis.auth.auth import must_be
from chassis.clock import Clock, to_millisecond
from chassis.files.readers import FileReaders
from chassis.files.sent_workbook import NAME_MOST, upload_gone
from chassis.http.problem import Fault
from chassis.http.validation import wrong
from chassis.mongo.database import Database
from chassis.mongo.unit_of_work import UnitOfWork
from contracts.account import OF_AN_AGENCY, Account, Scope
from tracker.deeds import FIGURES_CONFIRMED, FIGURES_WITHDRAWN
from tracker.funding.documents import Document, Upload, figure_document
from tracker.funding.doubts import exceeding, falling, faults_of, rivals
from tracker.funding.export import (
    NOT_ANSWERED,
    Answer,
    Said,
    figures_of,
    said_in,
    sheets_of,
)
from tracker.funding.figure import SubActivity
from tracker.funding.reckoning import Reckoning
from tracker.funding.refusals import (
    exceeds_text,
    falls_text,
    no_figures_text,
    too_large_text,
)
from tracker.funding.repository import FundingRepository
from tracker.funding.work_units import Effect, Standing, effect_of, unit_faults
from tracker.items.item import Change, Item
from tracker.items.query import ItemQuery, TimeZone
from tracker.items.repository import ItemRepository
from tracker.items.service import Items
from tracker.sipd.amount import RUPIAH_MOST
from tracker.sipd.sipd_file import SipdFile


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """What changes when a file is withdrawn."""

    file: str
    said: Sequence[Document]
    """What it says of each year, the latest first."""
    codes: int
    """How many sub kegiatan it has figures of."""
    items: Sequence[tuple[Item, Item]]
    """The items linked to them, as they are and as they would be."""


class FundingService:
    """The figures of SIPD's exports."""

    def __init__(
        self,
        *,
        database: Database,
        rows: FundingRepository,
        reckoning: Reckoning,
        items: Items,
        item_rows: ItemRepository,
        readers: FileReaders[SipdFile],
        trail: Trail,
        clock: Clock,
        time_zone: TimeZone,
    ) -> None:
        self._time_zone = time_zone
        self._database = database
        self._rows = rows
        self._reckoning = reckoning
        self._items = items
        self._item_rows = item_rows
        self._readers = readers
        self._trail = trail
        self._clock = clock

    async def receive(self, data: bytes, name: str, by: Account) -> Upload:
        """Keep an export to be looked at. Raises 403."""
        must_be(by, *OF_AN_AGENCY)
        return await self._rows.keep(data, name=name, by=by, at=to_millisecond(self._clock.now()))

    def sent(self, data: bytes, name: str, by: Account) -> Upload:
        """An export that is taken at once, and not kept."""
        sha256 = hashlib.sha256(data).hexdigest()
        now = to_millisecond(self._clock.now())
        name = name[-NAME_MOST:]
        return Upload(uuid4().hex, name, by.username, by.agency or "", sha256, now)

    async def upload(self, upload_id: str, by: Account) -> Upload:
        """An export of the account itself. Raises 403, 404."""
        must_be(by, *OF_AN_AGENCY)
        found = await self._rows.upload(upload_id, by)
        if found is None:
            raise upload_gone()
        return found

    async def look(self, upload: Upload, by: Account) -> SipdFile:
        """What an export says. Raises FileRefused, 404 where it is gone, 503 when too many wait."""
        must_be(by, *OF_AN_AGENCY)
        data = await self._rows.data_of(upload)
        if data is None:
            raise upload_gone()
        return await self.read(data, by)

    async def read(self, data: bytes, by: Account) -> SipdFile:
        """What an export says. Raises 403, 503, FileRefused."""
        must_be(by, *OF_AN_AGENCY)
        async with self._readers.turn(by.username):
            return await self._readers.read(data)

    async def discard(self, upload: Upload, by: Account) -> None:
        """Forget an export; nothing was taken from it."""
        must_be(by, *OF_AN_AGENCY)
        await self._rows.forget(upload)

    async def checked(
        self, file: SipdFile, upload: Upload, answers: Mapping[int, Answer], by: Account
    ) -> Sequence[Said]:
        """The figures of a file. Raises 422 where something asked is not answered, where months
        fall or exceed the budget, and where there is no figure.
        """
        sheets = sheets_of(file)
        effects = await self.effects(file, upload, answers)
        answers = {
            one.number: answers.get(one.number, NOT_ANSWERED)._replace(
                work_unit=effects[one.number].work_unit
            )
            for one in sheets
        }
        zone = await self._time_zone(ItemQuery(Scope(by.region)))
        today = self._clock.now().astimezone(zone).date()
        faults = [
            f for s in sheets for f in faults_of(s, answers.get(s.number, NOT_ANSWERED), today)
        ]
        faults += [*unit_faults(sheets, effects), *rivals(sheets, answers)]
        said = [] if faults else list(said_in(file, answers))
        if not faults and not said:
            faults.append(Fault("isi", "no-figures", no_figures_text()))
        faults += [
            Fault("isi", "amount-too-large", too_large_text(one))
            for one in said
            if abs(one.rupiah) > RUPIAH_MOST
        ][:1]
        if faults:
            raise wrong(faults)
        new = figures_of(said, upload.agency, upload.at, upload.id)
        known = await self._rows.figures_of({one.of for one in new})
        if not any(a.falls for a in answers.values()):
            if found := falling(new, known):
                raise wrong([Fault("falls", "falls", falls_text(*found))])
            if found := exceeding(new, known):
                raise wrong([Fault("falls", "exceeds", exceeds_text(*found))])
        return said

    async def effects(
        self, file: SipdFile, upload: Upload, answers: Mapping[int, Answer]
    ) -> Mapping[int, Effect]:
        """What each sheet of a file does to what stands of its year, by its number."""
        standing: dict[int, list[Standing]] = {}
        found: dict[int, Effect] = {}
        for sheet in sheets_of(file):
            answer = answers.get(sheet.number, NOT_ANSWERED)
            year = sheet.year or answer.year
            if year is not None and year not in standing:
                of_year = await self._rows.standing_in(upload.agency, year)
                standing[year] = [one for one in of_year if one.file != upload.id]
            found[sheet.number] = effect_of(sheet, answer, standing.get(year or 0, ()))
        return found

    async def confirm(self, upload: Upload, answers: Mapping[int, Answer], by: Account) -> int:
        """Take the figures of an export that was looked at; returns how many. Raises what `take`
        does, and FileRefused.
        """
        figures = await self.take(await self.look(upload, by), upload, answers, by)
        await self._rows.forget(upload)
        return figures

    async def take(
        self, file: SipdFile, upload: Upload, answers: Mapping[int, Answer], by: Account
    ) -> int:
        """Take the figures of a file for the account's agency; returns how many. Twice the same is
        once. Raises 403 and what `checked` does.
        """
        must_be(by, *OF_AN_AGENCY)
        now, agency = to_millisecond(self._clock.now()), upload.agency
        said = await self.checked(file, upload, answers, by)
        rows = [figure_document(one, upload, by.region or "", by.username) for one in said]
        new = figures_of(said, agency, upload.at, upload.id)

        async def work(unit: UnitOfWork) -> list[Change]:
            self._rows.add(unit, rows)
            told: dict[str, Value] = {
                "file": upload.sha256,
                "name": upload.name,
                "figures": len(rows),
            }
            self._trail.put(unit, Deed(FIGURES_CONFIRMED, by.username, agency, told))
            links = await self._rows.decided_on({one.of for one in new}, unit)
            self._rows.take_turns(unit, [agency], (), now)
            affected = {one.item_id for one in links if one.item_id}
            return await self._reckoning.reckon(unit, affected, now, new=new)

        self._items.refolded(await self._database.transaction(work), now)
        return len(rows)

    async def withdrawal(self, file: str, by: Account) -> Withdrawal:
        """What would change if a confirmed file of the account's agency were withdrawn. Raises 403,
        404 for one of which nothing counts.
        """
        must_be(by, *OF_AN_AGENCY)
        agency = by.agency or ""
        said = await self._rows.files_of(agency, file=file)
        if not said:
            raise upload_gone()
        codes = await self._rows.codes_in(agency, file)
        links = await self._rows.decided_on({SubActivity(agency, one) for one in codes})
        affected = {one.item_id for one in links if one.item_id}
        items = await self._item_rows.items(affected)
        after = await self._reckoning.money_of(affected, without=file)
        return Withdrawal(
            file,
            said,
            len(codes),
            [
                (item, replace(item, funding=after.get(item_id)))
                for item_id, item in sorted(items.items())
            ],
        )

    async def withdraw(self, file: str, by: Account) -> None:
        """The figures of a confirmed file of the account's agency count no longer. Raises 403, 404
        for one of which none counts.
        """
        must_be(by, *OF_AN_AGENCY)
        agency, now = by.agency or "", to_millisecond(self._clock.now())

        async def work(unit: UnitOfWork) -> list[Change]:
            codes = await self._rows.codes_in(agency, file, unit)
            if not codes:
                raise upload_gone()
            self._rows.withdraw(unit, agency, file, by.username, now)
            told: dict[str, Value] = {"file": file, "figures": len(codes)}
            self._trail.put(unit, Deed(FIGURES_WITHDRAWN, by.username, agency, told))
            self._rows.take_turns(unit, [agency], (), now)
            links = await self._rows.decided_on({SubActivity(agency, one) for one in codes}, unit)
            affected = {one.item_id for one in links if one.item_id}
            return await self._reckoning.reckon(unit, affected, now, without=file)

        self._items.refolded(await self._database.transaction(work), now)
