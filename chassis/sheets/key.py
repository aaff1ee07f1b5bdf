"""What makes two texts the same header or name. Pure."""

from functools import lru_cache
from unicodedata import normalize


@lru_cache(maxsize=8192)
def header_key(text: str) -> str:
    """A text with case, accents, blanks and marks left out: Sanga-Sanga is sangasanga."""
    spread = normalize("NFKD", text.replace("&", " dan ")).casefold()
    return "".join(filter(str.isalnum, spread))
