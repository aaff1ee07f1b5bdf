"""A TCP proxy that can be told to misbehave: what lies between two processes."""

import asyncio
import socket
import struct
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path

LOOPBACK = "127.0.0.1"
CHUNK = 65_536


class Proxy:
    """Forwards the loopback `port` to `target`, with faults switched on and off.

    `latency` delays every chunk, seconds. `stalled` holds everything back, as a network
    that swallows packets until it is mended. `refusing` takes no new connection.
    """

    def __init__(self, name: str, port: int, target: int) -> None:
        self.name = name
        self.port = port
        self.target = target
        self.latency = 0.0
        self.refusing = False
        self.cuts = 0
        """How many connections a fault has cut."""
        self._flows = asyncio.Event()
        self._flows.set()
        self._cut_after: int | None = None
        self._cut_answer_to: bytes | None = None
        self._answers_left = 0
        self._blocked: set[int] = set()
        self._open: set[_Connection] = set()
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        """Listen."""
        self._server = await asyncio.start_server(self._accept, LOOPBACK, self.port, backlog=512)

    async def stop(self) -> None:
        """Let go of everything."""
        if self._server is not None:
            self._server.close()
        self.reset()

    def stall(self) -> None:
        """Hold back every byte in both directions until `heal`."""
        self._flows.clear()

    def refuse(self) -> None:
        """Nobody is there: open connections are reset, new ones refused."""
        self.refusing = True
        self.reset()

    def reset(self) -> None:
        """Reset every open connection."""
        for connection in list(self._open):
            connection.cut()

    def cut_after(self, count: int) -> None:
        """Cut the connection that carries the byte `count` from now; once."""
        self._cut_after = count

    def cut_answer_to(self, marker: bytes, times: int) -> None:
        """Let the next `times` requests with `marker` through, and cut before their answer."""
        self._cut_answer_to, self._answers_left = marker, times

    def block(self, pids: set[int]) -> None:
        """Reset and refuse the connections of these processes; others go on."""
        self._blocked = pids
        near_ports = _near_ports(pids, self.port)
        for connection in list(self._open):
            if connection.near_port in near_ports:
                connection.cut()

    def heal(self) -> None:
        """No fault any more."""
        self.latency, self.refusing = 0.0, False
        self._cut_after, self._cut_answer_to, self._answers_left = None, None, 0
        self._blocked = set()
        self._flows.set()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = _Connection(writer)
        blocked = _near_ports(self._blocked, self.port) if self._blocked else set()
        if self.refusing or connection.near_port in blocked:
            connection.cut()
            return
        self._open.add(connection)
        try:
            await self._join(connection, reader)
        finally:
            self._open.discard(connection)
            connection.cut()

    async def _join(self, connection: "_Connection", reader: asyncio.StreamReader) -> None:
        await self._flows.wait()
        try:
            far_reader, far_writer = await asyncio.open_connection(LOOPBACK, self.target)
        except OSError:
            return
        connection.far = far_writer
        there = self._pump(connection, reader, far_writer, self._asked)
        back = self._pump(connection, far_reader, connection.near, self._answered)
        pumps = [asyncio.ensure_future(there), asyncio.ensure_future(back)]
        try:
            await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for pump in pumps:
                pump.cancel()

    async def _pump(
        self,
        connection: "_Connection",
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        may_pass: Callable[["_Connection", bytes], Awaitable[bool]],
    ) -> None:
        with suppress(OSError):
            while chunk := await reader.read(CHUNK):
                if self.latency:
                    await asyncio.sleep(self.latency)
                await self._flows.wait()
                if not await may_pass(connection, chunk):
                    return
                writer.write(chunk)
                await writer.drain()

    async def _asked(self, connection: "_Connection", chunk: bytes) -> bool:
        marker = self._cut_answer_to
        if marker is not None and self._answers_left > 0 and marker in chunk:
            self._answers_left -= 1
            connection.doomed = True
        return self._counted(chunk)

    async def _answered(self, connection: "_Connection", chunk: bytes) -> bool:
        if connection.doomed:
            self.cuts += 1
            return False
        return self._counted(chunk)

    def _counted(self, chunk: bytes) -> bool:
        if self._cut_after is None:
            return True
        self._cut_after -= len(chunk)
        if self._cut_after > 0:
            return True
        self._cut_after = None
        self.cuts += 1
        return False


class _Connection:
    """Both ends of one forwarded connection."""

    def __init__(self, near: asyncio.StreamWriter) -> None:
        self.near = near
        self.far: asyncio.StreamWriter | None = None
        self.doomed = False
        self.near_port: int = near.get_extra_info("peername")[1]

    def cut(self) -> None:
        """Reset both ends, as a machine that vanished."""
        for writer in (self.near, self.far):
            if writer is None:
                continue
            end = writer.get_extra_info("socket")
            with suppress(OSError):
                end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            writer.transport.abort()


def _near_ports(pids: set[int], far_port: int) -> set[int]:
    """The ports from which these processes of this machine are connected to `far_port`."""
    sockets = set()
    for pid in pids:
        with suppress(OSError):
            for link in Path(f"/proc/{pid}/fd").iterdir():
                with suppress(OSError):
                    sockets.add(str(link.readlink()).removeprefix("socket:[").removesuffix("]"))
    far, ports = f":{far_port:04X}", set()
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        parts = line.split()
        if parts[2].endswith(far) and parts[9] in sockets:
            ports.add(int(parts[1].rpartition(":")[2], 16))
    return ports
