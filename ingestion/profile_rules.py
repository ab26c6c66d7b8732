"""What a mapping profile may say, beyond its shape; each refusal says what to send instead."""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal

from catalog.currencies import MINOR_UNITS
from ingestion.availability import LISTED, WORDS, fold_word
from ingestion.fields import WHITE_SPACE

PLAIN_NUMBER = re.compile(r"[0-9]{1,14}(\.[0-9]{1,4})?")
MOST_DIVISOR_DIGITS = 6


def without_nulls(sent: object) -> object:
    """Return an object without its null members; in a profile, null says the same as nothing."""
    if isinstance(sent, dict):
        return {name: value for name, value in sent.items() if value is not None}
    return sent


def check_text(text: str) -> str:
    """Refuse what is blank, or what no statement or cell can hold."""
    if not text.strip(WHITE_SPACE):
        raise ValueError("send a text that is not blank")
    if "\0" in text:
        raise ValueError("send a text without NUL")
    return text


def check_quote(quote: str, delimiter: str | None) -> str:
    """Refuse what cannot stand around a cell."""
    if not quote.isascii() or not quote.isprintable() or quote.isalnum() or quote == " ":
        raise ValueError("send a mark of ASCII, such as \" or '")
    if quote in {delimiter, *",;|_"}:
        raise ValueError("send a mark that is no delimiter")
    return quote


def check_format(*, header: bool, columns: list[str] | None) -> None:
    """Refuse a headerless file whose columns nobody names, and names for a file that has them."""
    if header and columns is not None:
        raise ValueError("send columns with header: false, or map a file's own names in fields")
    if not header and not columns:
        raise ValueError("a file without a header needs columns: name them in their order")


def check_divisor(divisor: Decimal) -> Decimal:
    """Refuse a divisor by which a price could not be divided exactly, in integers."""
    normal = divisor.normalize()
    digits = f"{normal:f}".replace(".", "").strip("0")
    places = max(0, -int(normal.as_tuple().exponent))
    if len(digits) > MOST_DIVISOR_DIGITS or places > MOST_DIVISOR_DIGITS or _scaled(normal) > 10**6:
        raise ValueError("send a divisor of at most 6 digits, such as 100")
    return normal


def check_words(words: Mapping[str, str]) -> dict[str, str]:
    """Refuse blank words, and two that are compared alike and mean different things."""
    meanings: dict[str, str] = {}
    for word, meaning in words.items():
        folded = fold_word(check_text(word))
        if not folded:
            raise ValueError(f"{word!r} is no word")
        if meanings.setdefault(folded, meaning) != meaning:
            raise ValueError(f"{word!r} is compared as {folded!r}, which means two things here")
    return dict(words)


def check_constants(constants: Mapping[str, str], own_words: Iterable[str]) -> None:
    """Refuse constants that no record could take."""
    for field, value in constants.items():
        check_text(value)
        if field == "sku":
            raise ValueError("an SKU cannot be the same for all products")
        if field == "currency" and value not in MINOR_UNITS:
            raise ValueError("send a currency code of ISO 4217, such as USD")
        if field in {"price", "sale_price", "quantity"}:
            _check_number(field, value)
    word = constants.get("availability")
    if word is not None and fold_word(word) not in LISTED | {fold_word(own) for own in own_words}:
        raise ValueError(f"send an availability such as {', '.join(WORDS)}")


def _check_number(field: str, value: str) -> None:
    if not PLAIN_NUMBER.fullmatch(value):
        raise ValueError(f"send the {field} as a number such as 1234.50, without marks or symbols")
    if field != "quantity" and Decimal(value) == 0:
        raise ValueError(f"send a {field} above zero")


def _scaled(divisor: Decimal) -> int:
    """Return the divisor without its decimal point."""
    return int(divisor.scaleb(max(0, -int(divisor.as_tuple().exponent))))
