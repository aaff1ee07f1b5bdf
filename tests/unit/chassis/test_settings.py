"""What is told of a service's settings has no password in it."""

import pytest

from chassis.settings import Here, told

NAMED = "mongodb://h1,h2/?replicaSet=rs0"


@pytest.mark.parametrize("login", ["aksi:rahasia@", "aksi:ra@hasia@", "aksi:ra/hasia@", ""])
def test_a_password_in_an_address_is_left_out(login: str) -> None:
    (said,) = told(Here(mongodb=NAMED.replace("//", f"//{login}"))).values()
    assert "hasia" not in said
    assert said.endswith("h1,h2/?replicaSet=rs0")


def test_only_what_is_given_is_told() -> None:
    assert told(Here(connections=7)) == {"connections": "7"}
