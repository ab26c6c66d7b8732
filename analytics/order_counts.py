"""
How orders are counted without their ids: one bit for each thing that they can be counted by.

An order counts once for each partner, brand or category that it has, and once in what they come to
together. So each past line says of what it is the first of its order: of a partner or of all, of a
brand or of all, of a category's first parts, of one as it is written or of all, and of a product.
The lines that a question wants have as many firsts of a kind as they have orders, if the question
tells partners, brands and categories apart in that way (docs/adr/0017).
"""

from catalog.category_path import parts_of

DEEPEST = 8  # parts of a path that are told apart; an order with a deeper one is counted by its id
AS_WRITTEN = DEEPEST + 1
OF_PRODUCT = 4 * (AS_WRITTEN + 1)


def bit_of(*, level: int = 0, by_brand: bool = False, by_partner: bool = False) -> int:
    """
    Return the place of the bit of the first lines of each, as insert_past_lines.sql sets it.

    `level` is how many of a category's parts are told apart, AS_WRITTEN for all as it is written.
    """
    return 4 * level + 2 * by_brand + by_partner


def level_of(path: str | None, level: int | None, *, by_category: bool) -> int:
    """
    Return the level at which a question tells categories apart.

    It wants those below `path`, None for all, and with `by_category` each `level` of them by
    itself, None for each as it is written. Without, as for totals, the level says nothing.
    """
    if by_category and level is None:
        return AS_WRITTEN
    depth = 0 if path is None else max(len(parts_of(path)), 1)
    told = level or 0 if by_category else 0
    return min(max(depth, told), DEEPEST)
