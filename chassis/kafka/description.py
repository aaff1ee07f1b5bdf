"""The AsyncAPI document of a service: the events it reads and publishes, with all their fields."""

from collections.abc import Callable, Iterable, Mapping

from faststream.kafka import KafkaBroker
from faststream.specification import AsyncAPI

from contracts.event import Event


def describe(
    service: str,
    servers: list[str],
    received: Mapping[type[Event], str],
    sent: Iterable[type[Event]],
) -> AsyncAPI:
    """The document of `service`. `received` has, by event, what the service does with it.

    It is made of a broker of its own that is never connected: the bus reads batches of raw
    records, of which FastStream would know no field.
    """
    broker = KafkaBroker(servers)
    for kind, use in received.items():
        broker.subscriber(kind.topic, title=kind.topic, description=use)(_reader_of(kind))
    for kind in sent:
        broker.publisher(kind.topic, title=kind.topic, schema=kind)
    document = AsyncAPI(title=f"aksi {service}", version="1")
    document.add_broker(broker)
    return document


def _reader_of(kind: type[Event]) -> Callable[[Event], None]:
    def read(event: Event) -> None: ...

    read.__annotations__["event"] = kind
    return read
