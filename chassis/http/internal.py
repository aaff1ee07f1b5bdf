"""Access to the operators' pages: metrics and API documents of a service."""

import base64
import binascii
import hmac
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from starlette.requests import Request

from chassis.http.problem import Problem, forbidden
from chassis.text import Text

TOKEN_LEAST = 16
_NAMES_A_PROXY = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")


def read_token(file: str | None) -> str | None:
    """The token in `file`. Raises ValueError when it is too short to be one."""
    if file is None:
        return None
    token = Path(file).read_text().strip()
    if len(token) < TOKEN_LEAST:
        raise ValueError(f"AKSI_INTERNAL_TOKEN_FILE: fewer than {TOKEN_LEAST} characters in {file}")
    return token


class Internal:
    """Admits requests with the token; without a configured token, requests from this machine."""

    def __init__(self, token: str | None) -> None:
        self._token = token

    def admit(self, request: Request) -> None:
        """Raise 401 or 403 unless the request may see operators' pages."""
        if self._token is None:
            if not of_this_machine(request):
                raise forbidden(
                    Text(
                        "Hanya untuk mesin ini. Dari luar: pasang AKSI_INTERNAL_TOKEN_FILE.",
                        "For this machine only. From elsewhere: set AKSI_INTERNAL_TOKEN_FILE.",
                    )
                )
        elif not hmac.compare_digest(_sent(request).encode(), self._token.encode()):
            raise Problem(
                401,
                "unauthenticated",
                Text(
                    "Untuk operator: kirim token internal sebagai Bearer, atau sebagai kata sandi.",
                    "For operators: send the internal token as Bearer, or as a password.",
                ),
                headers={"WWW-Authenticate": 'Basic realm="aksi"'},
            )


def of_this_machine(request: Request) -> bool:
    """Whether the peer and the Host header are loopback, and no header of a proxy is set.

    A proxy on this machine that sets no such header and changes the Host header looks like a
    local client: with such a proxy a token is needed.
    """
    if any(name in request.headers for name in _NAMES_A_PROXY):
        return False
    asked = _host(request.headers.get("host", ""))
    peer = request.client.host if request.client else ""
    return _is_loopback(peer) and (asked == "localhost" or _is_loopback(asked))


def _host(header: str) -> str:
    try:
        return urlsplit(f"//{header}").hostname or ""
    except ValueError:
        return ""


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


def _sent(request: Request) -> str:
    """The token sent as Bearer (Prometheus) or as a Basic password (browsers)."""
    scheme, _, credentials = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return credentials.strip()
    if scheme.lower() != "basic":
        return ""
    try:
        return base64.b64decode(credentials, validate=True).decode().partition(":")[2]
    except (binascii.Error, UnicodeDecodeError):
        return ""
