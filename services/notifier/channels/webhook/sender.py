"""Posts messages to a webhook, at the address that was checked."""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import quote

import httpx
from pydantic_core import to_json

from chassis.clock import Clock
from notifier.channels.channel import NotHandedOver, Trouble, Written
from notifier.channels.http_status import is_final, is_taken, wait_seconds
from notifier.channels.webhook.reach import Reach
from notifier.channels.webhook.signature import signed_headers

POST_SECONDS = 20.0
"""For a message altogether; what follows is for its parts."""
TIMEOUT = httpx.Timeout(connect=5.0, read=10.0, write=10.0, pool=5.0).as_dict()
ANSWER_MOST = 4096
"""Octets that are read of an answer, to use its connection again; nobody looks at them."""
ANSWER_SECONDS = 2.0
IN_AN_ID = "!#$&'()*+,-./:;=?@_~"


@dataclass(slots=True)
class WebhookSender:
    """The sender of one webhook. `keys`: what it signs with, the newest first."""

    url: httpx.URL = field(repr=False)
    keys: tuple[bytes, ...] = field(repr=False)
    reach: Reach
    clock: Clock
    seconds: Callable[[], float] = time.monotonic
    make_transport: Callable[[], httpx.AsyncBaseTransport] = httpx.AsyncHTTPTransport
    not_before: float = field(default=0.0, init=False)
    """In `seconds`; asked for by an answer's Retry-After."""

    def connection(self) -> "WebhookConnection":
        """A new connection, not yet open."""
        return WebhookConnection(self)


class WebhookConnection:
    """Posts one message after another. Follows no redirect, knows no proxy and keeps no cookie."""

    def __init__(self, sender: WebhookSender) -> None:
        self._sender = sender
        self._transport: httpx.AsyncBaseTransport | None = None

    async def hand_over(self, written: Written, address: str) -> None:
        """Returns when the receiver has answered 2xx; raises `NotHandedOver`. `address` is not
        used: the receiver is the webhook's.
        """
        if (wait := self._sender.not_before - self._sender.seconds()) > 0:
            raise NotHandedOver(
                f"the webhook asked to wait, {wait:.0f} s more",
                final=False,
                trouble=Trouble.SERVER,
                wait=timedelta(seconds=wait),
            )
        try:
            body = to_json(dict(written.data))
        except ValueError as error:
            raise NotHandedOver("the message cannot be written as JSON", final=True) from error
        try:
            async with asyncio.timeout(POST_SECONDS):
                status, asked = await self._post(written.key, body)
        except (httpx.HTTPError, httpx.InvalidURL, OSError, TimeoutError) as error:
            await self.close()
            why = f"no answer from the webhook: {type(error).__name__}"
            raise NotHandedOver(why, final=False, trouble=Trouble.SERVER) from None
        if is_taken(status):
            return
        why = f"the webhook answered {status}"
        if is_final(status):
            raise NotHandedOver(why, final=True)
        wait = wait_seconds(asked, self._sender.clock.now())
        self._sender.not_before = self._sender.seconds() + wait
        raise NotHandedOver(why, final=False, trouble=Trouble.SERVER, wait=timedelta(seconds=wait))

    async def close(self) -> None:
        """Close the connection; the next message opens a new one."""
        transport, self._transport = self._transport, None
        if transport is not None:
            await transport.aclose()

    async def _post(self, key: str, body: bytes) -> tuple[int, str | None]:
        """The status of the answer, and its Retry-After."""
        *others, last = await self._sender.reach.addresses(self._sender.url)
        for address in others:
            with suppress(httpx.ConnectError, httpx.ConnectTimeout):
                return await self._post_to(address, key, body)
        return await self._post_to(last, key, body)

    async def _post_to(self, address: str, key: str, body: bytes) -> tuple[int, str | None]:
        """As `_post`, at this address of the host: the name is not resolved again. The host stays
        in the header, and in TLS, where the certificate is checked for it.
        """
        url = self._sender.url
        message_id = quote(key, safe=IN_AN_ID)
        at = int(self._sender.clock.now().timestamp())
        request = httpx.Request(
            "POST",
            url.copy_with(host=address),
            headers={
                "Host": url.netloc.decode("ascii"),
                "Content-Type": "application/json",
                "User-Agent": "aksi-notifier",
                **signed_headers(message_id, at, body, self._sender.keys),
            },
            content=body,
            extensions={
                "timeout": TIMEOUT,
                "sni_hostname": url.raw_host.decode("ascii").strip("[]"),
            },
        )
        self._transport = self._transport or self._sender.make_transport()
        response = await self._transport.handle_async_request(request)
        try:
            await _read_a_little(response)
            return response.status_code, response.headers.get("retry-after")
        finally:
            await response.aclose()


async def _read_a_little(response: httpx.Response) -> None:
    read = 0
    with suppress(httpx.HTTPError, TimeoutError):  # the status is what counts, and has come
        async with asyncio.timeout(ANSWER_SECONDS):
            async for part in response.aiter_raw():
                read += len(part)
                if read > ANSWER_MOST:
                    return
