"""Whoever logs in waits for no file, however many are read and however long they take."""

import asyncio
from pathlib import Path

from chassis.files.readers import FileReaders
from chassis.files.settings import FileSettings
from planner.accounts.passwords import Passwords
from tests.unit.chassis.files.jobs import obey


async def test_a_password_is_checked_while_every_reader_is_taken(tmp_path: Path) -> None:
    readers = FileReaders(obey, FileSettings(file_readers=2, file_waiting=100))
    go = tmp_path / "go"

    async def read(owner: int) -> None:
        async with readers.turn(str(owner)):
            await readers.read(f"wait {go}".encode())

    files = [asyncio.create_task(read(owner)) for owner in range(40)]
    await asyncio.sleep(0)
    passwords = Passwords()
    kept = await passwords.hashed("rahasia yang panjang")

    assert await passwords.matches("rahasia yang panjang", kept)
    assert not any(file.done() for file in files)
    go.touch()
    await asyncio.gather(*files)
    await readers.close()
