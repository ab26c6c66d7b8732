"""The words for availability that every partner may use (design, section 5)."""

import re

WORDS = {
    "in_stock": ("in stock", "instock", "available", "yes", "true", "1", "y"),
    "out_of_stock": (
        *("out of stock", "outofstock", "sold out", "soldout", "unavailable"),
        *("no", "false", "0", "n"),
    ),
    "preorder": ("preorder", "pre order"),
    "backorder": ("backorder", "back order", "on backorder", "available for order"),
    "discontinued": ("discontinued", "obsolete"),
}
LISTED = frozenset(word for words in WORDS.values() for word in words)


def fold_word(word: str) -> str:
    """Return the word as it is compared; the macro `folded_word` does the same to cells."""
    bare = re.sub(r"^https?://schema[.]org/", "", word.lower())
    return re.sub(r"[_\-\s]+", " ", bare).strip()
