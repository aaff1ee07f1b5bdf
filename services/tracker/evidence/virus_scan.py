"""Has clamd look at a file, by its INSTREAM command (clamd(8)); without one, nothing is scanned."""

import asyncio

from chassis.http.problem import Problem
from chassis.text import Text
from tracker.evidence.evidence import refusal

PIECE = 65_536
"""Bytes of a chunk, each behind its length."""
SECONDS = 60.0
_ANSWER_MOST = 4_096


class VirusScan:
    """A clamd, at `host:port` or at the path of a socket; "" where there is none."""

    def __init__(self, address: str) -> None:
        self._address = address

    @property
    def is_on(self) -> bool:
        """Whether files are scanned."""
        return bool(self._address)

    async def pass_on(self, data: bytes) -> bool:
        """Whether the file was scanned. Raises 422 when a virus was found, and 503 when clamd
        gives no verdict: what was to be scanned is not stored without.
        """
        if not self.is_on:
            return False
        try:
            async with asyncio.timeout(SECONDS):
                answer = await self._asked(data)
        except (OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            raise _no_verdict() from None
        if answer.endswith(" FOUND"):
            raise _infected(answer.removeprefix("stream: ").removesuffix(" FOUND"))
        if answer != "stream: OK":
            raise _no_verdict()
        return True

    async def _asked(self, data: bytes) -> str:
        reader, writer = await self._connected()
        try:
            writer.write(b"zINSTREAM\0")
            for start in range(0, len(data), PIECE):
                piece = data[start : start + PIECE]
                writer.write(len(piece).to_bytes(4, "big") + piece)
                await writer.drain()
            writer.write(bytes(4))
            await writer.drain()
            answer = await reader.readuntil(b"\0")
        finally:
            writer.close()
        return answer[:-1].decode(errors="replace")

    async def _connected(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if "/" in self._address:
            return await asyncio.open_unix_connection(self._address, limit=_ANSWER_MOST)
        host, _, port = self._address.rpartition(":")
        return await asyncio.open_connection(host, int(port), limit=_ANSWER_MOST)


def _infected(name: str) -> Problem:
    fault = refusal(
        "file-infected",
        f"pemindai menemukan {name[:80]}; bersihkan perangkat Anda, lalu kirim berkas yang lain",
        f"the scanner found {name[:80]}; clean your device and send another file",
    )
    return Problem(422, fault.code, fault.message, (fault,))


def _no_verdict() -> Problem:
    return Problem(
        503,
        "no-virus-scan",
        Text(
            "Pemindai virus tidak menjawab, berkas belum disimpan. Coba lagi nanti; laporan "
            "tetap bisa dikirim.",
            "The virus scanner does not answer, the file was not stored. Try again in a while; "
            "reports can still be sent.",
        ),
        headers={"Retry-After": "30"},
    )
