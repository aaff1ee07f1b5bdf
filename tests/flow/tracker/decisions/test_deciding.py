"""Decisions over a real database: who may, once, with event and deed; listed within the scope."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from starlette.datastructures import UploadFile

from chassis.audit.trail import Trail
from chassis.clock import FixedClock
from chassis.files.readers import FileReaders
from chassis.files.settings import FileSettings
from chassis.http.problem import Problem
from chassis.mongo.database import Database
from chassis.outbox.outbox import Outbox
from contracts import AgencyPublished, CouncilDecided
from contracts.account import Account, Role
from contracts.words import DecisionAction, Status
from tests import evidence_files as files
from tests.flow.tracker.council.test_overview import a_council, an_account, an_item
from tests.flow.tracker.keeping import Keeping
from tests.unit.tracker.memory_store import RULES
from tests.unit.tracker.plans import NOON, a_plan
from tracker.decisions.decision import Decision, DecisionState, Wording
from tracker.decisions.minutes import MinutesFiles
from tracker.decisions.query import DecisionFilter, DecisionQuery
from tracker.decisions.repository import DecisionRepository, FirstDecisions, Place
from tracker.decisions.service import Decisions
from tracker.decisions.wanted import DecisionWanted
from tracker.evidence.inspection import inspected
from tracker.evidence.kept_files import KeptFiles
from tracker.evidence.repository import EvidenceRepository
from tracker.evidence.virus_scan import VirusScan
from tracker.items.item import Item, change_to
from tracker.items.query import ItemQuery

DONE, BACK = DecisionAction.DONE, DecisionAction.TAKEN_BACK
TODAY = NOON.date()
DUE = TODAY + timedelta(days=10)
PLANNER = Account(username="bappeda", role=Role.PLANNER, region="kukar")
COUNCIL = an_account()
DINKES = Account(username="kepala", role=Role.HEAD, region="kukar", agency="DINKES")
DISHUB = DINKES.model_copy(update={"username": "kepala.dishub", "agency": "DISHUB"})
QUOTA_MB = 1
WORDS = "Kontrak sudah ditandatangani"


@dataclass
class Meeting:
    """Where the council decides, and what is known of it afterwards."""

    kept: Keeping
    clock: FixedClock
    decisions: Decisions
    trail: Trail
    told: list[bool]

    async def decides(
        self,
        account: Account = PLANNER,
        *,
        key: str = "k",
        item: str = "Q-LATE",
        file: bytes | None = None,
        name: str = "risalah.pdf",
        **other: Any,
    ) -> Decision:
        said = {"decision": "Ulangi pengadaan", "owner": "", "due": DUE, "met_on": TODAY, **other}
        agency = said.pop("agency", "")
        wanted = DecisionWanted(key, "" if agency else item, agency, Wording(**said))
        upload = UploadFile(BytesIO(file), filename=name) if file is not None else None
        decision, _ = await self.decisions.decide(account, wanted, upload)
        return decision

    async def adds_minutes(
        self, decision_id: str, file: bytes, account: Account = COUNCIL
    ) -> Decision:
        upload = UploadFile(BytesIO(file), filename="risalah.pdf")
        return await self.decisions.add_minutes(account, decision_id, upload)

    async def kept_files(self) -> tuple[int, int]:
        """How many files there are, and how many contents."""
        names = ("evidence_files", "evidence_content.files")
        files, contents = [await self.kept.database[one].count_documents({}) for one in names]
        return files, contents

    async def events(self) -> list[CouncilDecided]:
        rows = self.kept.database["outbox"].find({"topic": CouncilDecided.topic})
        events = [event async for row in rows for event in row["events"]]
        return [CouncilDecided.model_validate_json(one["value"]) for one in events]

    async def deeds(self) -> list[tuple[str, str, str]]:
        await self.trail.link()
        rows = self.kept.database["audit"].find().sort("_id", 1)
        return [(row["what"], row["by"], row["about"]) async for row in rows]

    async def ids(self, account: Account, **asked: Any) -> list[str]:
        wanted = DecisionQuery(account.scope, **asked)
        found = await self.decisions.rows.listed(wanted, self.clock.now(), None, 50)
        return [one.decision_id for one in found]


@pytest.fixture
async def meeting(kept: Keeping) -> AsyncIterator[Meeting]:
    database: Database = kept.database
    for name in (
        *("decisions", "outbox", "audit", "audit_new", "status_history", "agencies"),
        *("evidence_files", "evidence_usage", "evidence_content.files", "evidence_content.chunks"),
    ):
        await database[name].delete_many({})
    past = {"start": date(2026, 1, 1)}
    late = a_plan(item_id="Q-LATE", due=TODAY - timedelta(days=3), **past)
    await kept.holds([an_item("FINE", 60), an_item("GARUT", 5, region="garut", agency="GRT")])
    critical_at = NOON - timedelta(days=60)
    critical = change_to(None, Item(late), critical_at, RULES)
    later = change_to(critical.after, critical.after, NOON, RULES)
    assert (critical.after.status, later.after.status) == (Status.CRITICAL, Status.LATE)
    await kept.saves([critical])
    await kept.saves([later])
    offices = (("DINKES", "kukar"), ("DISHUB", "kukar"), ("GRT", "garut"))
    await kept.agencies.save_agencies(
        AgencyPublished(agency=agency, version=1, region=region, name=f"Dinas {agency}")
        for agency, region in offices
    )
    clock, told = FixedClock(NOON), list[bool]()
    rows, trail = DecisionRepository(database), Trail(database, clock)
    await rows.prepare()
    await trail.entries.prepare()
    readers = FileReaders(inspected, FileSettings(), warm_first=False)
    evidence = EvidenceRepository(database)
    road = KeptFiles(evidence, readers, readers, VirusScan(""))
    decisions = Decisions(
        database=database,
        rows=rows,
        outbox=Outbox(database),
        trail=trail,
        clock=clock,
        minutes=MinutesFiles(road, evidence, QUOTA_MB),
        changed=lambda: told.append(True),
    )
    yield Meeting(kept, clock, decisions, trail, told)
    await readers.close()


async def test_a_decision_is_kept_said_and_noted_once_whatever_is_sent_again(
    meeting: Meeting,
) -> None:
    first = await meeting.decides(minutes="005/RSC")
    assert await meeting.decides(minutes="005/RSC") == first
    assert first.wording.owner == "DINKES", "whose the item is"
    assert first.subject.red_since == NOON - timedelta(days=60), "critical before it was late"
    (event,) = await meeting.events()
    assert (event.decision_id, event.number, event.action) == (first.decision_id, 1, "decided")
    assert (event.item_id, event.agency, event.status) == ("Q-LATE", "DINKES", Status.LATE)
    assert (event.due, event.red_since) == (DUE, first.subject.red_since)
    assert await meeting.deeds() == [("decision-made", "bappeda", first.decision_id)]
    with pytest.raises(Problem) as raised:
        await meeting.decides(minutes="lain")
    assert raised.value.status == 409
    other = await meeting.decides(COUNCIL, minutes="005/RSC")
    assert other.decision_id != first.decision_id, "the same key of somebody else"
    assert meeting.told


async def test_the_file_of_its_minutes_is_kept_once_said_and_seen_by_who_sees_the_decision(
    meeting: Meeting,
) -> None:
    data = files.pdf()
    sha256 = hashlib.sha256(data).hexdigest()
    first = await meeting.decides(file=data, name="../Risalah rapat\0.PDF")
    assert await meeting.decides(file=data, name="lain.pdf") == first, "once"
    assert first.minutes_file is not None
    assert (first.minutes_file.sha256, first.minutes_file.size) == (sha256, len(data))
    assert first.minutes_file.name == "Risalah rapat.pdf"
    (event,) = await meeting.events()
    assert event.minutes_file == first.minutes_file
    for other in (None, files.pdf() + b"\n"):
        with pytest.raises(Problem) as raised:
            await meeting.decides(file=other)
        assert raised.value.status == 409, "another file is another decision"
    second = await meeting.decides(key="2", file=data)
    assert second.minutes_file is not None
    assert second.minutes_file.sha256 == sha256
    assert await meeting.kept_files() == (1, 1), "the same bytes are stored once"
    for account in (PLANNER, COUNCIL, DINKES):
        content = await meeting.decisions.minutes(account, first.decision_id)
        assert (content.data, content.media_type) == (data, "application/pdf")
    for account in (DISHUB, an_account(region="garut")):
        with pytest.raises(Problem) as raised:
            await meeting.decisions.minutes(account, first.decision_id)
        assert raised.value.status == 404
    done = await meeting.decisions.act(DINKES, first.decision_id, DONE, 2, WORDS)
    assert done.minutes_file == first.minutes_file
    assert (await meeting.events())[-1].minutes_file == first.minutes_file
    downloads = [deed for deed in await meeting.deeds() if deed[0] == "minutes-downloaded"]
    assert [by for _, by, _ in downloads] == ["bappeda", COUNCIL.username, "kepala"]


async def test_a_photo_of_minutes_says_where_it_was_taken_to_who_records_them_alone(
    meeting: Meeting,
) -> None:
    photo = files.photo()
    decision = await meeting.decides(file=photo, name="papan.jpg")
    as_it_came = await meeting.decisions.minutes(PLANNER, decision.decision_id)
    assert as_it_came.data == photo
    shown = await meeting.decisions.minutes(DINKES, decision.decision_id)
    assert (shown.media_type, shown.data == photo) == ("image/jpeg", False)
    with Image.open(BytesIO(shown.data)) as picture:
        assert not picture.getexif()


@pytest.mark.parametrize(
    ("file", "status"),
    [
        (files.pdf(script="app.alert(1)"), 422),
        (files.pdf(password="rahasia"), 422),
        (files.photo()[:-100], 422),
        (b"<html><script>", 422),
        (b"", 422),
    ],
)
async def test_a_file_that_is_refused_leaves_no_decision(
    meeting: Meeting, file: bytes, status: int
) -> None:
    with pytest.raises(Problem) as raised:
        await meeting.decides(file=file)
    assert raised.value.status == status
    assert raised.value.faults
    assert await meeting.ids(COUNCIL) == []
    assert await meeting.events() == []
    assert await meeting.kept_files() == (0, 0)


async def test_the_file_of_its_minutes_may_come_later_once(meeting: Meeting) -> None:
    first = await meeting.decides()
    decision_id, data = first.decision_id, files.pdf()
    for account, status in ((DINKES, 403), (an_account(region="garut"), 404)):
        with pytest.raises(Problem) as raised:
            await meeting.adds_minutes(decision_id, data, account)
        assert raised.value.status == status
    await meeting.decisions.act(DINKES, decision_id, DONE, 2, WORDS)
    both = await asyncio.gather(*(meeting.adds_minutes(decision_id, data) for _ in range(3)))
    assert both[0].minutes_file is not None
    assert both[0].minutes_file.sha256 == hashlib.sha256(data).hexdigest()
    assert both[0].minutes_added == (COUNCIL.username, meeting.clock.now())
    assert (both[0].state, len(both[0].acts)) == (DecisionState.DONE, 2), "nothing else changed"
    assert both == [await meeting.decisions.decision(DINKES, decision_id)] * 3
    assert (await meeting.decisions.minutes(DINKES, decision_id)).data == data
    with pytest.raises(Problem) as raised:
        await meeting.adds_minutes(decision_id, files.pdf() + b"\n")
    assert (raised.value.status, raised.value.code) == (409, "has-minutes")
    assert await meeting.kept_files() == (1, 1)
    added = [deed for deed in await meeting.deeds() if deed[0] == "minutes-added"]
    assert added == [("minutes-added", COUNCIL.username, decision_id)]
    assert await meeting.decides() == both[0], "the decision sent once more is the same"
    await meeting.decisions.act(PLANNER, decision_id, BACK, 3, WORDS)
    told = [one.minutes_file is not None for one in await meeting.events()]
    assert told == [False, False, True], "an event that follows names the file"


async def test_to_a_withdrawn_decision_and_above_the_quota_no_file_is_added(
    meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    decision_id = (await meeting.decides()).decision_id
    with monkeypatch.context() as full:
        full.setattr("tracker.decisions.minutes.MEGABYTE", 0)
        with pytest.raises(Problem) as raised:
            await meeting.adds_minutes(decision_id, files.pdf())
        assert (raised.value.status, raised.value.code) == (409, "quota-used-up")
    await meeting.decisions.act(PLANNER, decision_id, BACK, 2, WORDS)
    with pytest.raises(Problem) as raised:
        await meeting.adds_minutes(decision_id, files.pdf())
    assert (raised.value.status, raised.value.code) == (409, "decision-changed")
    assert await meeting.kept_files() == (0, 0)


async def test_of_a_decision_that_is_refused_no_file_is_kept_nor_looked_at(
    meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def never(*_: Any) -> None:
        raise AssertionError("looked at")

    monkeypatch.setattr(KeptFiles, "look", never)
    for wrong_one in ({"due": TODAY - timedelta(days=1)}, {"item": "GARUT"}, {"owner": "GRT"}):
        with pytest.raises(Problem) as raised:
            await meeting.decides(file=files.pdf(), **wrong_one)
        assert raised.value.status == 422
    with pytest.raises(Problem) as raised:
        await meeting.decides(DINKES, file=files.pdf())
    assert raised.value.status == 403
    assert await meeting.kept_files() == (0, 0)


async def test_a_decision_that_is_not_stored_leaves_no_file_and_one_above_the_quota_none(
    meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as full:
        full.setattr("tracker.decisions.minutes.MEGABYTE", 0)
        with pytest.raises(Problem) as raised:
            await meeting.decides(file=files.pdf())
        assert (raised.value.status, raised.value.code) == (409, "quota-used-up")
    assert await meeting.kept_files() == (0, 0)
    assert await meeting.ids(COUNCIL) == []
    await meeting.decides(file=files.pdf())
    (row,) = await meeting.kept.database["evidence_usage"].find().to_list(9)
    assert row == {"_id": "council/kukar", "bytes": len(files.pdf())}


async def test_four_at_once_with_one_file_keep_it_once(meeting: Meeting) -> None:
    each = (meeting.decides(key=f"{one % 2}", file=files.pdf()) for one in range(4))
    assert len({one.decision_id for one in await asyncio.gather(*each)}) == 2
    assert await meeting.kept_files() == (1, 1)
    assert len(await meeting.events()) == 2


async def test_two_at_once_with_one_key_are_one(meeting: Meeting) -> None:
    both = await asyncio.gather(*(meeting.decides(key="sama") for _ in range(4)))
    assert len({one.decision_id for one in both}) == 1
    assert len(await meeting.events()) == 1


async def test_it_is_reported_done_taken_back_and_nothing_of_it_is_lost(meeting: Meeting) -> None:
    decision_id = (await meeting.decides()).decision_id
    act = meeting.decisions.act
    done = await act(DINKES, decision_id, DONE, 2, WORDS)
    assert done.state is DecisionState.DONE
    assert await act(DINKES, decision_id, DONE, 2, "kata lain") == done, "once"
    open_again = await act(PLANNER, decision_id, BACK, 3, "Kontraknya batal")
    assert open_again.state is DecisionState.OPEN
    withdrawn = await act(PLANNER, decision_id, BACK, 4, "Diganti keputusan baru")
    assert withdrawn.state is DecisionState.WITHDRAWN
    assert [one.words for one in withdrawn.acts] == [
        "",
        WORDS,
        "Kontraknya batal",
        "Diganti keputusan baru",
    ]
    assert await meeting.decisions.decision(DINKES, decision_id) == withdrawn
    events = await meeting.events()
    assert [(one.number, one.action, one.by) for one in events] == [
        (1, "decided", "bappeda"),
        (2, "done", "kepala"),
        (3, "taken_back", "bappeda"),
        (4, "taken_back", "bappeda"),
    ]
    assert {one.decision for one in events} == {"Ulangi pengadaan"}
    deeds = [what for what, _, _ in await meeting.deeds()]
    assert deeds == ["decision-made", "decision-done", *["decision-taken-back"] * 2]


async def test_what_others_did_meanwhile_is_409_and_changes_nothing(meeting: Meeting) -> None:
    decision_id = (await meeting.decides()).decision_id
    act = meeting.decisions.act
    found = await asyncio.gather(
        act(DINKES, decision_id, DONE, 2, WORDS),
        act(PLANNER, decision_id, BACK, 2, WORDS),
        return_exceptions=True,
    )
    (refused,) = [one for one in found if isinstance(one, Problem)]
    assert refused.status == 409
    assert len(await meeting.events()) == 2
    with pytest.raises(Problem) as raised:
        await act(PLANNER, decision_id, DONE, 9, WORDS)
    assert raised.value.status == 409


@pytest.mark.parametrize("role", [one for one in Role if one not in {Role.PLANNER, Role.COUNCIL}])
async def test_no_other_role_decides(meeting: Meeting, role: Role) -> None:
    agency = "DINKES" if role in {Role.OFFICER, Role.VERIFIER, Role.HEAD} else None
    other = Account(username="lain", role=role, region="kukar", agency=agency)
    with pytest.raises(Problem) as raised:
        await meeting.decides(other)
    assert raised.value.status == 403
    assert await meeting.events() == []


async def test_who_may_not_is_403_and_who_does_not_see_it_404(meeting: Meeting) -> None:
    decision_id = (await meeting.decides()).decision_id
    for account, action, status in (
        (DINKES, BACK, 403),
        (DISHUB, DONE, 404),
        (an_account(region="garut"), BACK, 404),
        (Account(username="a", role=Role.ADMIN, region="kukar"), DONE, 403),
    ):
        with pytest.raises(Problem) as raised:
            await meeting.decisions.act(account, decision_id, action, 2, WORDS)
        assert raised.value.status == status
    with pytest.raises(Problem) as raised:
        await meeting.decisions.act(DINKES, decision_id, DONE, 2, "  ")
    assert raised.value.status == 422
    assert len(await meeting.events()) == 1


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"item": "TIADA"}, "item_id"),
        ({"item": "GARUT"}, "item_id"),
        ({"agency": "GRT"}, "agency"),
        ({"item": ""}, "item_id"),
        ({"owner": "TIADA"}, "owner"),
        ({"owner": "GRT"}, "owner"),
        ({"decision": ""}, "decision"),
        ({"due": TODAY - timedelta(days=1)}, "due"),
    ],
)
async def test_what_cannot_be_is_refused(
    meeting: Meeting, asked: dict[str, Any], field: str
) -> None:
    with pytest.raises(Problem) as raised:
        await meeting.decides(**asked)
    assert raised.value.status == 422
    assert [one.field for one in raised.value.faults] == [field]
    assert await meeting.events() == []
    assert await meeting.ids(COUNCIL) == []


async def test_lists_are_by_the_last_day_within_the_scope_and_overdue_is_a_matter_of_the_day(
    meeting: Meeting,
) -> None:
    later = await meeting.decides(key="1", due=DUE + timedelta(days=20))
    sooner = await meeting.decides(key="2", owner="DISHUB")
    office = await meeting.decides(key="3", agency="DISHUB", due=DUE + timedelta(days=1))
    ids = {name: one.decision_id for name, one in zip("ABC", (later, sooner, office), strict=True)}
    opened = {"state": DecisionFilter.OPEN}
    assert await meeting.ids(COUNCIL, **opened) == [ids["B"], ids["C"], ids["A"]]
    assert await meeting.ids(COUNCIL) == [ids["A"], ids["C"], ids["B"]]
    assert await meeting.ids(DISHUB, **opened) == [ids["B"], ids["C"]]
    assert await meeting.ids(DINKES, **opened) == [ids["B"], ids["A"]]
    assert await meeting.ids(an_account(region="garut")) == []
    assert await meeting.ids(COUNCIL, agency="DISHUB", **opened) == [ids["B"], ids["C"]]
    assert await meeting.ids(COUNCIL, item_id="Q-LATE", **opened) == [ids["B"], ids["A"]]
    assert await meeting.ids(COUNCIL, state=DecisionFilter.OVERDUE) == []
    meeting.clock.instant = sooner.due_ends
    assert await meeting.ids(COUNCIL, state=DecisionFilter.OVERDUE) == [ids["B"]]
    await meeting.decisions.act(DISHUB, ids["B"], DONE, 2, WORDS)
    assert await meeting.ids(COUNCIL, state=DecisionFilter.OVERDUE) == []
    assert await meeting.ids(COUNCIL, state=DecisionFilter.DONE) == [ids["B"]]
    counted = await meeting.decisions.rows.counted(DecisionQuery(), office.due_ends)
    assert counted == {
        ("kukar", "DINKES"): {DecisionFilter.OPEN: 1, DecisionFilter.OVERDUE: 0},
        ("kukar", "DISHUB"): {
            DecisionFilter.OPEN: 1,
            DecisionFilter.OVERDUE: 1,
            DecisionFilter.DONE: 1,
        },
    }


async def test_pages_of_a_list_have_each_decision_once(meeting: Meeting) -> None:
    for number in range(7):
        await meeting.decides(key=str(number), due=DUE + timedelta(days=number // 3))
    for state in (None, DecisionFilter.OPEN):
        wanted, found, place = DecisionQuery(state=state), list[Decision](), None
        while some := await meeting.decisions.rows.listed(wanted, NOON, place, 2):
            found += some
            place = Place(some[-1].wording.due.isoformat(), some[-1].decision_id)
        days = [one.wording.due for one in found]
        assert len({one.decision_id for one in found}) == 7
        assert days == sorted(days, reverse=state is None)


async def test_how_long_deciding_took_counts_the_first_of_each_time_it_was_red(
    meeting: Meeting,
) -> None:
    meeting.clock.instant = NOON + timedelta(days=1)
    first = await meeting.decides(key="1")
    meeting.clock.instant = NOON + timedelta(days=5)
    await meeting.decides(key="2")
    await meeting.decides(key="3", item="FINE")
    await meeting.decides(key="4", agency="DISHUB")
    rows, day = meeting.decisions.rows, 86_400
    assert await rows.first_decisions() == {("kukar", "DINKES"): FirstDecisions(1, 61.0 * day)}
    await meeting.decisions.act(PLANNER, first.decision_id, BACK, 2, "salah catat")
    assert await rows.first_decisions() == {("kukar", "DINKES"): FirstDecisions(1, 65.0 * day)}


async def test_the_councils_page_says_what_was_decided_on_the_worst_or_for_how_long_nothing(
    meeting: Meeting,
) -> None:
    council = a_council(meeting.kept, meeting.clock)
    overview = await council.overview(COUNCIL, ItemQuery())
    (late,) = overview.worst
    assert (late.item_id, overview.answer(late), overview.days_red(late)) == ("Q-LATE", None, 61)
    assert overview.decisions is not None
    assert overview.decisions.total() == 0
    decision = await meeting.decides()
    meeting.clock.advance(timedelta(minutes=1))
    overview = await council.overview(COUNCIL, ItemQuery())
    assert overview.answer(overview.worst[0]) == decision
    assert overview.decisions
    assert dict(overview.decisions) == {DecisionFilter.OPEN: 1}
    await meeting.decisions.act(PLANNER, decision.decision_id, BACK, 2, "salah catat")
    meeting.clock.advance(timedelta(minutes=1))
    overview = await council.overview(COUNCIL, ItemQuery())
    assert overview.answer(overview.worst[0]) is None
    assert (await council.overview(COUNCIL, ItemQuery(rural=True))).decisions is None


async def test_what_was_decided_and_done_between_two_meetings_is_told(meeting: Meeting) -> None:
    before = await meeting.decides(key="1")
    meeting.clock.instant = NOON + timedelta(days=40)
    until = meeting.clock.instant.date()
    since = until - timedelta(days=20)
    new = await meeting.decides(key="2", met_on=until, due=until)
    council = a_council(meeting.kept, meeting.clock)

    async def told(account: Account, **asked: Any) -> list[str]:
        meeting.clock.advance(timedelta(minutes=1))
        changes = await council.changes(account, ItemQuery(**asked), since, until)
        return [one.decision_id for one in changes.decided]

    assert await told(COUNCIL) == [new.decision_id]
    await meeting.decisions.act(DINKES, before.decision_id, DONE, 2, WORDS)
    assert await told(COUNCIL) == [new.decision_id, before.decision_id]
    assert await told(COUNCIL, agency="DISHUB") == []
    assert await told(DISHUB) == []
    assert await told(DINKES, kind="quick_win") == [new.decision_id, before.decision_id]
