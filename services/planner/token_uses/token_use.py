"""The last use of a token of an agency's own system. Pure."""

from dataclasses import dataclass
from datetime import datetime

from contracts.token_used import TokenSource


@dataclass(frozen=True, slots=True)
class TokenUse:
    """When a token was last used, within ten minutes, and on which road it came."""

    used_at: datetime
    source: TokenSource
