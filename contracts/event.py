"""The base class of all events."""

from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict

Retention = Literal["compacted", "kept"]


class Event(BaseModel):
    """A fact, a command or a snapshot that crosses a service border.

    Unknown fields are ignored, so that a newer producer never breaks an older
    consumer; within a version only optional fields are added.
    """

    model_config = ConfigDict(
        frozen=True,
        extra="ignore",
        populate_by_name=True,
        serialize_by_alias=True,
        allow_inf_nan=False,
    )

    topic: ClassVar[str]
    """Kafka topic and CloudEvents type; its last part is the version."""
    retention: ClassVar[Retention] = "kept"
    """`compacted` keeps the last snapshot of each key for ever."""
    producer: ClassVar[str]
    consumers: ClassVar[tuple[str, ...]]

    def key(self) -> str:
        """Aggregate id: the Kafka key, so that one aggregate's events keep their order."""
        raise NotImplementedError
