"""Ports of the stack's parts: the default ones if free, otherwise others."""

import random
import socket
from collections.abc import Callable, Collection, Iterable, Mapping

LOOPBACK = "127.0.0.1"

DEFAULTS: Mapping[str, int] = {
    "planner": 8001,
    "tracker": 8002,
    "notifier": 8003,
    "kafka": 9092,
    "mongodb": 27017,
    "smtp": 1025,
    "mail": 8025,
    "prometheus": 9090,
    "boards": 8004,
}

SPARE = range(15000, 32000)
"""Below the ephemeral port range: no outgoing connection takes the port of a restarting process."""


class Claims:
    """Port reservations that the other stacks of this machine respect, also while they start.

    Two stacks choose free ports long before their programs listen. A claim is a name in the
    kernel's abstract socket namespace, of the same scope as the ports; it ends with its process.
    """

    def __init__(self) -> None:
        self._held: dict[int, socket.socket] = {}

    def take(self, port: int) -> bool:
        """Claim the port; returns whether it is free."""
        if port in self._held:
            return is_free(port)
        claim = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            claim.bind(f"\0aksi-port-{port}")
        except OSError:
            claim.close()
            return False
        if not is_free(port):
            claim.close()
            return False
        self._held[port] = claim
        return True

    def release(self) -> None:
        """Release all claims."""
        while self._held:
            self._held.popitem()[1].close()


class NoPortFree(Exception):
    """Every candidate port is taken."""


def is_free(port: int) -> bool:
    """Whether a server could listen on the loopback `port` now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def choose(
    wanted: Mapping[str, int | None], free: Callable[[int], bool] = is_free
) -> dict[str, int]:
    """A port for each name: the wanted one if free, else (or if None) a spare one."""
    chosen: dict[str, int] = {}
    spare = random.sample(SPARE, 500)
    for name, port in wanted.items():
        candidates = spare if port is None else [port, *spare]
        chosen[name] = _first(candidates, chosen.values(), free)
    return chosen


def _first(candidates: Iterable[int], taken: Collection[int], free: Callable[[int], bool]) -> int:
    for port in candidates:
        if port not in taken and free(port):
            return port
    raise NoPortFree("tidak ada port yang bebas / no port is free")
