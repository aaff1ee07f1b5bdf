"""The signature of a webhook, as Standard Webhooks 1.0 has it. Pure.

Who receives it can check it with that specification's libraries, and refuses old timestamps.
"""

import hmac
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping

PREFIX = "whsec_"
SECRET_LEAST, SECRET_MOST = 24, 64
"""In octets."""


class SecretNotValid(ValueError):
    """The message says why, without the secret."""


def key_of(secret: str) -> bytes:
    """The key in `whsec_` and base64. Raises `SecretNotValid`."""
    if not secret.startswith(PREFIX):
        raise SecretNotValid(f"must be {PREFIX} and base64")
    try:
        key = b64decode(secret.removeprefix(PREFIX), validate=True)
    except ValueError:
        raise SecretNotValid(f"must be {PREFIX} and base64") from None
    if not SECRET_LEAST <= len(key) <= SECRET_MOST:
        raise SecretNotValid(f"must hold {SECRET_LEAST} to {SECRET_MOST} octets")
    return key


def signed_headers(
    message_id: str, timestamp: int, body: bytes, keys: Iterable[bytes]
) -> Mapping[str, str]:
    """The headers of a message at `timestamp`, in Unix seconds; a signature for each key, so that
    a secret can be replaced while the receiver still has the former one.
    """
    content = f"{message_id}.{timestamp}.".encode() + body
    signatures = (b64encode(hmac.digest(key, content, "sha256")).decode() for key in keys)
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(f"v1,{one}" for one in signatures),
    }
