"""The senders of the channels that the operator's file names."""

import ssl
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property, partial

import httpx

from chassis.clock import Clock
from notifier.channels.apprise.library import TargetNotValid, target_of
from notifier.channels.apprise.schemes import SERVICES, SchemeNotAllowed, scheme_of
from notifier.channels.apprise.sender import AppriseSender
from notifier.channels.channel import Sender
from notifier.channels.channel_file import AppriseChannel, ChannelsNotValid, WebhookChannel
from notifier.channels.webhook.reach import Reach, UrlNotValid
from notifier.channels.webhook.sender import WebhookSender
from notifier.channels.webhook.signature import SecretNotValid, key_of


@dataclass(frozen=True)
class Making:
    """Makes senders: what a webhook may reach, and which of Apprise's services are allowed."""

    reach: Reach
    schemes: Collection[str]
    clock: Clock

    def sender(self, name: str, channel: WebhookChannel | AppriseChannel) -> Sender:
        """The sender of a channel. Raises `ChannelsNotValid`, which names it."""
        if isinstance(channel, AppriseChannel):
            return self._apprise(name, channel)
        return self._webhook(name, channel)

    def _apprise(self, name: str, channel: AppriseChannel) -> Sender:
        url = channel.url.get_secret_value()
        try:
            scheme = scheme_of(url, frozenset(self.schemes))
            return AppriseSender(SERVICES[scheme], target_of(url))
        except (SchemeNotAllowed, TargetNotValid) as error:
            raise ChannelsNotValid(f"{name}.url: {error}") from None

    def _webhook(self, name: str, channel: WebhookChannel) -> Sender:
        secrets = {"secret": channel.secret, "previous_secret": channel.previous_secret}
        keys = []
        for field, secret in secrets.items():
            try:
                keys += [key_of(secret.get_secret_value())] if secret else []
            except SecretNotValid as error:
                raise ChannelsNotValid(f"{name}.{field}: {error}") from None
        try:
            url = self.reach.url(channel.url.get_secret_value())
        except UrlNotValid as error:
            raise ChannelsNotValid(f"{name}.url: {error}") from None
        transport = partial(httpx.AsyncHTTPTransport, verify=self._trust)
        return WebhookSender(url, tuple(keys), self.reach, self.clock, make_transport=transport)

    @cached_property
    def _trust(self) -> ssl.SSLContext:
        return httpx.create_ssl_context()
