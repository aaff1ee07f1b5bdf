"""A program that receives webhooks on this machine: it keeps what it gets and answers as told."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from tests.ports import own_port

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


def answer(status: int, *headers: str, body: bytes = b"") -> bytes:
    head = [f"HTTP/1.1 {status} x", f"Content-Length: {len(body)}", *headers]
    return "".join(f"{line}\r\n" for line in head).encode() + b"\r\n" + body


@dataclass(frozen=True)
class Request:
    line: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """`answers` in turn, the last one for ever; None says nothing until the other side leaves."""

    port: int
    answers: list[bytes | None] = field(default_factory=lambda: [OK])
    got: list[Request] = field(default_factory=list)
    connections: int = 0
    server_names: list[str | None] = field(default_factory=list)
    writers: list[asyncio.StreamWriter] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self.writers.append(writer)
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
                named = (line.partition(": ") for line in head[1:] if line)
                headers = {name.lower(): value for name, _, value in named}
                body = await reader.readexactly(int(headers["content-length"]))
                self.got.append(Request(head[0], headers, body))
                answer = self.answers[0] if len(self.answers) == 1 else self.answers.pop(0)
                if answer is None:
                    await reader.read()
                    return
                writer.write(answer)
                await writer.drain()
        except (asyncio.IncompleteReadError, OSError):
            return
        finally:
            writer.close()


@asynccontextmanager
async def receiving(
    tls: ssl.SSLContext | None = None, host: str = "127.0.0.1"
) -> AsyncIterator[Receiver]:
    with own_port() as port:
        receiver = Receiver(port)
        if tls is not None:
            tls.sni_callback = lambda _socket, name, _context: receiver.server_names.append(name)
        server = await asyncio.start_server(receiver.serve, host, port, ssl=tls)
        try:
            yield receiver
        finally:
            server.close()
            for writer in receiver.writers:
                writer.close()
            await asyncio.sleep(0)
