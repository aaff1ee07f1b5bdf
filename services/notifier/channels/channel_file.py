"""The file in which the operator names channels: a name, its kind, its secrets, who may choose it.

    telegram-dinkes:
      kind: apprise
      label: Telegram Dinas Kesehatan
      url: tgram://TOKEN/CHAT
      region: kukar
      agencies: [DINKES]

No message about it holds what stands in the file, but names of channels and fields.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Final, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, SecretStr, TypeAdapter, ValidationError

from contracts.words import AgencyCode, RegionCode

MAIL: Final = "mail"
"""The channel that is always there."""
NAME: Final = re.compile(r"[a-z][a-z0-9-]{1,31}")
FILE_MOST, CHANNELS_MOST = 262_144, 200
"""Octets, and channels."""


class ChannelsNotValid(ValueError):
    """Each line of the message names a channel and a field, and what is wrong."""


class _Named(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    label: Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[^\x00-\x1f\x7f]+$")]
    """What people see of it."""
    region: RegionCode | None = None
    """Whose offices may choose it; None for all."""
    agencies: tuple[AgencyCode, ...] = ()
    """Of which agencies; none for all."""
    url: SecretStr

    def is_open_to(self, agency: str, region: str) -> bool:
        """Whether an address of this agency may have the channel."""
        return self.region in {None, region} and (not self.agencies or agency in self.agencies)


class WebhookChannel(_Named):
    """A program at an https address, which checks the signature with the secret."""

    kind: Literal["webhook"]
    secret: SecretStr
    previous_secret: SecretStr | None = None
    """Signs, too, until the receiver has the new one."""


class AppriseChannel(_Named):
    """One recipient at a service that Apprise knows."""

    kind: Literal["apprise"]


NamedChannel = Annotated[WebhookChannel | AppriseChannel, Field(discriminator="kind")]
FIELDS: Final = WebhookChannel.model_fields.keys() | AppriseChannel.model_fields.keys()
_ONE: Final[TypeAdapter[WebhookChannel | AppriseChannel]] = TypeAdapter(NamedChannel)


def read_channels(text: str) -> Mapping[str, WebhookChannel | AppriseChannel]:
    """The channels by their names, in the order of the file. Raises `ChannelsNotValid`."""
    if len(text) > FILE_MOST:
        raise ChannelsNotValid(f"the file is longer than {FILE_MOST} characters")
    found = _as_written(text)
    if len(found) > CHANNELS_MOST:
        raise ChannelsNotValid(f"there are more than {CHANNELS_MOST} channels")
    channels: dict[str, WebhookChannel | AppriseChannel] = {}
    faults: list[str] = []
    for name, fields in found.items():
        if not isinstance(name, str) or not NAME.fullmatch(name) or name == MAIL:
            number = 1 + len(channels) + len(faults)
            faults.append(f"the name of channel {number}: must match {NAME.pattern}, and not mail")
            continue
        try:
            channels[name] = _ONE.validate_python(fields)
        except ValidationError as error:
            faults += _faults(name, error)
    if faults:
        raise ChannelsNotValid("; ".join(faults))
    return channels


class _Loader(yaml.SafeLoader):
    """Refuses the same key twice, which YAML's readers let pass, and references."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            raise yaml.MarkedYAMLError
        return super().compose_node(parent, index)

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        keys = [str(key.value) for key, _ in node.value]
        if len(keys) != len(set(keys)):
            raise yaml.MarkedYAMLError(problem_mark=node.start_mark)
        return super().construct_mapping(node, deep)


def _as_written(text: str) -> dict[Any, Any]:
    try:
        found = yaml.load(text, _Loader)  # noqa: S506 - a subclass of the safe one
    except yaml.MarkedYAMLError as error:  # its text repeats the line
        at = f"line {error.problem_mark.line + 1}" if error.problem_mark else "the file"
        raise ChannelsNotValid(f"{at}: no YAML, the same key twice, or a reference") from None
    except (yaml.YAMLError, ValueError, RecursionError):
        raise ChannelsNotValid("the file is no YAML") from None
    if found is None:
        return {}
    if not isinstance(found, dict):
        raise ChannelsNotValid("the file must hold channels by their names")
    return found


def _faults(name: str, error: ValidationError) -> Iterator[str]:
    for fault in error.errors(include_input=False, include_url=False, include_context=False):
        parts = [str(part) for part in fault["loc"] if part not in {"webhook", "apprise"}]
        path = [part if part in FIELDS or part.isdigit() else "?" for part in parts]
        known = fault["type"] != "union_tag_invalid"
        message = fault["msg"] if known else "must be webhook or apprise"
        yield f"{'.'.join([name, *path])}: {message}"
