from dataclasses import dataclass


@dataclass
class Peer:
    name: str
    command: tuple


PEERS = {}
