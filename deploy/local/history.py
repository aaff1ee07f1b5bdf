"""Gives the stack's Prometheus the days before it ran, as `aksi history export` writes them."""

import shutil
import sys
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from chassis.text import Text
from deploy.local.child import start
from deploy.local.folder import for_the_owner
from deploy.local.stack import Stack
from deploy.local.trouble import Trouble
from deploy.sample.plan import TIME_ZONE

NEWEST = timedelta(hours=3)
"""So long Prometheus keeps samples in memory before it writes a block."""
LOAD = ("tsdb", "create-blocks-from", "openmetrics", "--max-block-duration=1458h")
"""Without the last word promtool reads the file once for every two hours of a year."""


async def have_history(stack: Stack, now: datetime) -> int:
    """Load the days of this year that are over and not loaded yet; returns how many. None where
    Prometheus or promtool is not installed.
    """
    folder, promtool = stack.folder.prometheus, shutil.which("promtool")
    if promtool is None or stack.running.prometheus is None:
        return 0
    last = (now - NEWEST).astimezone(ZoneInfo(TIME_ZONE)).date() - timedelta(days=1)
    loaded, file = folder / "history-until", folder / "history"
    first = last.replace(month=1, day=1)
    if loaded.exists():
        first = max(first, date.fromisoformat(loaded.read_text()) + timedelta(days=1))
    if first > last:
        return 0
    log = stack.folder.logs / "history.log"
    for_the_owner(log).write_bytes(b"")
    for_the_owner(file)
    days = ("--since", first.isoformat(), "--until", last.isoformat())
    export = (sys.executable, "-m", "tracker", "history", "export", *days, str(file))
    await _done(export, stack.services.environment("tracker"), log)
    await _done((promtool, *LOAD, str(file), str(folder / "data")), {}, log)
    loaded.write_text(last.isoformat())
    file.unlink()
    return (last - first).days + 1


async def _done(command: tuple[str, ...], environment: Mapping[str, str], log: Path) -> None:
    child = await start(command, environment, log)
    try:
        code = await child.wait()
    finally:
        await child.stop(0)
    if code:
        raise Trouble(
            Text(
                f"Riwayat untuk papan tidak dapat dimuat (kode {code}). Sebabnya di {log}; "
                "perbaiki, lalu ulangi.",
                "the boards' history cannot be loaded; see the log",
            )
        )
