import io
from pathlib import Path

import pytest
from rich.console import Console

from chassis.text import Text
from deploy.local.console import Lines
from deploy.local.trouble import Trouble
from deploy.local.waiting import STANDS_STILL_AFTER, NotInTime, Step, all_there, until


async def test_a_condition_is_asked_until_it_is_true_and_a_failing_call_is_no_answer() -> None:
    answers: list[object] = [OSError("not there yet"), 0, "", 7]

    async def ask() -> object:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    assert await until(ask, within=5) == 7


async def test_after_the_deadline_the_last_answer_is_told() -> None:
    async def ask() -> bool:
        raise OSError("connection refused")

    with pytest.raises(NotInTime, match=r"mails: .*connection refused"):
        await until(ask, within=0, what="mails")


STEP = Step(Text("butir", "items"), Path("tracker.log"))


class Slow:
    """Counts one more each `every` seconds of a clock of its own, up to `most`."""

    def __init__(self, every: float, most: int) -> None:
        self.time = 0.0
        self.every = every
        self.most = most
        self.output = io.StringIO()
        self.lines = Lines(Console(file=self.output, soft_wrap=True))

    async def sleep(self, seconds: float) -> None:
        self.time += seconds * 50

    async def ask(self) -> int:
        return min(self.most, int(self.time / self.every))

    async def wait_for(self, of: int) -> None:
        await all_there(self.ask, of, STEP, self.lines, sleep=self.sleep, now=lambda: self.time)


async def test_what_comes_slowly_is_waited_for_and_shown() -> None:
    slow = Slow(every=STANDS_STILL_AFTER / 2, most=100)
    await slow.wait_for(12)
    assert slow.time > 5 * STANDS_STILL_AFTER
    assert "/ 12 butir" in slow.output.getvalue()


async def test_what_stands_still_ends_with_how_far_it_came_and_where_to_look() -> None:
    with pytest.raises(Trouble, match=r"3 dari 12 butir.*tracker\.log"):
        await Slow(every=1, most=3).wait_for(12)
