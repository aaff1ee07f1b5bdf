"""Messages in our two languages: Indonesian first, English second."""

import re
from typing import Literal, NamedTuple, get_args

Language = Literal["id", "en"]
_WISH = re.compile(r"\s*([A-Za-z]{2})(?:-[^;]*)?\s*(?:;\s*q=([01](?:\.[0-9]{0,3})?))?\s*")


class Text(NamedTuple):
    """One sentence in both languages."""

    indonesian: str
    english: str

    def in_language(self, language: Language) -> str:
        """The sentence in `language`."""
        return self.english if language == "en" else self.indonesian


def says_nothing(words: str) -> bool:
    """Whether a reader sees nothing: blanks, control and zero-width characters alone."""
    return not any(one.isprintable() and not one.isspace() for one in words)


def language_of(accept_language: str) -> Language:
    """The client's language by an Accept-Language header; Indonesian by default.

    Never fails, for any header.
    """
    best: tuple[float, Language] = (0.0, "id")
    for part in accept_language[:200].split(","):
        wish = _WISH.fullmatch(part)
        if wish is None:
            continue
        for language in get_args(Language):
            weight = float(wish[2] or 1)
            if wish[1].lower() == language and weight > best[0]:
                best = (weight, language)
    return best[1]
