import pytest

from deploy.local.ports import SPARE, NoPortFree, choose


def test_the_wanted_port_is_taken_when_it_is_free() -> None:
    assert choose({"planner": 8001}, free=lambda _: True) == {"planner": 8001}


def test_a_taken_port_is_replaced_by_a_spare_one() -> None:
    chosen = choose({"planner": 8001, "tracker": 8002}, free=lambda port: port != 8001)
    assert chosen["planner"] in SPARE
    assert chosen["tracker"] == 8002


def test_no_port_is_given_twice() -> None:
    chosen = choose({str(n): None for n in range(100)} | {"same": 9, "as": 9}, free=lambda _: True)
    assert len(set(chosen.values())) == 102


def test_spare_ports_stay_clear_of_those_lent_to_outgoing_connections() -> None:
    assert max(SPARE) < 32768


def test_it_is_said_when_nothing_is_free() -> None:
    with pytest.raises(NoPortFree):
        choose({"planner": 8001}, free=lambda _: False)
