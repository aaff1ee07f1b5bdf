"""Rate limit of log ins: by name and address together, and by address. Pure.

Guessing is slowed down, and nobody is locked out by another person's guesses:

- A name at one address has `free` tries. After them each wrong one is followed by a pause, of two
  seconds at first and doubled each time, up to a minute. A try during a pause is refused without
  checking the password, and does not make the pause longer.
- The same name at another address is counted separately: wrong passwords from elsewhere do not
  stop the owner. There is no limit for a name alone, because any stranger could use it up.
- An address, with all its names, has ten times as many wrong tries a minute. A name that logged in
  from there before is exempt from this limit: a guesser in an office does not stop the office.
  `AT_ONCE` tries of an address may be in progress, half of the queue in `passwords`: the rest is
  left for other addresses.
- Behind one address (NAT) a guesser at the owner's name and the owner look the same. They share
  the pauses: the owner waits a minute at most, or logs in from another network.
- The right password clears the name at that address. A quarter of an hour without a wrong one
  clears it too.

A try counts as wrong from the moment it is allowed until it proves right, so that many tries at
once do not get around the limit. Memory is bounded: the least recently written entries are dropped
first.
"""

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from ipaddress import IPv6Address, IPv6Network, ip_address
from math import ceil
from typing import Generic, TypeVar

FIRST_PAUSE, LONGEST_PAUSE = 2.0, 60.0
FORGET_AFTER = 900.0
PER_ADDRESS = 10
AT_ONCE = 32
ADDRESS_WINDOW = 60.0
REMEMBERED = 20_000

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class _Recent(OrderedDict[K, V], Generic[K, V]):
    """A dictionary of the `REMEMBERED` entries that were set last."""

    def keep(self, key: K, value: V) -> None:
        """Set an entry as the most recent; drop the oldest when there are too many."""
        self[key] = value
        self.move_to_end(key)
        while len(self) > REMEMBERED:
            self.popitem(last=False)


@dataclass(slots=True)
class _Pair:
    """Wrong tries of a name at an address, the last at `at`; no try is allowed before `until`."""

    wrong: int
    at: float
    until: float


@dataclass(slots=True)
class _Address:
    """Wrong tries that an address has left, refilled with time; `trying` are in progress."""

    left: float
    at: float
    trying: int = 0


class Throttle:
    """Limits tries; times are seconds of a monotonic clock.

    After `wait` has allowed a try, call one of `right`, `wrong` and `untried` with its result.
    """

    def __init__(self, free: int) -> None:
        self._free = free
        self._most = float(free * PER_ADDRESS)
        self._pairs: _Recent[tuple[str, str], _Pair] = _Recent()
        self._addresses: _Recent[str, _Address] = _Recent()
        self._seen: _Recent[tuple[str, str], None] = _Recent()

    def __len__(self) -> int:
        """Number of entries in memory."""
        return len(self._pairs) + len(self._addresses) + len(self._seen)

    def wait(self, name: str, address: str, now: float) -> int:
        """0: the try is allowed, and counts as wrong for now. Else seconds until one is allowed."""
        address = network_of(address)
        pair = self._pairs.get((name, address))
        if pair is None or now - pair.at > FORGET_AFTER:
            pair = _Pair(0, now, now)
        if now < pair.until:
            return ceil(pair.until - now)
        place = self._refilled(address, now)
        if place.trying >= AT_ONCE:
            return 1
        if (name, address) not in self._seen:
            if place.left < 1:
                return ceil((1 - place.left) * ADDRESS_WINDOW / self._most)
            place.left -= 1
        place.trying += 1
        pair.wrong += 1
        self._pause(pair, now)
        self._addresses.keep(address, place)
        self._pairs.keep((name, address), pair)
        return 0

    def right(self, name: str, address: str, now: float) -> None:
        """The password was right: clear the wrong tries of the name at that address."""
        address = network_of(address)
        self._ended(name, address, now, counts=False)
        self._pairs.pop((name, address), None)
        self._seen.keep((name, address), None)

    def wrong(self, name: str, address: str, now: float) -> None:
        """The password was wrong: the pause, if there is one, begins now."""
        address = network_of(address)
        self._ended(name, address, now, counts=True)
        if pair := self._pairs.get((name, address)):
            self._pause(pair, now)

    def untried(self, name: str, address: str, now: float) -> None:
        """The password was not checked, because of a failure of ours: the try does not count."""
        address = network_of(address)
        self._ended(name, address, now, counts=False)
        if pair := self._pairs.get((name, address)):
            pair.wrong, pair.until = max(0, pair.wrong - 1), now

    def _pause(self, pair: _Pair, now: float) -> None:
        pair.at = now
        if pair.wrong >= self._free:
            doublings = min(pair.wrong - self._free, 16)
            pair.until = now + min(FIRST_PAUSE * 2**doublings, LONGEST_PAUSE)

    def _ended(self, name: str, address: str, now: float, *, counts: bool) -> None:
        place = self._refilled(address, now)
        place.trying = max(0, place.trying - 1)
        if not counts and (name, address) not in self._seen:
            place.left = min(self._most, place.left + 1)

    def _refilled(self, address: str, now: float) -> _Address:
        place = self._addresses.get(address) or _Address(self._most, now)
        more = (now - place.at) * self._most / ADDRESS_WINDOW
        place.left, place.at = min(self._most, place.left + more), now
        return place


def network_of(address: str) -> str:
    """What counts as one address: for IPv6 the /64 that one customer has."""
    try:
        ip = ip_address(address)
    except ValueError:
        return address[:64]
    if isinstance(ip, IPv6Address):
        if ip.ipv4_mapped:
            return str(ip.ipv4_mapped)
        return str(IPv6Network((int(ip) >> 64 << 64, 64)))
    return str(ip)
