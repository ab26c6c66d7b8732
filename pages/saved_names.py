"""What is kept by a name, shown so that two of one name are told apart: whose each is."""

from collections.abc import Iterable
from typing import TypeVar

from catalog.saved_by_name import Kept, is_name_of
from pages.plain_text import plain

Item = TypeVar("Item", bound=Kept)


def whose(item: Kept) -> str:
    """Return who may open it, and who shares it."""
    return f"shared by {plain(item.owner)}" if item.is_shared else "only yours"


def label_of(item: Kept, visitor: str) -> str:
    """Return its name, with whose it is where others see it, too."""
    if not item.is_shared:
        return plain(item.name)
    by = "" if item.owner == visitor else f" by {plain(item.owner)}"
    return f"{plain(item.name)} · shared{by}"


def find_replaced(
    kept: Iterable[Item], name: str, opened: Item | None, visitor: str
) -> Item | None:
    """Return what a save under the name replaces: the open one, else the visitor's own."""
    named = [item for item in kept if is_name_of(name, item)]
    named.sort(key=lambda item: (item != opened, item.owner != visitor))
    return named[0] if named else None
