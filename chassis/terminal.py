"""What others wrote, made harmless for a terminal. Pure."""


def escaped(text: str) -> str:
    """`text` on one line, with every character that does not print written out as \\x1b is."""
    return "".join(
        letter if letter.isprintable() else letter.encode("unicode_escape").decode()
        for letter in text
    )


def escaped_lines(text: str) -> str:
    """`text` line by line, each `escaped`."""
    return "\n".join(escaped(line) for line in text.split("\n"))


def cut(text: str, longest: int) -> str:
    """`text`, with … in place of what is beyond `longest` characters."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
