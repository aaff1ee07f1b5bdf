"""A port for a program that a test starts by itself, beside the stacks of other workers."""

from collections.abc import Iterator
from contextlib import contextmanager

from deploy.local.ports import Claims, choose


@contextmanager
def own_port() -> Iterator[int]:
    """A free port of the loopback that no stack of this machine takes meanwhile."""
    claims = Claims()
    try:
        yield choose({"one": None}, claims.take)["one"]
    finally:
        claims.release()
