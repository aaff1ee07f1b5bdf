"""What a test expects to be there."""

from typing import TypeVar

T = TypeVar("T")


def there(thing: T | None) -> T:
    """`thing`, which is not None."""
    assert thing is not None
    return thing
