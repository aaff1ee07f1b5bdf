import pytest

from deploy.local.waiting import NotInTime, until


async def test_a_condition_is_asked_until_it_is_true_and_a_failing_call_is_no_answer():
    answers: list[object] = [OSError("not there yet"), 0, "", 7]

    async def ask() -> object:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    assert await until(ask, within=5) == 7


async def test_after_the_deadline_the_last_answer_is_told():
    async def ask() -> bool:
        raise OSError("connection refused")

    with pytest.raises(NotInTime, match=r"mails: .*connection refused"):
        await until(ask, within=0, what="mails")
