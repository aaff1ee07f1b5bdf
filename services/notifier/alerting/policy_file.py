"""The policy in force: a file that is read again when it changes."""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import structlog

from notifier.alerting.policy import Policy, PolicyNotValid, read_policy

log = structlog.get_logger()


class PolicyFile:
    """Gives the policy. A changed file that cannot be followed changes nothing, and is logged once:
    what was in force stays so.
    """

    def __init__(self, path: Path, changed: Callable[[Policy], Policy] = lambda one: one) -> None:
        """`changed` is applied to each policy read. Raises `PolicyNotValid`."""
        self._path = path
        self._changed = changed
        self._text = path.read_text()
        self._policy = changed(read_policy(self._text))
        self.trouble: str | None = None
        """What is wrong with the file as it stands now; None where it is in force."""

    def __call__(self) -> Policy:
        """The policy in force."""
        return self._policy

    @property
    def fingerprint(self) -> str:
        """Of the policy in force: another one where anything in it differs."""
        return sha256(self._policy.model_dump_json(by_alias=True).encode()).hexdigest()

    def read_again(self) -> bool:
        """Whether another policy is in force than before."""
        try:
            text = self._path.read_text()
        except OSError as error:
            self._say(f"{self._path.name}: {error.strerror}")
            return False
        if text == self._text:
            self.trouble = None
            return False
        try:
            policy = self._changed(read_policy(text))
        except PolicyNotValid as error:
            self._say(str(error))
            return False
        self._text, self._policy, self.trouble = text, policy, None
        log.info("another policy is in force", version=policy.version)
        return True

    def _say(self, trouble: str) -> None:
        if trouble != self.trouble:
            log.error("the policy's file cannot be followed; the one before stays", why=trouble)
        self.trouble = trouble
