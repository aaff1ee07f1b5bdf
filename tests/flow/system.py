"""An agency's own system, which submits reports over Kafka."""

import json
from typing import Any

from aiokafka import AIOKafkaProducer

from contracts import ProgressSubmitted
from deploy.local.callers import Access
from deploy.local.submissions import event_headers

TOPIC = ProgressSubmitted.topic
Headers = list[tuple[str, bytes]]


class System:
    """Its producer, and the access of its account."""

    def __init__(self, kafka: AIOKafkaProducer, access: Access) -> None:
        self.kafka = kafka
        self.access = access

    async def headers(self, report_id: str, item_id: str) -> Headers:
        """The headers of a submission."""
        return event_headers(report_id, item_id, await self.access.token())

    async def send(self, body: dict[str, Any], headers: Headers | None = None) -> Any:
        """Send a submission; returns what to wait for until the broker has it."""
        if headers is None:
            headers = await self.headers(body["report_id"], body["item_id"])
        key = body["item_id"].encode()
        return await self.kafka.send(
            TOPIC, key=key, value=json.dumps(body).encode(), headers=headers
        )
