"""Jobs for readers of files: what the file says is what becomes of the reader."""

import os
import signal
import socket
import time
from dataclasses import dataclass
from pathlib import Path

from chassis.sheets.limits import Limits
from chassis.sheets.refusal import FileRefused


@dataclass(slots=True)
class Told:
    """What a reader found."""

    values: list[object]


def obey(data: bytes, limits: Limits, *arguments: object) -> Told:  # noqa: C901, PLR0911, PLR0912 - a list
    """Do what the file says."""
    match data.decode().split():
        case ["memory"]:
            return Told([bytearray(1 << 20) for _ in range(4_000)])
        case ["abort"]:
            os.abort()
        case ["rust"]:
            os.write(2, b"memory allocation of 550000000000 bytes failed\n")
            os.abort()
        case ["killed"]:
            os.kill(os.getpid(), signal.SIGKILL)
        case ["ended"]:
            os._exit(0)
        case ["spin"]:
            while True:
                pass
        case ["hang"]:
            time.sleep(600)
        case ["bug"]:
            raise ZeroDivisionError("a bug")
        case ["no-table"]:
            raise FileRefused.because("no-table", columns="Kode")
        case ["much"]:
            return Told(["x" * 10_000 for _ in range(1_000)])
        case ["foreign"]:
            return Told([os.getcwd])
        case ["wait", path]:
            while not Path(path).exists():
                time.sleep(0.01)
        case ["noise"]:
            print("this is no frame")
        case ["environment"]:
            return Told(list[object](sorted(os.environ)))
        case ["inherited"]:
            return Told([name for fd in range(3, 200) if (name := _is_socket(fd))])
        case ["pid"]:
            return Told([os.getpid()])
    return Told([data, limits.rows, *arguments])


def _is_socket(descriptor: int) -> str:
    try:
        return str(socket.socket(fileno=os.dup(descriptor)).getsockname())
    except OSError:
        return ""
