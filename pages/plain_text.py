"""Texts of others, shown as they are: names and messages that might look like Markdown."""

import re
import unicodedata

# CommonMark 0.31, section 2.4: a backslash before any ASCII punctuation takes its meaning away
PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
LINE_ENDS = re.compile(r"\s*[\r\n]+\s*")
ELLIPSIS = "…"
# control characters, those that turn the direction of writing, and line ends by other names
UNSHOWN = {"Cc", "Cf", "Cs", "Zl", "Zp"}
UNSHOWABLE = "\N{REPLACEMENT CHARACTER}"


def plain(text: object) -> str:
    """Return Markdown that shows the text as it is, in one line."""
    return PUNCTUATION.sub(r"\\\1", LINE_ENDS.sub(" ", str(text)))


def shortened(text: str, length: int) -> str:
    """Return the text, cut where it is longer."""
    return text if len(text) <= length else text[: length - 1] + ELLIPSIS


def one_line(text: str) -> str:
    """Return the text with a mark for each character that could hide or disguise another."""
    return "".join(
        UNSHOWABLE if unicodedata.category(character) in UNSHOWN else character
        for character in text
    )
