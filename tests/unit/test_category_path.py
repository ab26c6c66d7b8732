"""Categories as paths, whatever the feed put between their parts."""

import pytest

from catalog.category_path import canonical_path, parts_of


@pytest.mark.parametrize(
    ("category", "path"),
    [
        ("", ""),
        ("Home", "Home"),
        ("Home > Light", "Home > Light"),
        ("Home>Light >  Lamps", "Home > Light > Lamps"),
        ("> Home > > Light >", "Home > Light"),
        ("Food, Beverages & Tobacco > Tea/Coffee", "Food, Beverages & Tobacco > Tea/Coffee"),
        ("Default Category/Men/Tops", "Default Category > Men > Tops"),
        ("Default Category/Men,Default Category/Eco", "Default Category > Men"),
        ("Home, Garden/Pots,Sale/Pots", "Home, Garden > Pots"),
        ("Home, Garden", "Home, Garden"),
        (">", ""),
        ("/", ""),
    ],
)
def test_path_has_one_form(category: str, path: str) -> None:
    assert canonical_path(category) == path
    assert canonical_path(path) == path


def test_parts_are_those_between_the_marks() -> None:
    assert parts_of("Home > Light") == ["Home", "Light"]
    assert parts_of("") == []
