"""The commands of `python -m deploy.local`."""

import asyncio
import json
import os
from pathlib import Path
from typing import Annotated

import typer

from deploy.local.accounts import admin_only
from deploy.local.console import Lines
from deploy.local.demo import demonstrate
from deploy.local.detach import detached
from deploy.local.ending import end_folder
from deploy.local.folder import PROJECT, Folder
from deploy.local.keep import FAILED, Work, keep
from deploy.local.lock import AlreadyRunning, Lock, holder
from deploy.local.ports import DEFAULTS
from deploy.local.services import NOTIFIER
from deploy.local.stack import Stack

app = typer.Typer(
    no_args_is_help=True, pretty_exceptions_enable=False, help="Seluruh Aksi (the whole stack)."
)

Where = Annotated[Path, typer.Option("--folder", help="Tempat semua data (where all data is).")]
Detach = Annotated[bool, typer.Option("--detach", help="Tetap berjalan di latar belakang.")]
Spare = Annotated[bool, typer.Option("--spare-ports", help="Pakai porta lain (other ports).")]
ReadyFd = Annotated[int | None, typer.Option("--ready-fd", hidden=True)]

_VAR = PROJECT / "var"


@app.command()
def up(
    folder: Where = _VAR, detach: Detach = False, spare: Spare = False, ready_fd: ReadyFd = None
) -> None:
    """Jalankan semuanya tanpa contoh (start everything, without the sample)."""
    _run("up", admin_only, folder, detach=detach, spare=spare, ready_fd=ready_fd)


@app.command()
def demo(
    folder: Where = _VAR, detach: Detach = False, spare: Spare = False, ready_fd: ReadyFd = None
) -> None:
    """Jalankan semuanya dengan rencana contoh dan laporan setahun (the demonstration)."""
    _run("demo", demonstrate, folder, detach=detach, spare=spare, ready_fd=ready_fd)


@app.command()
def down(folder: Where = _VAR) -> None:
    """Hentikan yang berjalan di latar belakang (end what runs in the background)."""
    typer.echo(end_folder(Folder(folder.resolve()), forget=False))


@app.command()
def clean(folder: Where = _VAR) -> None:
    """Hentikan dan hapus semua data (end it and forget all data)."""
    typer.echo(end_folder(Folder(folder.resolve()), forget=True))


@app.command()
def status(folder: Where = _VAR) -> None:
    """Tunjukkan yang berjalan (show what runs)."""
    here = Folder(folder.resolve())
    pid = holder(here.lock)
    if pid is None:
        typer.echo("tidak ada yang berjalan (nothing runs)")
        raise typer.Exit(FAILED)
    typer.echo(f"pid {pid}")
    if here.demo_file.exists():
        demo_file = json.loads(here.demo_file.read_text())
        demo_file["accounts"] = [account["username"] for account in demo_file["accounts"]]
        typer.echo(json.dumps(demo_file, indent=2, ensure_ascii=False))


def _run(
    name: str, work: Work, path: Path, *, detach: bool, spare: bool, ready_fd: int | None
) -> None:
    os.umask(0o077)
    folder = Folder(path.resolve())
    try:
        if detach:
            arguments = [name, "--folder", str(folder.root), *(["--spare-ports"] if spare else [])]
            raise typer.Exit(detached(arguments, folder))
        code = asyncio.run(_kept(name, work, folder, spare=spare, ready_fd=ready_fd))
    except AlreadyRunning as error:
        typer.echo(f"! {error}", err=True)
        code = FAILED
    except OSError as error:
        typer.echo(
            f"! {error.filename or folder.root}: {error.strerror or error}. Periksa hak tulis "
            "dan ruang cakram, lalu ulangi (check rights and disk space, then run it again).",
            err=True,
        )
        code = FAILED
    raise typer.Exit(code)


async def _kept(name: str, work: Work, folder: Folder, *, spare: bool, ready_fd: int | None) -> int:
    ports = dict.fromkeys(DEFAULTS) if spare else DEFAULTS
    later = [NOTIFIER] if name == "demo" else []

    def make() -> Stack:
        folder.make()
        folder.show_lock()
        return Stack(folder, Lines(), wanted_ports=ports, later=later)

    return await keep(make, Lock(folder.lock), work, ready_fd)
