"""What is overtaken is done in parts, each thing once and in order."""

from collections.abc import Sequence

import pytest

from chassis.database import Overtaken, TooMuchAtOnce
from chassis.parts import in_parts, part_of


class Doing:
    """Does up to `most` at once; more is overtaken, if it may be, or `raises` another trouble."""

    def __init__(self, most: int, raises: type[Exception] = Overtaken) -> None:
        self._most = most
        self._raises = raises
        self.done: list[Sequence[int]] = []

    async def __call__(self, things: Sequence[int], divisible: bool) -> Sequence[int]:
        if divisible and len(things) > self._most:
            raise self._raises("no")
        self.done.append(things)
        return things


@pytest.mark.parametrize("trouble", [Overtaken, TooMuchAtOnce])
@pytest.mark.parametrize("most", [0, 1, 2, 5, 17, 1000])
@pytest.mark.parametrize("count", [0, 1, 2, 3, 4, 5, 17, 500])
async def test_everything_is_done_once_and_in_order_in_parts_that_are_small_enough(
    count: int, most: int, trouble: type[Exception]
):
    doing = Doing(most, trouble)
    parts = await in_parts(doing, list(range(count)))
    assert parts == doing.done
    assert [thing for part in parts for thing in part] == list(range(count))
    assert max(map(len, parts)) <= max(1, most)


async def test_the_last_one_that_is_overtaken_is_the_callers_trouble():
    async def do(things: Sequence[int], divisible: bool) -> None:
        raise Overtaken("always")

    with pytest.raises(Overtaken):
        await in_parts(do, [1, 2, 3])


@pytest.mark.parametrize("count", [2, 3, 4, 5, 500])
def test_a_part_is_less_and_not_nothing(count: int):
    assert 1 <= part_of(count) < count
