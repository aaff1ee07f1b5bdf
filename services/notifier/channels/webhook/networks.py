"""Which network addresses a webhook may be sent to. Pure."""

from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from typing import Final

_PUBLIC_6: Final = IPv6Network("2000::/3")
"""What is given out of IPv6 (RFC 4291, section 2.4); IPv4 addresses written as IPv6 are outside."""
_NOT_PUBLIC_6: Final = tuple(
    map(IPv6Network, ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"))
)
"""Of them those that carry an IPv4 address (Teredo, 6to4), protocols and documentation."""
_NOT_PUBLIC_4: Final = tuple(
    map(
        IPv4Network,
        (
            *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"),
            *("172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24"),
            *("192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24"),
            *("224.0.0.0/4", "240.0.0.0/4"),
        ),
    )
)
"""IANA's special-purpose addresses, multicast, and the carriers' 100.64.0.0/10."""
_INSIDE: Final = tuple(
    map(
        ip_network,
        (
            *("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"),
            *("::1/128", "fc00::/7"),
        ),
    )
)
"""Where a host of one's own may be: not at a link-local address."""
_METADATA: Final = frozenset(map(ip_address, ("168.63.129.16", "100.100.100.200", "fd00:ec2::254")))
"""Where clouds give a machine its own secrets, beside 169.254.169.254."""


def is_allowed(address: str, *, inside: bool) -> bool:
    """Whether a webhook may be sent to `address`; `inside` for a host that the operator names as
    one of the own network. False for what is no address.
    """
    try:
        ip = ip_address(address)
    except ValueError:
        return False
    if ip in _METADATA:
        return False
    return _is_public(ip) or (inside and any(ip in network for network in _INSIDE))


def _is_public(ip: IPv4Address | IPv6Address) -> bool:
    if isinstance(ip, IPv4Address):
        return not any(ip in network for network in _NOT_PUBLIC_4)
    return ip in _PUBLIC_6 and not any(ip in network for network in _NOT_PUBLIC_6)
