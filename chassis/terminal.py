"""External text, made safe for a terminal. Pure."""


def escaped(text: str) -> str:
    """`text` on one line, with every unprintable character escaped, such as \\x1b."""
    return "".join(
        letter if letter.isprintable() else letter.encode("unicode_escape").decode()
        for letter in text
    )


def escaped_lines(text: str) -> str:
    """`text` line by line, each `escaped`."""
    return "\n".join(escaped(line) for line in text.split("\n"))


def cut(text: str, longest: int) -> str:
    """`text`, cut to `longest` characters, the last one … if it was cut."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
