"""Files of evidence given over HTTP, compared with GridFS alone and with a bare road to it."""

import asyncio
import hashlib
import os
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from io import BytesIO
from itertools import product
from urllib.parse import urlsplit

import httpx
from motor.motor_asyncio import AsyncIOMotorClient, AsyncIOMotorGridFSBucket
from PIL import Image
from pymongo.write_concern import WriteConcern

from benchmarks import work
from benchmarks.bare import bare_url
from benchmarks.lab import Document, Lab

LENGTH = "content-length: "


@dataclass(frozen=True, slots=True)
class Given:
    """Files of a megabyte a second by round: ours, GridFS alone with the same durability, and a
    bare FastAPI route that stores them in it.
    """

    what: str
    givers: int
    """Agencies whose officers give evidence at once."""
    ours: Sequence[float]
    gridfs: Sequence[float]
    bare: Sequence[float]


async def give_all(
    lab: Lab, files: int, rounds: int, givers: Sequence[int]
) -> AsyncIterator[Given]:
    """Each kind of file, by each number of givers at once, `files` in each round, in which the
    three begin in turn: a database becomes slower with what it has stored. The bare route is there
    already.
    """
    client: AsyncIOMotorClient[Document] = AsyncIOMotorClient(lab.mongodb)
    database = client.get_database("bench_files", write_concern=WriteConcern("majority", j=True))
    bucket = AsyncIOMotorGridFSBucket(database)
    try:
        kinds = (("document of 1 MB", _document), ("photo of 1 MB", _photo))
        for (what, make), at_once in product(kinds, givers):
            by_us, by_gridfs, by_bare = list[float](), list[float](), list[float]()
            for turn in range(rounds):
                data = [make() for _ in range(files)]

                async def alone(number: int, data: Sequence[bytes] = data) -> None:
                    hashlib.sha256(data[number]).hexdigest()
                    await bucket.upload_from_stream("file", data[number])

                ours = [
                    _to_us(lab, number % at_once, f"r-{at_once}-{turn}-{number}")
                    for number in range(files)
                ]
                bare = [_To(f"{bare_url(lab)}/berkas")] * files
                async with (
                    _giving(data, ours, at_once) as give,
                    _giving(data, bare, at_once) as give_bare,
                ):
                    ways = [(by_gridfs, alone), (by_us, give), (by_bare, give_bare)]
                    first = turn % len(ways)
                    for rates, way in ways[first:] + ways[:first]:
                        rates.append(await _per_second(way, files, at_once))
            yield Given(what, at_once, by_us, by_gridfs, by_bare)
    finally:
        await client.drop_database("bench_files")
        client.close()


@dataclass(frozen=True, slots=True)
class _To:
    """Where a file goes."""

    url: str
    params: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


def _to_us(lab: Lab, giver: int, report_id: str) -> _To:
    token = lab.officer_token(work.AGENCIES[giver])
    return _To(
        f"{lab.tracker_url()}/api/v1/items/{work.item_id(giver)}/evidence",
        {"report_id": report_id},
        {"Authorization": f"Bearer {token}"},
    )


@asynccontextmanager
async def _giving(
    data: Sequence[bytes], to: Sequence[_To], givers: int
) -> AsyncIterator[Callable[[int], Awaitable[None]]]:
    """By a connection for each giver, and by requests made beforehand: an HTTP client written in
    Python would cost more than either side.
    """
    url = urlsplit(to[0].url)
    requests = [
        httpx.Request(
            "POST",
            one.url,
            params=one.params,
            headers=one.headers,
            files={"file": ("berkas", content)},
        )
        for one, content in zip(to, data, strict=True)
    ]
    sent = [_sent(request) for request in requests]
    lines = [await asyncio.open_connection(url.hostname, url.port) for _ in range(givers)]

    async def give(number: int) -> None:
        reader, writer = lines[number % givers]
        writer.write(sent[number])
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        length = next(line for line in head.splitlines() if line.lower().startswith(LENGTH))
        answer = await reader.readexactly(int(length.removeprefix(LENGTH)))
        assert head.startswith("HTTP/1.1 201"), (head, answer)

    try:
        yield give
    finally:
        for _, writer in lines:
            writer.close()


def _sent(request: httpx.Request) -> bytes:
    head = f"POST {request.url.raw_path.decode()} HTTP/1.1\r\n"
    head += "".join(f"{name}: {value}\r\n" for name, value in request.headers.items())
    return f"{head}\r\n".encode() + request.read()


async def _per_second(work_on: Callable[[int], Awaitable[None]], count: int, givers: int) -> float:
    """`givers` at a time, each with its own share; the first of each, which starts what reads
    files, is not counted.
    """

    async def share(giver: int) -> None:
        for number in range(givers + giver, count, givers):
            await work_on(number)

    await asyncio.gather(*(work_on(giver) for giver in range(givers)))
    started = time.monotonic()
    await asyncio.gather(*(share(giver) for giver in range(givers)))
    return (count - givers) / (time.monotonic() - started)


def _document() -> bytes:
    """A PDF whose page draws a megabyte of noise."""
    noise = os.urandom(1_000_000)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(noise), noise),
    ]
    out, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 5\n0000000000 65535 f \n" + table
    end = b"trailer<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(out)
    return out + head + end


def _photo() -> bytes:
    """A JPEG of about a megabyte, as large as a phone's smaller pictures."""
    noise = Image.frombytes("RGB", (400, 300), os.urandom(400 * 300 * 3))
    out = BytesIO()
    noise.resize((1600, 1200)).save(out, "JPEG", quality=92)
    return out.getvalue()
