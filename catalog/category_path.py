"""Categories as paths: which parts they have, whatever the feed put between them."""

import re

from duckdb import DuckDBPyConnection

from catalog.statements import Statements

SQL = Statements(__file__)
SEPARATOR = " > "
# as sql/category_path.sql has them
_ANGLES = re.compile(r"[ \t\r\n]*>[ \t\r\n>]*")
_SLASHES = re.compile(r"[ \t\r\n]*/[ \t\r\n/]*")
_FIRST_OF_LIST = re.compile(r"(?:[^,]|,[ \t\r\n])*")


def canonical_path(category: str) -> str:
    """
    Return the path with ` > ` between its parts.

    `Home>Light` and `Home > Light` are one path. Without any `>` the parts are those between
    slashes, as Magento writes them, and of a list of such paths (`Home/Light,Home/Sale`) the
    first counts: each amount belongs to one category.
    """
    if ">" in category:
        return _ANGLES.sub(SEPARATOR, category.strip(" \t\r\n>"))
    found = _FIRST_OF_LIST.match(category)
    first = found.group() if found and "/" in category else category
    return _SLASHES.sub(SEPARATOR, first.strip(" \t\r\n/"))


def parts_of(path: str) -> list[str]:
    """Return the parts of a canonical path; none of the blank one."""
    return path.split(SEPARATOR) if path else []


def define_paths(cursor: DuckDBPyConnection) -> None:
    """
    Write the macros that do the same in SQL to the database that the cursor uses.

    Whatever reads paths needs them: `match_path` and `rank_values` of the catalog, and revenue.
    """
    for name in ("category_path", "path_top"):
        cursor.execute(SQL[name])
