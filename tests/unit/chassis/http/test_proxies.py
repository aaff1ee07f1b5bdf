import pytest
from pydantic import ValidationError

from chassis.settings import Here


def test_nobody_is_believed_unless_named() -> None:
    assert Here().trusted_proxies == ""


def test_addresses_and_networks_are_named_with_commas_between() -> None:
    named = Here(trusted_proxies=" 10.0.0.1, 172.16.0.0/12,fd00::/8 ").trusted_proxies
    assert named == "10.0.0.1,172.16.0.0/12,fd00::/8"


@pytest.mark.parametrize("wrong", ["*", "proxy", "10.0.0.1/8", "10.0.0.256", "10.0.0.1;10.0.0.2"])
def test_what_is_no_address_ends_the_start_instead_of_believing_nobody(wrong: str) -> None:
    with pytest.raises(ValidationError):
        Here(trusted_proxies=wrong)
