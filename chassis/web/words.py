"""The sentences of pages: Indonesian in the templates, English from a catalogue (gettext)."""

import re
from functools import cache
from importlib.resources import files

from babel.messages.pofile import read_po
from jinja2.ext import Extension

from chassis.text import Language

CATALOGUE = "english.po"
TRANSLATED = "translated"
"""The filter that translates a sentence."""
_SENTENCE = re.compile(r'\b_\(("[^"]*")\)')


class ConstantSentences(Extension):
    """Makes `_("...")` of a template a filter, which Jinja evaluates when it compiles."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """The source with its constant sentences as filters."""
        return _SENTENCE.sub(rf"(\1|{TRANSLATED})", source)


@cache
def english(package: str) -> dict[str, str]:
    """The catalogue of a package, by the Indonesian sentence."""
    with files(package).joinpath(CATALOGUE).open("rb") as file:
        catalogue = read_po(file, locale="en")
    return {str(one.id): str(one.string) for one in catalogue if one.id and one.string}


class Words:
    """Translates the sentences of some packages' catalogues, and the chassis's own."""

    def __init__(self, *packages: str) -> None:
        self._english: dict[str, str] = {}
        for package in ("chassis.web", *packages):
            self._english |= english(package)

    def in_language(self, sentence: str, language: Language) -> str:
        """The sentence in a language; one that no catalogue has stays Indonesian."""
        return self._english.get(sentence, sentence) if language == "en" else sentence
