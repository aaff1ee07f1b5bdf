"""The child process that reads files: python -m chassis.files.child MODULE:JOB FILE.

FILE is the descriptor of a file in memory, in which the service puts what is to be read next.
The child has no secrets and no sockets, and its memory and time for one file are limited.
A job gets the bytes, the limits and its arguments. It returns a dataclass whose fields are lists,
or raises FileRefused.
"""

import gc
import os
import resource
import signal
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import fields
from importlib import import_module
from math import ceil
from pathlib import Path
from typing import Any, BinaryIO

from chassis.files.frames import (
    HEAD,
    Bounds,
    Broken,
    Done,
    OutOfMemory,
    Piece,
    Ready,
    Refused,
    Request,
    framed,
    unframed,
)
from chassis.sheets.refusal import FileRefused

PIECE = 100
FILES_MOST = 1_000
GRACE_SECONDS = 10
"""The service kills a child that takes too long; without a service, the child's own alarm kills it
so much later."""
TRACE_MOST = 4_000
MEBIBYTE = 1 << 20


def main() -> None:
    """Read files until the service closes the pipe or `FILES_MOST` files have been read."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    requests = sys.stdin.buffer
    for limit, most in ((resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, 0)):
        resource.setrlimit(limit, (most, most))
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")
    job, memory = _job(sys.argv[1]), int(sys.argv[2])
    gc.freeze()
    gc.disable()
    base = _address_space()
    _send(answers, Ready())
    for number in range(1, FILES_MOST + 1):
        request = _receive(requests)
        if request is None:
            return
        data = os.pread(memory, request.size, 0)
        _bound(request.bounds, base)
        ending = number == FILES_MOST
        if not _answer(answers, job, request, data, ending=ending):
            return
        signal.alarm(0)
        gc.collect()


def _answer(
    answers: BinaryIO, job: Callable[..., Any], request: Request, data: bytes, *, ending: bool
) -> bool:
    """Read one file and send the answer; returns whether this process may read another."""
    try:
        read = job(data, request.limits, *request.arguments)
        ending = ending or _peak() > request.bounds.memory_mb * MEBIBYTE // 2
        for field in fields(read):
            values = getattr(read, field.name)
            for first in range(0, max(1, len(values)), PIECE):
                _send(answers, Piece(field.name, values[first : first + PIECE]))
        _send(answers, Done(type(read), ending))
    except FileRefused as error:
        _send(answers, Refused(tuple(error.faults)))
        return False
    except MemoryError:
        _send(answers, OutOfMemory())
        return False
    except Exception:
        _send(answers, Broken(traceback.format_exc()[-TRACE_MOST:]))
        return False
    return not ending


def _job(name: str) -> Callable[..., Any]:
    module, _, attribute = name.partition(":")
    job: Callable[..., Any] = getattr(import_module(module), attribute)
    return job


def _bound(bounds: Bounds, base: int) -> None:
    """Set the limits: memory above that of the interpreter, CPU time above that used so far."""
    most = base + bounds.memory_mb * MEBIBYTE
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    used = resource.getrusage(resource.RUSAGE_SELF)
    processor = ceil(used.ru_utime + used.ru_stime) + bounds.cpu_seconds
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (processor, hard))
    signal.alarm(ceil(bounds.seconds) + GRACE_SECONDS)


def _address_space() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    return pages * resource.getpagesize()


def _peak() -> int:
    """Peak memory in bytes; `ru_maxrss` would include that of the service before the fork."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024


def _send(answers: BinaryIO, value: Any) -> None:
    """Send a value; pieces wait for the answer's end, as far as they fit the buffer."""
    answers.write(framed(value))
    if not isinstance(value, Piece):
        answers.flush()


def _receive(requests: BinaryIO) -> Request | None:
    content = requests.read(int.from_bytes(requests.read(HEAD), "big"))
    if not content:
        return None
    request: Request = unframed(content)
    return request


if __name__ == "__main__":
    main()
