from hypothesis import given
from hypothesis import strategies as st

from planner.accounts import throttle as rules
from planner.accounts.throttle import AT_ONCE, LONGEST_PAUSE, PER_ADDRESS, Throttle, network_of

FREE = 3
HERE, ELSEWHERE = "10.0.0.1", "10.0.0.2"


def guessed(throttle: Throttle, name: str, address: str, now: float, times: int = 1) -> list[int]:
    """So many wrong tries, one after the other: what each has to wait."""
    waits = []
    for _ in range(times):
        waits.append(throttle.wait(name, address, now))
        if not waits[-1]:
            throttle.wrong(name, address, now)
    return waits


def entered(throttle: Throttle, name: str, address: str, now: float) -> int:
    wait = throttle.wait(name, address, now)
    if not wait:
        throttle.right(name, address, now)
    return wait


def test_some_wrong_tries_are_free_and_after_them_each_costs_a_longer_pause() -> None:
    throttle, now, pauses = Throttle(FREE), 0.0, []
    assert guessed(throttle, "admin", HERE, now, FREE) == [0] * FREE
    for _ in range(8):
        pauses.append(throttle.wait("admin", HERE, now))
        now += pauses[-1]
        assert guessed(throttle, "admin", HERE, now) == [0]

    assert pauses == [2, 4, 8, 16, 32, 60, 60, 60]


def test_what_is_tried_during_a_pause_does_not_make_it_longer() -> None:
    throttle = Throttle(FREE)
    guessed(throttle, "admin", HERE, 0, FREE)
    assert guessed(throttle, "admin", HERE, 1, 500) == [1] * 500

    assert entered(throttle, "admin", HERE, 2) == 0


def test_guesses_from_elsewhere_stop_nobody_however_many_they_are() -> None:
    throttle = Throttle(FREE)
    for number in range(500):
        guessed(throttle, "admin", f"10.1.{number % 250}.{number // 250}", 0, FREE + 1)

    assert entered(throttle, "admin", HERE, 0) == 0


def test_behind_one_address_the_owner_waits_a_minute_at_most_though_somebody_guesses_on() -> None:
    throttle, now = Throttle(FREE), 0.0
    for second in range(600):
        now = float(second)
        guessed(throttle, "admin", HERE, now)

    assert throttle.wait("admin", HERE, now) <= LONGEST_PAUSE
    assert entered(throttle, "admin", HERE, now + LONGEST_PAUSE) == 0


def test_the_right_password_clears_what_was_held_against_the_name() -> None:
    throttle = Throttle(FREE)
    guessed(throttle, "admin", HERE, 0, FREE)
    entered(throttle, "admin", HERE, 2)

    assert guessed(throttle, "admin", HERE, 2, FREE) == [0] * FREE


def test_right_log_ins_use_nothing_up() -> None:
    throttle = Throttle(FREE)

    assert [entered(throttle, f"opd{n}", HERE, 0) for n in range(500)] == [0] * 500


def test_an_address_that_guesses_at_many_names_is_held_back() -> None:
    throttle = Throttle(FREE)
    names = [guessed(throttle, f"opd{n}", HERE, 0)[0] for n in range(FREE * PER_ADDRESS + 1)]

    assert names[:-1] == [0] * FREE * PER_ADDRESS
    assert names[-1] > 0
    assert entered(throttle, "admin", ELSEWHERE, 0) == 0


def test_who_logged_in_from_an_address_before_is_not_stopped_by_a_guesser_there() -> None:
    throttle = Throttle(FREE)
    entered(throttle, "admin", HERE, 0)
    for number in range(FREE * PER_ADDRESS + 5):
        guessed(throttle, f"opd{number}", HERE, 1)

    assert throttle.wait("baru", HERE, 1) > 0
    assert entered(throttle, "admin", HERE, 1) == 0


def test_an_address_gets_its_tries_back_with_time() -> None:
    throttle = Throttle(FREE)
    for number in range(FREE * PER_ADDRESS):
        guessed(throttle, f"opd{number}", HERE, 0)
    wait = throttle.wait("admin", HERE, 0)

    assert throttle.wait("admin", HERE, wait) == 0


def test_many_at_once_are_no_way_around_the_free_tries() -> None:
    throttle = Throttle(FREE)
    let_through = [throttle.wait("admin", HERE, 0) for _ in range(20)].count(0)

    assert let_through == FREE


def test_one_address_has_no_more_under_way_than_leaves_room_for_others() -> None:
    throttle = Throttle(100)
    under_way = [throttle.wait(f"opd{n}", HERE, 0) for n in range(AT_ONCE + 3)]
    assert under_way == [0] * AT_ONCE + [1] * 3
    assert throttle.wait("admin", ELSEWHERE, 0) == 0

    throttle.wrong("opd0", HERE, 0)
    assert throttle.wait("admin", HERE, 0) == 0


def test_a_try_that_was_not_looked_at_does_not_count() -> None:
    throttle = Throttle(FREE)
    for _ in range(FREE * PER_ADDRESS * 2):
        assert throttle.wait("admin", HERE, 0) == 0
        throttle.untried("admin", HERE, 0)

    assert guessed(throttle, "admin", HERE, 0, FREE) == [0] * FREE


def test_old_guesses_are_forgotten() -> None:
    throttle = Throttle(FREE)
    guessed(throttle, "admin", HERE, 0, FREE)

    assert guessed(throttle, "admin", HERE, 901, FREE) == [0] * FREE


def test_what_is_remembered_is_bounded(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(rules, "REMEMBERED", 50)
    throttle = Throttle(FREE)
    for number in range(1_000):
        address = f"10.0.{number // 250}.{number % 250}"
        guessed(throttle, f"opd{number}", address, 0)
        entered(throttle, f"opd{number}", address, 0)

    assert len(throttle) <= 150


def test_an_address_is_one_however_it_is_written_and_of_ipv6_what_one_customer_has() -> None:
    assert network_of("::ffff:10.0.0.1") == network_of("10.0.0.1") == "10.0.0.1"
    assert network_of("2001:db8:1:2::1") == network_of("2001:db8:1:2:ffff::9")
    assert network_of("2001:db8:1:2::1") != network_of("2001:db8:1:3::1")


@given(st.text(max_size=300))
def test_anything_can_be_an_address(text: str) -> None:
    assert len(network_of(text)) <= 64
