"""Whom to notify about what, and when: rules as versioned data. Pure.

What each word means stands in docs/alerts.md.
"""

from collections.abc import Mapping
from datetime import date, time, timedelta
from functools import cached_property
from typing import Annotated, Any, Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from contracts.calendar import PeriodKind
from contracts.words import AgencyCode, Kind, Pillar, RegionCode, Status
from notifier.directory.offices import Office

CLOSING_STEP = "closed"
"""The step of the message that an episode has ended; no ladder may use the name."""
GO_LIVE_STEP = "go-live"
"""The step of the digest of a region's first day."""
HANDED_OVER_STEP = "handed-over"
"""What the steps of handing over begin with."""
OWN_STEPS = (CLOSING_STEP, GO_LIVE_STEP, HANDED_OVER_STEP)

Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_\-]*$", max_length=40)]
Wording = Literal[
    "late",
    "critical",
    "due_soon",
    "decision_overdue",
    "window_closing",
    "window_closed",
    "no_progress",
    "fell",
    "scissors",
    "done_without_evidence",
]
End = Literal["done", "recovered", "cancelled", "moved", "handed_over"]
Message = Wording | End
Days = Annotated[int, Field(ge=0, le=250)]
Percent = Annotated[float, Field(gt=0, le=100)]


class PolicyNotValid(ValueError):
    """The policy cannot be used; the message names each place that is wrong."""


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Condition(_Data):
    """What has to hold of a subject: exactly one of these, and of which kind of periods."""

    status: Annotated[frozenset[Status], Field(min_length=1)] | None = None
    days_late: Annotated[int, Field(ge=1, le=3650)] | None = None
    due_within: Days | None = None
    window_closes_within: Days | None = None
    window_closed: Literal[True] | None = None
    no_progress_periods: Annotated[int, Field(ge=1, le=12)] | None = None
    fell: Literal[True] | None = None
    scissors: Percent | None = None
    done_without_evidence: Literal[True] | None = None
    decision_overdue: Literal[True] | None = None
    period: PeriodKind = PeriodKind.MONTH

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        given = [name for name in CONDITIONS if getattr(self, name) is not None]
        if len(given) != 1:
            raise ValueError(f"names {len(given)} conditions instead of one of {CONDITIONS}")
        if self.status and self.status & {Status.DONE, Status.CANCELLED}:
            raise ValueError("an item that is done or cancelled alerts nobody")
        return self


CONDITIONS = tuple(name for name in Condition.model_fields if name != "period")


class Choice(_Data):
    """The subjects that a rule looks at; a field that is not given narrows nothing."""

    kinds: Annotated[frozenset[Kind], Field(min_length=1)] | None = None
    pillars: Annotated[frozenset[Pillar], Field(min_length=1)] | None = None
    agencies: Annotated[frozenset[AgencyCode], Field(min_length=1)] | None = None
    least_weight: Annotated[float, Field(ge=0)] = 0


class Step(_Data):
    """A step of a ladder: when, and which offices are told."""

    step: Name
    after: Days | None = Field(default=None, description="Working days after the episode opened.")
    before_due: Days | None = Field(default=None, description="Working days before the due day.")
    offices: Annotated[tuple[Office, ...], Field(min_length=1)]
    again: bool = Field(default=False, description="Tells those who were told before, too.")
    digest: bool = Field(default=False, description="Leaves with the day's digest.")

    @model_validator(mode="after")
    def _has_one_time(self) -> Self:
        if (self.after is None) == (self.before_due is None):
            raise ValueError(f"step '{self.step}' needs either 'after' or 'before_due'")
        if self.step.startswith(OWN_STEPS):
            raise ValueError(f"the step name '{self.step}' belongs to the product")
        return self


Ladder = Annotated[tuple[Step, ...], Field(min_length=1, max_length=20)]


class AlertRule(_Data):
    """When an episode opens, on what, its ladder and its wording."""

    rule: Name
    when: Condition
    of: Choice = Field(default=Choice(), alias="for")
    supersedes: tuple[Name, ...] = ()
    ladder: Name
    wording: Wording
    tells_end: frozenset[End] = frozenset()


class Region(_Data):
    """From when a region's offices are told."""

    go_live: date
    first_working_days: Days | None = None


class Policy(_Data):
    """A whole set of rules under one version."""

    version: Annotated[str, Field(min_length=1, max_length=80)]
    grace_seconds: Annotated[float, Field(ge=0, le=3600)] = 60
    settle_hours: Annotated[float, Field(ge=0, le=240)] = 24
    acknowledged_working_days: Annotated[int, Field(ge=1, le=60)] = 10
    give_up_after_hours: Annotated[float, Field(gt=0, le=720)] = 120
    messages_an_hour: Annotated[int, Field(ge=1, le=1000)] = 6
    quiet_start_working_days: Days = 5
    day_begins: time = time(7)
    quiet_from: time | None = time(19)
    digest_at: time = time(7, 30)
    regions: Mapping[RegionCode, Region] = {}
    ladders: Mapping[Name, Ladder]
    rules: Annotated[tuple[AlertRule, ...], Field(max_length=100)]

    @property
    def grace(self) -> timedelta:
        """For an episode that closes before this has passed nobody is told."""
        return timedelta(seconds=self.grace_seconds)

    @property
    def settle(self) -> timedelta:
        """How long after its end an episode may go on."""
        return timedelta(hours=self.settle_hours)

    @property
    def give_up_after(self) -> timedelta:
        """How long a message that cannot be handed over is retried."""
        return timedelta(hours=self.give_up_after_hours)

    @cached_property
    def by_name(self) -> Mapping[str, AlertRule]:
        """The rules by their names."""
        return {rule.rule: rule for rule in self.rules}

    def steps(self, rule: AlertRule) -> tuple[Step, ...]:
        """The ladder of a rule."""
        return self.ladders[rule.ladder]

    @model_validator(mode="after")
    def _can_be_followed(self) -> Self:
        faults = [*self._faults_of_rules(), *self._faults_of_ladders(), *self._faults_of_hours()]
        if faults:
            raise ValueError("; ".join(faults))
        return self

    def _faults_of_hours(self) -> list[str]:
        quiet = self.quiet_from
        faults = []
        if quiet is not None and quiet <= self.day_begins:
            faults.append("quiet_from must be later in the day than day_begins")
        if self.digest_at < self.day_begins or (quiet is not None and self.digest_at >= quiet):
            faults.append("digest_at lies in the quiet hours")
        return faults

    def _faults_of_rules(self) -> list[str]:
        names = [rule.rule for rule in self.rules]
        faults = [f"two rules have the name '{one}'" for one in set(names) if names.count(one) > 1]
        for rule in self.rules:
            if rule.ladder not in self.ladders:
                faults.append(f"rule '{rule.rule}' names the ladder '{rule.ladder}', not there")
            elif rule.when.due_within is None and any(
                step.before_due is not None for step in self.ladders[rule.ladder]
            ):
                faults.append(f"rule '{rule.rule}': 'before_due' is for 'due_within' only")
            faults += [
                f"rule '{rule.rule}' supersedes '{other}', no other rule"
                for other in rule.supersedes
                if other not in names or other == rule.rule
            ]
        return faults

    def _faults_of_ladders(self) -> list[str]:
        faults = []
        for name, ladder in self.ladders.items():
            steps = [step.step for step in ladder]
            if len(set(steps)) < len(steps):
                faults.append(f"ladder '{name}' has two steps of one name")
            after = [step.after for step in ladder if step.after is not None]
            before = [-step.before_due for step in ladder if step.before_due is not None]
            if after and before:
                faults.append(f"ladder '{name}' mixes 'after' and 'before_due'")
            if after != sorted(after) or before != sorted(before):
                faults.append(f"ladder '{name}': steps must stand in the order of their days")
        return faults

    def with_times(
        self,
        *,
        grace_seconds: float | None = None,
        settle_hours: float | None = None,
        quiet_hours: bool = True,
        quiet_start: bool = True,
    ) -> "Policy":
        """The same policy with other waits: for drills and demonstrations."""
        raw = self.model_dump(mode="json", by_alias=True)
        if grace_seconds is not None:
            raw["grace_seconds"] = grace_seconds
        if settle_hours is not None:
            raw["settle_hours"] = settle_hours
        if not quiet_hours:
            raw["quiet_from"] = None
        if not quiet_start:
            raw["quiet_start_working_days"] = 0
        return Policy.model_validate(raw)


def read_policy(text: str) -> Policy:
    """The policy in a YAML or JSON text. Raises `PolicyNotValid`."""
    try:
        return Policy.model_validate(_plain(yaml.safe_load(text)))
    except ValidationError as error:
        places = "; ".join(
            f"{'.'.join(map(str, one['loc'])) or 'policy'}: {one['msg']}" for one in error.errors()
        )
        raise PolicyNotValid(places) from error
    except yaml.YAMLError as error:
        raise PolicyNotValid(f"is no YAML: {error}") from error


def _plain(raw: Any) -> Any:
    """YAML gives the times of an unquoted 7:30 as a number of minutes: said, not guessed."""
    if isinstance(raw, dict):
        for name in ("day_begins", "quiet_from", "digest_at"):
            if isinstance(raw.get(name), int):
                raise PolicyNotValid(f'{name}: write the hour in quotes, as "07:30"')
    return raw


def schema() -> dict[str, Any]:
    """JSON Schema of a policy."""
    return Policy.model_json_schema(by_alias=True)
