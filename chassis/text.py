"""One sentence in the languages we speak: Indonesian first, English second."""

from typing import Literal, NamedTuple

from babel import Locale, negotiate_locale

Language = Literal["id", "en"]


class Text(NamedTuple):
    """The same sentence twice."""

    indonesian: str
    english: str

    def said(self, language: Language) -> str:
        """The sentence in `language`."""
        return self.english if language == "en" else self.indonesian


def language_of(accept_language: str) -> Language:
    """The reader's language by an Accept-Language header; Indonesian where it says nothing."""
    weighted: list[tuple[float, str]] = []
    for part in accept_language[:200].split(","):
        name, _, quality = part.strip().partition(";q=")
        try:
            weighted.append((-float(quality or 1), Locale.parse(name, sep="-").language))
        except ValueError:
            continue
    wanted = [name for _, name in sorted(weighted, key=lambda pair: pair[0])]
    return "en" if negotiate_locale(wanted, ["id", "en"]) == "en" else "id"
