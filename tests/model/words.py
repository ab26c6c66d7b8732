"""Texts as the contract compares them: trimming, words of availability, GTINs."""

import re

WORDS = {
    "in_stock": ("in stock", "instock", "available", "yes", "true", "1", "y"),
    "out_of_stock": (
        *("out of stock", "outofstock", "sold out", "soldout", "unavailable", "no", "false"),
        *("0", "n"),
    ),
    "preorder": ("preorder", "pre order"),
    "backorder": ("backorder", "back order", "on backorder", "available for order"),
    "discontinued": ("discontinued", "obsolete"),
}
LISTED = {word: meaning for meaning, words in WORDS.items() for word in words}
EXCEL = re.compile(r"[0-9]([.,][0-9]+)?[eE]\+?[0-9]+")
GTIN_LENGTHS = (8, 12, 13, 14)


def trim(cell: str) -> str | None:
    """Return the cell as it is compared, None where it is blank."""
    return cell.replace("\r\n", "\n").replace("\r", "\n").strip().strip("\ufeff") or None


def fold(word: str) -> str:
    """Return the word of availability as it is compared."""
    lowered = re.sub("^https?://schema.org/", "", word.lower())
    return re.sub("[ _-]+", " ", lowered).strip()


def read_availability(cell: str, own_words: dict[str, str]) -> str | None:
    """Return what the word means, the partner's own first; None if it is no word we know."""
    own = {fold(word): meaning for word, meaning in own_words.items()}
    return own.get(fold(cell)) or LISTED.get(fold(cell))


def is_gtin(cell: str) -> bool:
    """Whether the digits are right by GS1: weights of 3 and 1 from the right."""
    if not re.fullmatch("[0-9]+", cell) or len(cell) not in GTIN_LENGTHS:
        return False
    digits = [int(digit) for digit in reversed(cell)]
    return (sum(digits[0::2]) + 3 * sum(digits[1::2])) % 10 == 0
