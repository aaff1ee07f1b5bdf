"""What is overtaken is done in parts, each thing once and in order."""

from collections.abc import Sequence

import pytest

from chassis.mongo.database import TooManyConflicts, TransactionTooLarge
from chassis.mongo.parts import Parts, conflicts_of, part_of


class Doing:
    """Does up to `most` at once, and a single one always; of more it `raises`."""

    def __init__(self, most: int, raises: type[Exception] = TooManyConflicts) -> None:
        self.most = most
        self._raises = raises
        self.vain = 0
        """How often it was overtaken."""
        self.done: list[Sequence[int]] = []

    async def __call__(self, things: Sequence[int]) -> Sequence[int]:
        if len(things) > max(1, self.most):
            self.vain += 1
            raise self._raises("no")
        self.done.append(things)
        return things


@pytest.mark.parametrize("trouble", [TooManyConflicts, TransactionTooLarge])
@pytest.mark.parametrize("most", [0, 1, 2, 5, 17, 1000])
@pytest.mark.parametrize("count", [0, 1, 2, 3, 4, 5, 17, 500])
async def test_everything_is_done_once_and_in_order_in_parts_that_are_small_enough(
    count: int, most: int, trouble: type[Exception]
) -> None:
    doing = Doing(most, trouble)
    parts = await Parts().do(doing, list(range(count)))
    assert parts == doing.done
    assert [thing for part in parts for thing in part] == list(range(count))
    assert max(map(len, parts)) <= max(1, most)


async def test_the_last_one_that_is_overtaken_is_the_callers_trouble() -> None:
    async def do(things: Sequence[int]) -> None:
        raise TooManyConflicts("always")

    with pytest.raises(TooManyConflicts):
        await Parts().do(do, [1, 2, 3])


async def test_it_begins_with_as_much_as_could_be_done_lately_and_a_little_more_each_time() -> None:
    parts, doing = Parts(), Doing(40)
    await parts.do(doing, list(range(400)))
    assert [len(part) for part in doing.done][:4] == [25, 27, 29, 31]
    before = doing.vain
    for _ in range(10):
        await parts.do(doing, list(range(400)))
    assert doing.vain - before < 15, "all of it was tried at once again each time"


async def test_when_nobody_overtakes_any_more_all_is_done_at_once_again() -> None:
    parts, doing = Parts(), Doing(40)
    await parts.do(doing, list(range(400)))
    doing.most = 1000
    for _ in range(20):
        done = await parts.do(doing, list(range(400)))
    assert [len(part) for part in done] == [400]


async def test_a_small_one_that_succeeds_says_nothing_of_large_ones() -> None:
    parts, doing = Parts(), Doing(40)
    await parts.do(doing, list(range(400)))
    doing.vain = 0
    for _ in range(100):
        await parts.do(doing, [1])
    await parts.do(doing, list(range(400)))
    assert doing.vain <= 1


async def test_two_at_once_never_make_the_parts_larger_by_failing() -> None:
    parts, small = Parts(), Doing(10)
    sizes: list[int] = []

    async def slow(things: Sequence[int]) -> None:
        sizes.append(len(things))
        if len(things) == 1000:
            await parts.do(small, list(range(1000)))
            raise TooManyConflicts("later than the other")

    await parts.do(slow, list(range(1000)))
    assert sizes[0] == 1000
    assert sizes[1] < 20


def test_one_alone_is_never_divided_and_a_large_change_sooner_than_a_small_one() -> None:
    assert conflicts_of(1) is None
    assert (conflicts_of(101) or 0) < (conflicts_of(100) or 0) == conflicts_of(2)


@pytest.mark.parametrize("count", [2, 3, 4, 5, 500])
def test_a_part_is_less_and_not_nothing(count: int) -> None:
    assert 1 <= part_of(count) < count
