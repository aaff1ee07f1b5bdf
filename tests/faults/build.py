"""A service as the suite runs it: the real one, with traps at named points and its clock movable.

`python -m tests.faults.build tracker`. The product knows nothing of this: every seam is
wrapped from outside, and one that is no longer there ends the process at once. LAB_FOLDER
holds the traps and the clock; LAB_BREAKS names what is broken on purpose (breaks.py).
"""

import importlib
import os
import sys
from datetime import timedelta
from pathlib import Path

from chassis.cli import run
from tests.faults.breaks import BREAKS
from tests.faults.traps import set_traps, shift_clock


def hurry() -> None:
    """A mail that a dead notifier had in hand comes back after seconds, not after minutes."""
    from notifier.channels.email import senders  # noqa: PLC0415
    from notifier.delivery import taking  # noqa: PLC0415

    taking.LEASE = timedelta(seconds=9)
    senders.MAIL_SECONDS = 7.0


def main() -> None:
    """Serve the named service."""
    service = sys.argv[1]
    folder = Path(os.environ["LAB_FOLDER"])
    if service == "notifier":
        hurry()
    shift_clock(folder / "clock")
    set_traps(folder, os.environ["LAB_NAME"])
    for name in os.environ.get("LAB_BREAKS", "").split():
        BREAKS[name]()
    sys.argv = [service, "serve", service]
    run(importlib.import_module(f"{service}.cli").commands)


if __name__ == "__main__":
    main()
