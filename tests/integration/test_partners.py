"""Partners on a real database."""

import pytest

from catalog.database import Database
from catalog.paging import MalformedCursor
from catalog.partners import (
    NewPartner,
    PartnerExists,
    PartnerNotFound,
    create_partner,
    get_partner,
    list_partners,
)


def test_defaults_become_the_first_constants(database: Database) -> None:
    new = NewPartner(
        code="lumen", name="Lumen", default_currency="USD", default_availability="in_stock"
    )

    partner = create_partner(database, new)

    assert partner.profile_version == 1
    assert partner.profile["constants"] == {"currency": "USD", "availability": "in_stock"}


def test_second_partner_of_a_code_is_refused_and_the_first_stays(database: Database) -> None:
    create_partner(database, NewPartner(code="lumen", name="First"))

    with pytest.raises(PartnerExists):
        create_partner(database, NewPartner(code="lumen", name="Second"))

    assert get_partner(database, "lumen").name == "First"
    assert len(list_partners(database, 10).items) == 1


def test_unknown_partner_is_named(database: Database) -> None:
    with pytest.raises(PartnerNotFound, match="nobody"):
        get_partner(database, "nobody")


def test_pages_join_to_the_whole(database: Database) -> None:
    for code in ("c", "a", "e", "b", "d"):
        create_partner(database, NewPartner(code=code, name=code))

    first = list_partners(database, 2)
    second = list_partners(database, 2, first.next_cursor)
    third = list_partners(database, 2, second.next_cursor)

    codes = [partner.code for page in (first, second, third) for partner in page.items]
    assert codes == ["a", "b", "c", "d", "e"]
    assert third.next_cursor is None


@pytest.mark.parametrize("cursor", ["x", "AAAA", "WzFd", "e30"])
def test_foreign_cursor_is_refused(database: Database, cursor: str) -> None:
    with pytest.raises(MalformedCursor):
        list_partners(database, 2, cursor)
