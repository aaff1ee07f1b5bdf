"""Passwords that many people use. Pure."""

from functools import cache

from zxcvbn.frequency_lists import FREQUENCY_LISTS


@cache
def _common() -> frozenset[str]:
    return frozenset(FREQUENCY_LISTS["passwords"])


def is_common(password: str) -> bool:
    """Whether it is among the 30,000 of zxcvbn's list (xato.net, from published leaks), written
    in any case, or such a one with digits and marks behind it.
    """
    bare = password.casefold()
    return bare in _common() or bare.rstrip("0123456789!?.,*#@_-") in _common()
