"""Comparison of headers and names without case, accents, blanks and marks. Pure."""

from functools import lru_cache
from unicodedata import normalize


@lru_cache(maxsize=8192)
def header_key(text: str) -> str:
    """A text without case, accents, blanks and marks: sangasanga for Sanga-Sanga."""
    spread = normalize("NFKD", text.replace("&", " dan ")).casefold()
    return "".join(filter(str.isalnum, spread))
