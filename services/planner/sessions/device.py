"""What a person calls the program from which somebody signed in. Pure."""

from functools import lru_cache

from ua_parser import parse

NAME_MOST = 40


@lru_cache(maxsize=1_024)
def device_of(agent: str) -> tuple[str, str]:
    """The browser or program and the operating system of a User-Agent, each blank where it is not
    said: ("Chrome Mobile", "Android"), ("python-httpx/0.28.1", "").
    """
    read = parse(agent)
    program = read.user_agent.family if read.user_agent else agent.partition(" ")[0]
    return program[:NAME_MOST], read.os.family if read.os else ""
