import pytest

from deploy.local.back_off import BackOff


def test_each_death_in_a_row_waits_twice_as_long_up_to_a_limit() -> None:
    back_off = BackOff(first=1, longest=5, steady_after=30)
    assert [back_off.after(ran_for=2) for _ in range(5)] == [1, 2, 4, 5, 5]


@pytest.mark.parametrize(("ran_for", "delay"), [(29.9, 4), (30, 1)])
def test_a_steady_run_is_forgiven_its_former_deaths(ran_for: float, delay: float) -> None:
    back_off = BackOff(first=1, longest=60, steady_after=30)
    back_off.after(0)
    back_off.after(0)
    assert back_off.after(ran_for) == delay


def test_dying_for_days_overflows_nothing() -> None:
    back_off = BackOff(first=1, longest=15)
    assert {back_off.after(0) for _ in range(5000)} == {1, 2, 4, 8, 15}
