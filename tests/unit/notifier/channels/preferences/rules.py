"""The channels of addresses over HTTP: who sees and chooses which. Rules for any database.

Run over the fakes by test_service.py, and over MongoDB with the flow tests.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from chassis.audit.entry import Deed
from chassis.audit.trail import Trail
from chassis.clock import FixedClock
from chassis.http.answers import answer_problems
from chassis.mongo.database import Database
from chassis.mongo.unit_of_work import UnitOfWork
from contracts import AgencyPublished
from contracts.words import Contact, ContactRole
from notifier.channels.named import NamedChannels
from notifier.channels.preferences import manage_channels
from notifier.channels.preferences.repository import PreferenceRepository
from notifier.channels.preferences.service import Preferences
from tests.claims import Claims
from tests.unit.notifier.channels.test_named import Makes, channel
from tests.unit.notifier.given import START

HEAD, OFFICER = ContactRole.HEAD, ContactRole.OFFICER
KEPALA, PPTK = "Kepala@dinkes.example", "pptk@dinkes.example"
SHARED = "pejabat@dua-kantor.example"


def agency(code: str, region: str, *contacts: tuple[ContactRole, str]) -> AgencyPublished:
    return AgencyPublished(
        agency=code,
        version=1,
        region=region,
        name=f"Dinas {code}",
        contacts=tuple(Contact(role=role, name="x", email=email) for role, email in contacts),
    )


AGENCIES = (
    agency("DINKES", "kukar", (HEAD, KEPALA), (OFFICER, PPTK), (OFFICER, KEPALA.lower())),
    agency("DLH", "kukar", (HEAD, "kepala@dlh"), (OFFICER, SHARED)),
    agency("PASER-DLH", "paser", (HEAD, "kepala@paser.example"), (OFFICER, SHARED)),
)


class Noted(Trail):
    """The real trail, and what was noted in it."""

    def __init__(self, database: Database) -> None:
        super().__init__(database, FixedClock(START))
        self.deeds: list[Deed] = []

    def put(self, unit: UnitOfWork, *deeds: Deed) -> None:
        self.deeds += deeds


class World:
    def __init__(self, database: Database, rows: PreferenceRepository, file: Path) -> None:
        """`file`: where the channels are named."""
        self.file = file
        self.file.write_text(channel("one") + channel("two", "wa", ", agencies: [DLH]"))
        self.named = NamedChannels(file, Makes())
        self.trail = Noted(database)
        self.service = Preferences(
            database=database,
            rows=rows,
            named=self.named,
            trail=self.trail,
            clock=FixedClock(START),
        )
        app = FastAPI()
        answer_problems(app)
        app.include_router(manage_channels.routes(self.service, Claims()))
        self.client = httpx.AsyncClient(
            transport=httpx.ASGITransport(app), base_url="http://notifier"
        )

    def names(self, text: str) -> None:
        """The operator writes the file anew."""
        new = self.file.with_suffix(".new")
        new.write_text(text)
        new.replace(self.file)
        self.named.look()

    async def listed(self, account: str, **asked: Any) -> httpx.Response:
        return await self.client.get(
            "/api/v1/channels", params=asked, headers={"x-account": account}
        )

    async def agencies(self, account: str, **asked: Any) -> list[str]:
        answer = await self.listed(account, **asked)
        assert answer.status_code == 200, answer.text
        return [one["agency"] for one in answer.json()["items"]]

    async def choose(
        self, account: str, channels: list[str], address: str = KEPALA, agency: str = "DINKES"
    ) -> httpx.Response:
        return await self.client.put(
            f"/api/v1/channels/{agency}",
            json={"address": address, "channels": channels},
            headers={"x-account": account},
        )


NewWorld = Callable[[], World]
HEAD_OF_DINKES = "head/kukar/DINKES"


class PreferenceRules:
    """`world` is a fixture of who runs them."""

    async def test_an_address_has_mail_until_something_is_chosen(self, world: World) -> None:
        (dinkes,) = (await world.listed(HEAD_OF_DINKES)).json()["items"]
        assert dinkes == {
            "agency": "DINKES",
            "region": "kukar",
            "name": "Dinas DINKES",
            "addresses": [
                {
                    "address": KEPALA,
                    "roles": ["head", "officer"],
                    "mail_fault": None,
                    "channels": ["mail"],
                },
                {
                    "address": PPTK,
                    "roles": ["officer"],
                    "mail_fault": None,
                    "channels": ["mail"],
                },
            ],
            "choices": [{"name": "tele", "label": "Telegram"}],
        }
        assert await world.service.channels_of("siapa@pun.example") == ("mail",)

    async def test_an_address_no_mail_can_be_written_to_says_so(self, world: World) -> None:
        (dlh,) = (await world.listed("planner/kukar", agency="DLH")).json()["items"]
        assert dlh["addresses"][0]["mail_fault"] == "short-domain"
        assert [one["name"] for one in dlh["choices"]] == ["tele", "wa"]

    async def test_a_choice_holds_for_every_spelling_and_is_noted_without_the_address(
        self, world: World
    ) -> None:
        answer = await world.choose(HEAD_OF_DINKES, ["tele", "mail"], KEPALA.upper())
        assert answer.status_code == 200, answer.text
        assert answer.json()["channels"] == ["tele", "mail"]
        assert await world.service.channels_of(KEPALA) == ("tele", "mail")
        assert await world.service.channels_of_all([KEPALA, PPTK]) == {
            KEPALA.lower(): ("tele", "mail"),
            PPTK: ("mail",),
        }
        again = await world.choose(HEAD_OF_DINKES, ["tele", "mail"])
        assert again.json()["channels"] == ["tele", "mail"]
        (deed,) = world.trail.deeds
        assert (deed.what, deed.by, deed.about) == ("channels-chosen", "me", "DINKES")
        assert deed.details == {
            "roles": ("head", "officer"),
            "was": ("mail",),
            "now": ("tele", "mail"),
        }

    @pytest.mark.parametrize(
        ("channels", "code"),
        [
            ([], "none-left"),
            (["wa"], "unknown-channel"),
            (["sms", "mail"], "unknown-channel"),
            (["mail", "mail"], "given-twice"),
        ],
    )
    async def test_a_wrong_choice_is_refused(
        self, world: World, channels: list[str], code: str
    ) -> None:
        answer = await world.choose(HEAD_OF_DINKES, channels)
        assert answer.status_code == 422
        assert [one["code"] for one in answer.json()["errors"]] == [code]
        assert await world.service.channels_of(KEPALA) == ("mail",)
        assert world.trail.deeds == []

    async def test_a_channel_that_is_no_longer_named_is_no_longer_used(self, world: World) -> None:
        await world.choose(HEAD_OF_DINKES, ["tele"])
        world.names("")
        assert await world.service.channels_of(KEPALA) == ("mail",)
        await world.choose(HEAD_OF_DINKES, ["mail"])
        world.names(channel("one"))
        assert await world.service.channels_of(KEPALA) == ("mail",), "mail was chosen meanwhile"

    async def test_of_an_address_of_two_agencies_neither_loses_what_the_other_chose(
        self, world: World
    ) -> None:
        of_dlh, of_paser = "head/kukar/DLH", "head/paser/PASER-DLH"
        assert (await world.choose(of_dlh, ["wa"], SHARED, "DLH")).status_code == 200
        (seen,) = (await world.listed(of_paser)).json()["items"]
        assert [one["channels"] for one in seen["addresses"]] == [["mail"], ["wa"]]
        assert {one["name"] for one in seen["choices"]} == {"tele", "wa"}
        answer = await world.choose(of_paser, ["wa", "mail"], SHARED, "PASER-DLH")
        assert answer.status_code == 200, answer.text
        assert await world.service.channels_of(SHARED) == ("wa", "mail")
        other = await world.choose(of_paser, ["wa"], "kepala@paser.example", "PASER-DLH")
        assert other.status_code == 422, "the channel is not open to this agency"

    async def test_a_channel_that_is_closed_to_the_agency_is_no_longer_used(
        self, world: World
    ) -> None:
        await world.choose(HEAD_OF_DINKES, ["tele"])
        world.names(channel("one", more=", agencies: [DLH]"))
        assert await world.service.channels_of(KEPALA) == ("mail",)

    @pytest.mark.parametrize(
        ("account", "agencies"),
        [
            ("admin", ["DINKES", "DLH", "PASER-DLH"]),
            ("admin/paser", ["PASER-DLH"]),
            ("planner/kukar", ["DINKES", "DLH"]),
            ("officer/kukar/DLH", ["DLH"]),
            ("head/kukar", []),
        ],
    )
    async def test_an_account_sees_the_addresses_of_its_region_and_agency(
        self, world: World, account: str, agencies: list[str]
    ) -> None:
        assert await world.agencies(account) == agencies

    async def test_asking_narrows_and_never_widens(self, world: World) -> None:
        assert await world.agencies("admin", region="paser") == ["PASER-DLH"]
        assert await world.agencies("admin", agency="DLH") == ["DLH"]
        assert await world.agencies("officer/kukar/DLH", agency="DINKES") == []
        assert await world.agencies("planner/kukar", region="paser") == []

    async def test_pages_show_each_agency_once(self, world: World) -> None:
        first = (await world.listed("admin", limit=2)).json()
        assert [one["agency"] for one in first["items"]] == ["DINKES", "DLH"]
        second = (await world.listed("admin", limit=2, cursor=first["next"])).json()
        assert [one["agency"] for one in second["items"]] == ["PASER-DLH"]
        assert second["next"] is None

    @pytest.mark.parametrize(
        ("account", "status"),
        [
            ("admin", 200),
            ("planner/kukar", 200),
            ("planner/paser", 404),
            ("officer/kukar/DINKES", 200),
            ("verifier/kukar/DLH", 404),
            ("head/kukar", 404),
            ("council/kukar", 403),
        ],
    )
    async def test_who_may_choose(self, world: World, account: str, status: int) -> None:
        assert (await world.choose(account, ["tele"])).status_code == status
        used = ("tele",) if status == 200 else ("mail",)
        assert await world.service.channels_of(KEPALA) == used

    async def test_the_council_sees_no_address(self, world: World) -> None:
        assert (await world.listed("council/kukar")).status_code == 403

    async def test_what_is_not_there_is_404(self, world: World) -> None:
        assert (await world.choose("admin", ["mail"], agency="TIADA")).status_code == 404
        other = await world.choose("admin", ["mail"], address="kepala@dlh")
        assert other.status_code == 404
        assert "kepala@dlh" not in other.text
