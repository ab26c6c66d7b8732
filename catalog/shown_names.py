"""Names that people read: in one line, with nothing in them that cannot be seen."""

import unicodedata

from pydantic import AfterValidator

# control characters, lone halves of others, line ends by other names, and what turns the
# direction of writing or takes no room; in the writing of some languages the two joiners do
UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}
JOINERS = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"


def check_seen(name: str) -> str:
    """
    Return the name.

    Raises:
        ValueError: something in it cannot be seen, or there is nothing to see at all.
    """
    if any(unicodedata.category(sign) in UNSEEN for sign in name if sign not in JOINERS):
        raise ValueError(
            "a name is one line, without control characters and without signs that cannot be seen"
        )
    if not any(unicodedata.category(sign)[0] in "LNPS" for sign in name):
        raise ValueError("a name has a letter, a digit or another sign that can be seen")
    return name


SEEN = AfterValidator(check_seen)
