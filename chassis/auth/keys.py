"""The key for signing tokens."""

import os
from pathlib import Path

from joserfc.jwk import OKPKey


def new_key(path: Path) -> None:
    """Write a new Ed25519 private key as PEM, readable by its owner only.

    Raises `FileExistsError`: a key in use is never overwritten.
    """
    pem = OKPKey.generate_key("Ed25519").as_pem(private=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(pem)


def read_key(path: Path) -> OKPKey:
    """The private key in `path`, with its key id. Raises `OSError`, `ValueError`."""
    key = OKPKey.import_key(path.read_bytes(), {"use": "sig", "alg": "EdDSA"})
    key.ensure_kid()
    return key
