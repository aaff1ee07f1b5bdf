"""Whom to notify about what, and when: rules as versioned data. Pure."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from contracts.words import ContactRole, Kind, Status

CLOSING_STEP = "closed"
"""The step of the resolved notice; no ladder may use the name."""

Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_\-]*$", max_length=40)]
Seconds = Annotated[float, Field(ge=0)]
Message = Literal["late", "critical", "done"]
"""The templates of a mail; `done` is the resolved notice of every rule."""


class PolicyNotValid(ValueError):
    """The policy cannot be used; the message names each place that is wrong."""


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Step(_Data):
    """A step of the ladder: `after_seconds` after the grace period, these offices are notified."""

    step: Name
    after_seconds: Seconds = 0
    roles: Annotated[tuple[ContactRole, ...], Field(min_length=1)]

    @property
    def after(self) -> timedelta:
        """How long after the grace period the step is due."""
        return timedelta(seconds=self.after_seconds)


class AlertRule(_Data):
    """When an alert opens, and its ladder of steps.

    An item of one of `kinds` that enters one of `statuses` opens an alert; leaving them closes it.
    `message` is the set of templates for the mails.
    """

    rule: Name
    message: Literal["late", "critical"]
    statuses: Annotated[frozenset[Status], Field(min_length=1)]
    kinds: Annotated[frozenset[Kind], Field(min_length=1)]
    supersedes: tuple[Name, ...] = ()
    grace_seconds: Seconds
    steps: Annotated[tuple[Step, ...], Field(min_length=1)]

    @property
    def grace(self) -> timedelta:
        """For an alert that closes before this has passed, no mail is sent."""
        return timedelta(seconds=self.grace_seconds)

    def holds(self, kind: Kind, status: Status) -> bool:
        """Whether the rule applies to an item of this kind and status."""
        return kind in self.kinds and status in self.statuses

    @model_validator(mode="after")
    def _the_ladder_can_be_climbed(self) -> Self:
        names = [step.step for step in self.steps]
        if len(set(names)) < len(names):
            raise ValueError("two steps have the same name")
        if CLOSING_STEP in names:
            raise ValueError(f"the step name '{CLOSING_STEP}' belongs to the closing message")
        delays = [step.after_seconds for step in self.steps]
        if delays != sorted(delays):
            raise ValueError("steps must stand in the order in which they fall due")
        if self.statuses & {Status.DONE, Status.CANCELLED}:
            raise ValueError("an item that is done or cancelled alerts nobody")
        return self


class Policy(_Data):
    """A whole set of rules under one version."""

    version: Annotated[str, Field(min_length=1)]
    contact_retry_seconds: Annotated[float, Field(ge=1)] = 900
    give_up_after_seconds: Annotated[float, Field(ge=60)] = 432000
    rules: tuple[AlertRule, ...]

    @property
    def contact_retry(self) -> timedelta:
        """How often an office without a known address is looked up again."""
        return timedelta(seconds=self.contact_retry_seconds)

    @property
    def give_up_after(self) -> timedelta:
        """How long a message that cannot be handed over is retried."""
        return timedelta(seconds=self.give_up_after_seconds)

    @property
    def by_name(self) -> Mapping[str, AlertRule]:
        """The rules by their names."""
        return {rule.rule: rule for rule in self.rules}

    @model_validator(mode="after")
    def _rules_can_be_told_apart(self) -> Self:
        names = [rule.rule for rule in self.rules]
        if len(set(names)) < len(names):
            raise ValueError("two rules have the same name")
        for rule in self.rules:
            for other in rule.supersedes:
                if other not in names or other == rule.rule:
                    raise ValueError(f"rule '{rule.rule}' supersedes '{other}', no other rule")
        return self

    def with_grace(self, seconds: float) -> "Policy":
        """The same policy with one grace period for every rule."""
        raw = self.model_dump(mode="json")
        for rule in raw["rules"]:
            rule["grace_seconds"] = seconds
        return Policy.model_validate(raw)


def read_policy(text: str) -> Policy:
    """The policy in a JSON text. Raises `PolicyNotValid`."""
    try:
        return Policy.model_validate_json(text)
    except ValidationError as error:
        places = "; ".join(
            f"{'.'.join(map(str, one['loc'])) or 'policy'}: {one['msg']}" for one in error.errors()
        )
        raise PolicyNotValid(places) from error
