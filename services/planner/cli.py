"""The planner's commands of the console script `aksi`: `plan`, `account`, `serve planner`."""

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from chassis.http.problem import Problem
from chassis.mongo.database import DatabaseTrouble
from chassis.query import ScopedQuery
from chassis.serve import run_service
from chassis.sheets.refusal import FileRefused
from contracts.account import Account, Role
from planner.accounts.account import NewAccount
from planner.app import Components, create_app, create_offline
from planner.regions.region import Regions
from planner.settings import Settings

FAILED = 1
BY = "aksi"
BY_OPERATOR = Account(username=BY, role=Role.ADMIN)
OneTime = Annotated[
    bool, typer.Option("--one-time/--lasting", help="Harus diganti saat pertama masuk.")
]
Region = Annotated[str | None, typer.Option(help="Kode wilayah (region code).")]

plan_commands = typer.Typer(help="Rencana aksi (the plan).", no_args_is_help=True)
account_commands = typer.Typer(help="Akun (accounts).", no_args_is_help=True)


class Offline(Settings):
    """The planner's settings for a command, which signs nothing."""

    signing_key_file: Path = Path()


def _region(asked: str | None, regions: Regions) -> str:
    """The region asked for, or the first. Raises `typer.BadParameter`."""
    region = asked or next(iter(regions))
    if region not in regions:
        raise typer.BadParameter(f"{region}: {', '.join(regions)}")
    return region


@asynccontextmanager
async def _opened() -> AsyncIterator[Components]:
    parts = create_offline(Offline.read())
    await parts.prepare()
    await parts.outbox.prepare()
    try:
        yield parts
    finally:
        await parts.readers.close()
        parts.database.close()


def _do(work: Callable[[Components], Awaitable[None]]) -> None:
    async def run() -> None:
        async with _opened() as parts:
            await work(parts)

    try:
        asyncio.run(run())
    except FileRefused as error:
        _fail("\n".join(fault.message.indonesian for fault in error.faults))
    except Problem as problem:
        faults = [f"{fault.field}: {fault.message.indonesian}" for fault in problem.faults]
        _fail("\n".join([problem.detail.indonesian, *faults]))
    except DatabaseTrouble as error:
        _fail(f"MongoDB (AKSI_MONGODB): {error}")


def _fail(message: str) -> None:
    typer.echo(message, err=True)
    raise typer.Exit(FAILED)


def _show_import(body: dict[str, Any], *, applied: bool) -> None:
    for note in body["notes"]:
        typer.echo(
            f"  {note['sheet']} {note['row'] or ''} {note['column'] or ''}: {note['message']}"
        )
    for error in body["errors"]:
        where = f"{error['sheet']} baris {error['row']}, {error['column']}"
        typer.echo(f"✗ {where}: {error['value']!r}: {error['message']} [{error['code']}]")
    counts = (
        f"baru (accepted) {body['accepted']}, berubah (changed) {body['changed']}, "
        f"tetap (unchanged) {body['unchanged']}, ditolak (refused) {body['refused']}"
    )
    typer.echo(f"{counts}; {'diterapkan (applied)' if applied else 'tidak ada yang diubah'}")


@plan_commands.command("import")
def import_(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False)],
    *,
    region: Region = None,
    apply: Annotated[bool, typer.Option("--apply/--dry-run", help="Terapkan.")] = False,
    partial: Annotated[bool, typer.Option(help="Terapkan baris yang benar saja.")] = False,
) -> None:
    """Nilai setiap baris buku kerja; dengan --apply, terapkan."""

    async def work(parts: Components) -> None:
        done = await parts.workbook_service.import_file(
            parts.readers.opened(file),
            region=_region(region, parts.regions),
            dry_run=not apply,
            partial=partial,
            by=BY,
        )
        _show_import(done.body("id"), applied=done.applied)
        if done.judged.refused:
            raise typer.Exit(FAILED)

    _do(work)


@plan_commands.command()
def export(file: Path, region: Region = None) -> None:
    """Tulis buku kerja yang dapat diimpor kembali."""

    async def work(parts: Components) -> None:
        where = _region(region, parts.regions)
        book, items = await parts.workbook_service.export(where, by=BY)
        file.write_bytes(book)  # noqa: ASYNC240 - a command: nothing else uses its event loop
        typer.echo(f"{file}: {items} rencana aksi (items)")

    _do(work)


@plan_commands.command()
def republish() -> None:
    """Kirim ulang semua kalender, perangkat daerah dan rencana aksi (send everything again)."""

    async def work(parts: Components) -> None:
        calendars, agencies, items = await parts.publishing_service.republish()
        typer.echo(
            f"{calendars} kalender (calendars), {agencies} perangkat daerah (agencies), "
            f"{items} rencana aksi (items)"
        )

    _do(work)


@account_commands.command()
def add(
    username: str,
    *,
    role: Annotated[Role, typer.Option()],
    agency: Annotated[str | None, typer.Option()] = None,
    region: Region = None,
    password_file: Annotated[Path | None, typer.Option(exists=True)] = None,
    one_time: OneTime = True,
) -> None:
    """Buat akun; kata sandi dari berkas, masukan, atau pertanyaan."""
    password = _password(password_file)
    new = NewAccount(username, role, agency, region)

    async def work(parts: Components) -> None:
        await parts.account_service.create(new, password, one_time=one_time, by=BY_OPERATOR)
        typer.echo(f"{username} ({role})")

    _do(work)


@account_commands.command("list")
def list_() -> None:
    """Daftar akun."""

    async def work(parts: Components) -> None:
        for one in await parts.accounts.page(ScopedQuery(), None, 10_000):
            where = f"{one.agency or '-'}\t{one.region or '-'}"
            disabled = "\tnonaktif (disabled)" if one.disabled else ""
            typer.echo(f"{one.username}\t{one.role}\t{where}{disabled}")

    _do(work)


@account_commands.command()
def disable(username: str) -> None:
    """Nonaktifkan akun: tokennya tidak berlaku lagi (disable)."""
    _revise(username, disabled=True)


@account_commands.command()
def enable(username: str) -> None:
    """Aktifkan kembali akun (enable again)."""
    _revise(username, disabled=False)


@account_commands.command()
def password(
    username: str,
    password_file: Annotated[Path | None, typer.Option(exists=True)] = None,
    *,
    one_time: OneTime = True,
) -> None:
    """Beri kata sandi baru; semua sesinya berakhir (set a password, end its sessions)."""
    given = _password(password_file)

    async def work(parts: Components) -> None:
        await parts.account_passwords.set_password(
            username, given, one_time=one_time, by=BY_OPERATOR
        )
        typer.echo(username)

    _do(work)


@account_commands.command("remove-second-factor")
def remove_second_factor(
    username: str, *, reason: Annotated[str, typer.Option(help="Alasan (why), dicatat.")]
) -> None:
    """Lepas verifikasi dua langkah, misalnya ponselnya hilang; semua sesinya berakhir."""

    async def work(parts: Components) -> None:
        await parts.second_factors.remove(username, reason.strip(), by=BY_OPERATOR)
        typer.echo(username)

    _do(work)


def _revise(username: str, *, disabled: bool) -> None:
    async def work(parts: Components) -> None:
        stored = await parts.accounts.account(username)
        after = await parts.account_service.revise(
            username,
            stored.version if stored else 0,
            role=stored.role if stored else Role.COUNCIL,
            agency=stored.agency if stored else None,
            also=stored.also if stored else (),
            region=stored.region if stored else None,
            disabled=disabled,
            by=BY_OPERATOR,
        )
        typer.echo(f"{username}\t{'nonaktif (disabled)' if after.disabled else 'aktif (enabled)'}")

    _do(work)


def _password(file: Path | None) -> str:
    if file is not None:
        return file.read_text().strip()
    if not sys.stdin.isatty():
        return sys.stdin.readline().strip()
    return str(typer.prompt("Kata sandi (password)", hide_input=True, confirmation_prompt=True))


def commands(root: typer.Typer, serve: typer.Typer) -> None:
    """Add the planner's commands."""
    root.add_typer(plan_commands, name="plan")
    root.add_typer(account_commands, name="account")

    @serve.command()
    def planner() -> None:
        """Kelola rencana, perangkat daerah, dan akun (keep plan, agencies, accounts)."""
        run_service("planner", create_app, Settings.read())
