"""Which hosts webhooks may be sent to, and at which of their addresses."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass

import httpx

from notifier.channels.channel import NotHandedOver, Trouble
from notifier.channels.webhook.networks import is_allowed

RESOLVE_SECONDS = 5.0
Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""The addresses of a host and port. Raises `OSError`."""


class UrlNotValid(ValueError):
    """The message says why, without the URL."""


async def system_addresses(host: str, port: int) -> Sequence[str]:
    """The addresses as the machine resolves them, each once."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(one[4][0]) for one in found))


@dataclass(frozen=True, slots=True)
class Reach:
    """`inside`: hosts of the own network, in lower case. Only these may be named with http, and
    only these may have addresses that are not public.
    """

    inside: Collection[str] = ()
    resolve: Resolve = system_addresses

    def url(self, text: str) -> httpx.URL:
        """The URL of a webhook. Raises `UrlNotValid`."""
        try:
            url = httpx.URL(text)
        except httpx.InvalidURL:
            raise UrlNotValid("is no URL") from None
        if not url.host or url.scheme not in {"https", "http"}:
            raise UrlNotValid("must be https://host/...")
        if url.port is not None and not 0 < url.port < 65536:
            raise UrlNotValid("has no usable port")
        if url.scheme == "http" and not self._is_inside(url):
            raise UrlNotValid("must be https; http only to a host of AKSI_WEBHOOK_INSIDE_HOSTS")
        if url.userinfo or url.fragment:
            raise UrlNotValid("must hold no user, password or #fragment")
        return url

    async def addresses(self, url: httpx.URL) -> Sequence[str]:
        """The addresses to connect to: all that the host has now, each of them allowed. Raises
        `NotHandedOver`.
        """
        port = url.port or (443 if url.scheme == "https" else 80)
        try:
            async with asyncio.timeout(RESOLVE_SECONDS):
                found = await self.resolve(url.raw_host.decode("ascii").strip("[]"), port)
        except (OSError, UnicodeError, TimeoutError):
            found = ()
        if not found:
            raise NotHandedOver(
                "the webhook's host has no address", final=False, trouble=Trouble.UNREACHED
            )
        for address in found:
            if not is_allowed(address, inside=self._is_inside(url)):
                why = f"the webhook's host has the address {address[:64]}, which is not allowed"
                raise NotHandedOver(why, final=True)
        return found

    def _is_inside(self, url: httpx.URL) -> bool:
        return url.host.lower() in self.inside
