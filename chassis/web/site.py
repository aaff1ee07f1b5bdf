"""Where the pages of each service are, and which addresses a page may lead to. Pure."""

from collections.abc import Mapping
from urllib.parse import urlsplit

SIGN_IN = "/rencana/masuk"
"""At the planner: the one sign-in of all pages."""
HOME = "/kemajuan/"
SIGNED_OUT = "/kemajuan/keluar"
"""Where a browser forgets whose pages it had."""
NEXT = "lanjut"
"""The query name of the page to go on to."""


class Site:
    """The services' pages by the first part of their paths.

    Each service's address is its own (the demonstration), or empty: the same one (behind a proxy).
    """

    def __init__(self, addresses: Mapping[str, str]) -> None:
        """`addresses`: by prefix such as /kemajuan, an address without a path, or ""."""
        self._addresses = {prefix: url.rstrip("/") for prefix, url in addresses.items()}

    def link(self, path: str) -> str:
        """`path` at the service that has it; a path of no service leads to `HOME`."""
        for prefix, address in self._addresses.items():
            if path == prefix or path.startswith(f"{prefix}/"):
                return f"{address}{path}"
        return self.link(HOME) if path != HOME else HOME

    def next(self, asked: str | None) -> str:
        """The link of the page to go on to after signing in: a path of this site, else `HOME`.

        Anything else, such as an address of another site, is not followed.
        """
        if not asked or not asked.startswith("/") or "\\" in asked or "//" in asked:
            return self.link(HOME)
        parts = urlsplit(asked)
        if parts.scheme or parts.netloc:
            return self.link(HOME)
        return self.link(asked)

    @property
    def origins(self) -> str:
        """Addresses of other services that a form's answer may lead to, for a CSP."""
        return " ".join(sorted({address for address in self._addresses.values() if address}))
