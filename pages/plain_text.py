"""Texts of others, shown as they are: names and messages that might look like Markdown."""

import re

# CommonMark 0.31, section 2.4: a backslash before any ASCII punctuation takes its meaning away
PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
LINE_ENDS = re.compile(r"\s*[\r\n]+\s*")
ELLIPSIS = "…"


def plain(text: object) -> str:
    """Return Markdown that shows the text as it is, in one line."""
    return PUNCTUATION.sub(r"\\\1", LINE_ENDS.sub(" ", str(text)))


def shortened(text: str, length: int) -> str:
    """Return the text, cut where it is longer."""
    return text if len(text) <= length else text[: length - 1] + ELLIPSIS
