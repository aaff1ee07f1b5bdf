"""What the planner's commands do with a plan and its accounts; they need a database and no more."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, STDOUT
from pathlib import Path

import pytest

from chassis.mongo.database import Database
from contracts import PlanItemPublished
from tests.unit.planner.workbook.workbooks import HEADER_ROW, clean, column, xlsx

NAME = "planner_of_test_commands"


class Commands:
    """`python -m planner` on one database."""

    def __init__(self, uri: str) -> None:
        self._uri = uri

    async def __call__(self, *words: str | Path) -> tuple[int | None, str]:
        """The exit code, and what was said."""
        command = (sys.executable, "-m", "planner", *map(str, words))
        here = {"AKSI_MONGODB": self._uri, "AKSI_DATABASE": NAME}
        child = await asyncio.create_subprocess_exec(
            *command, stdout=PIPE, stderr=STDOUT, env=os.environ | here
        )
        said, _ = await child.communicate()
        return child.returncode, said.decode()


@pytest.fixture
async def aksi(mongodb_uri: str) -> Commands:
    database = Database(mongodb_uri, NAME)
    for collection in ("items", "agencies", "accounts", "account_states", "turns", "outbox"):
        await database[collection].delete_many({})
    database.close()
    return Commands(mongodb_uri)


async def test_an_exported_plan_imports_unchanged(
    aksi: Commands, mongodb_uri: str, tmp_path: Path
) -> None:
    plan, copy = tmp_path / "plan.xlsx", tmp_path / "copy.xlsx"
    plan.write_bytes(xlsx(clean()))
    judged = await aksi("plan", "import", plan, "--region", "kukar")
    applied = await aksi("plan", "import", plan, "--region", "kukar", "--apply")
    exported = await aksi("plan", "export", copy, "--region", "kukar")
    again = await aksi("plan", "import", copy, "--region", "kukar", "--apply")

    assert judged[0] == applied[0] == exported[0] == again[0] == 0, (judged, applied, again)
    assert "(accepted) 24" in judged[1]
    assert "tidak ada yang diubah" in judged[1]
    assert "(accepted) 24" in applied[1]
    assert "20 rencana aksi" in exported[1]
    assert "(changed) 0, tetap (unchanged) 24" in again[1]
    database = Database(mongodb_uri, NAME)
    sent = [
        row["events"] async for row in database["outbox"].find({"topic": PlanItemPublished.topic})
    ]
    database.close()
    assert sum(map(len, sent)) == 20


async def test_an_import_with_a_refused_row_fails_and_a_partial_one_applies_the_rest(
    aksi: Commands, tmp_path: Path
) -> None:
    sheets = clean()
    sheets["Rencana Aksi"][HEADER_ROW][column("Pilar")] = "Smart Nothing"
    plan = tmp_path / "plan.xlsx"
    plan.write_bytes(xlsx(sheets))
    whole = await aksi("plan", "import", plan, "--region", "kukar", "--apply")
    part = await aksi("plan", "import", plan, "--region", "kukar", "--apply", "--partial")

    assert (whole[0], part[0]) == (1, 1)
    assert "Pilar" in whole[1]
    assert "(accepted) 23" in whole[1]
    assert "tidak ada yang diubah" in whole[1]
    assert "diterapkan (applied)" in part[1]


async def test_an_account_that_was_added_is_listed_and_its_name_is_taken(
    aksi: Commands, tmp_path: Path
) -> None:
    password = tmp_path / "password"
    password.write_text("kata sandi uji\n")
    add = ("account", "add", "dewan.kukar", "--role", "council", "--region", "kukar")
    first = await aksi(*add, "--password-file", password)
    second = await aksi(*add, "--password-file", password)
    listed = await aksi("account", "list")

    assert (first[0], second[0], listed[0]) == (0, 1, 0), (first, second, listed)
    assert "sudah ada" in second[1]
    assert listed[1].split() == ["dewan.kukar", "council", "-", "kukar"]


async def test_an_account_is_disabled_enabled_and_given_a_password(
    aksi: Commands, tmp_path: Path
) -> None:
    password = tmp_path / "password"
    password.write_text("kata sandi uji\n")
    add = ("account", "add", "dewan.kukar", "--role", "council", "--region", "kukar")
    await aksi(*add, "--password-file", password)
    disabled = await aksi("account", "disable", "dewan.kukar")
    listed = await aksi("account", "list")
    enabled = await aksi("account", "enable", "dewan.kukar")
    given = await aksi("account", "password", "dewan.kukar", "--password-file", password)
    nobody = await aksi("account", "disable", "siapa")

    assert (disabled[0], enabled[0], given[0]) == (0, 0, 0), (disabled, enabled, given)
    assert "nonaktif (disabled)" in listed[1]
    assert nobody[0] == 1
    assert "tidak ada" in nobody[1]


async def test_an_operator_takes_a_second_factor_off_and_says_why(
    aksi: Commands, mongodb_uri: str, tmp_path: Path
) -> None:
    password = tmp_path / "password"
    password.write_text("empat kata yang panjang")
    await aksi("account", "add", "admin.satu", "--role", "admin", "--password-file", password)
    database = Database(mongodb_uri, NAME)
    accounts = database["accounts"]
    factor = {"secret": "GEZDGNBVGY3TQOJQ", "on": True, "last_step": 0, "recovery": []}
    await accounts.update_one({"_id": "admin.satu"}, {"$set": {"second_factor": factor}})
    remove = ("account", "remove-second-factor", "admin.satu", "--reason")
    without_reason = await aksi(*remove, " ")
    removed = await aksi(*remove, "ponsel hilang")
    again = await aksi(*remove, "ponsel hilang")
    stored = await accounts.find_one({"_id": "admin.satu"})
    noted = await database["audit_new"].find_one({"what": "second-factor-removed"})
    database.close()

    assert [code for code, _ in (without_reason, removed, again)] == [1, 0, 1]
    assert stored is not None
    assert (stored["second_factor"], stored["sessions"]) == (None, 1)
    assert noted is not None
    assert (noted["by"], noted["details"]) == ("aksi", {"reason": "ponsel hilang"})
