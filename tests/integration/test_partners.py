"""Partners on a real database."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from threading import Event

import duckdb
import pytest

from catalog.database import Database
from catalog.paging import MalformedCursor
from catalog.partner_names import SQL, PartnerChange, list_renames, rename_partner
from catalog.partners import (
    NewPartner,
    Partner,
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


def rename(database: Database, name: str, by: str = "user:anna") -> Partner:
    return rename_partner(database, "lumen", PartnerChange(name=name), by)


def test_renamed_partner_keeps_its_code_and_its_former_names(database: Database) -> None:
    partner = create_partner(database, NewPartner(code="lumen", name="First"))

    rename(database, "Second")
    renamed = rename(database, "Third", "key:erp")

    assert renamed == replace(partner, name="Third")
    assert [
        (each.old_name, each.new_name, each.renamed_by)
        for each in list_renames(database, partner.partner_id, 10)
    ] == [("Second", "Third", "key:erp"), ("First", "Second", "user:anna")]


def test_name_that_it_has_already_is_no_rename(database: Database) -> None:
    partner = create_partner(database, NewPartner(code="lumen", name="First"))

    rename(database, "First")

    assert list_renames(database, partner.partner_id, 10) == []


def test_rename_that_began_first_is_told_first(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    partner = create_partner(database, NewPartner(code="lumen", name="First"))
    has_begun, is_overtaken, numbers = Event(), Event(), count()

    def wait_and_tell() -> datetime:
        number = next(numbers)
        if number == 0:
            has_begun.set()
            is_overtaken.wait(0.5)
        return datetime(2026, 3, 1, 12, number, tzinfo=UTC)

    monkeypatch.setattr("catalog.partner_names.utc_now", wait_and_tell)
    with ThreadPoolExecutor(2) as clients:
        begun = clients.submit(rename, database, "Second")
        assert has_begun.wait(10)
        clients.submit(rename, database, "Third").result()
        is_overtaken.set()
        begun.result()

    renames = list_renames(database, partner.partner_id, 10)[::-1]
    assert renames[0].old_name == "First"
    assert renames[0].new_name == renames[1].old_name
    assert renames[1].new_name == get_partner(database, "lumen").name


def test_renames_at_once_are_a_chain_of_names(database: Database) -> None:
    partner = create_partner(database, NewPartner(code="lumen", name="0"))

    with ThreadPoolExecutor(4) as clients:
        list(clients.map(lambda number: rename(database, str(number)), range(1, 9)))

    renames = list_renames(database, partner.partner_id, 10)[::-1]
    assert renames[0].old_name == "0"
    assert [each.new_name for each in renames[:-1]] == [each.old_name for each in renames[1:]]
    assert renames[-1].new_name == get_partner(database, "lumen").name
    assert len(renames) == 8


def test_rename_that_fails_leaves_no_trace(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    partner = create_partner(database, NewPartner(code="lumen", name="First"))
    broken = {**dict.fromkeys(("insert_rename",), SQL["insert_rename"]), "rename_partner": "fail"}
    monkeypatch.setattr("catalog.partner_names.SQL", broken)

    with pytest.raises(duckdb.Error):
        rename(database, "Second")

    monkeypatch.undo()
    assert get_partner(database, "lumen") == partner
    assert list_renames(database, partner.partner_id, 10) == []


def test_unknown_partner_cannot_be_renamed(database: Database) -> None:
    with pytest.raises(PartnerNotFound):
        rename(database, "Second")


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
