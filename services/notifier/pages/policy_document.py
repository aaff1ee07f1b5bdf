"""The policy in force as its file says it."""

from collections.abc import Callable

from notifier.alerting.policy import Policy
from notifier.pages.sources import PolicyDocument


class PolicyDocuments:
    """Gives the document of the policy in force; made once for each policy."""

    def __init__(self, policy: Callable[[], Policy]) -> None:
        self._policy = policy
        self._made_of: Policy | None = None
        self._document: PolicyDocument = {}

    def __call__(self) -> PolicyDocument:
        """The document."""
        now = self._policy()
        if now is not self._made_of:
            self._made_of, self._document = now, now.model_dump(mode="json", by_alias=True)
        return self._document
