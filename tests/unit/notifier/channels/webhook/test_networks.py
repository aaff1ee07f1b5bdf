import pytest

from notifier.channels.webhook.networks import is_allowed


@pytest.mark.parametrize(
    "address",
    ["8.8.8.8", "103.28.12.1", "2001:4860:4860::8888", "2606:4700::1111", "172.15.0.1", "11.0.0.1"],
)
def test_what_is_public_may_be_reached(address: str) -> None:
    assert is_allowed(address, inside=False)
    assert is_allowed(address, inside=True)


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.255.255.254", "10.1.2.3", "172.16.0.1", "172.31.255.255"),
        *("192.168.1.1", "100.64.0.1", "100.127.255.255", "::1", "fd12:3456::1"),
    ],
)
def test_what_is_inside_only_for_a_host_that_is_named(address: str) -> None:
    assert not is_allowed(address, inside=False)
    assert is_allowed(address, inside=True)


@pytest.mark.parametrize(
    "address",
    [
        *("0.0.0.0", "0.1.2.3", "169.254.169.254", "169.254.0.1", "224.0.0.1", "239.255.255.255"),
        *("240.0.0.1", "255.255.255.255", "192.0.0.8", "192.0.2.1", "198.18.0.1", "203.0.113.9"),
        *("198.51.100.1", "192.88.99.1", "100.100.100.200", "168.63.129.16"),
        *("::", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::ffff:7f00:1", "::127.0.0.1"),
        *("64:ff9b::7f00:1", "64:ff9b::808:808", "2002:7f00:1::", "2001:0:7f00:1::1"),
        *("fe80::1", "fe80::1%eth0", "ff02::1", "fec0::1", "2001:db8::1", "fd00:ec2::254"),
        *("100::1", "3fff::1", "", "hook.example", "127.1", "0177.0.0.1", "2130706433"),
    ],
)
def test_what_is_never_reached(address: str) -> None:
    assert not is_allowed(address, inside=False)
    assert not is_allowed(address, inside=True)
