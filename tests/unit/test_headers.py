"""Headers find their fields, and no column is lost."""

import re

import pytest

from ingestion.fields import FIELDS, SYNONYMS, fold_header
from ingestion.headers import Mapping, MissingColumns, map_headers
from ingestion.profiles import Profile
from tests.sources import ROOT


def fields_of(headers: list[str], **profile: object) -> dict[str, str]:
    mapping = map_headers(headers, Profile.model_validate(profile), "delta")
    return {field: headers[at] for field, at in mapping.fields.items()}


def codes_of(mapping: Mapping) -> list[tuple[str, str | None]]:
    return [(finding.code, finding.column) for finding in mapping.findings]


@pytest.mark.parametrize(
    ("header", "folded"),
    [
        ("  In stock? ", "in_stock"),
        ("g:id", "id"),
        ("Variant SKU", "variant_sku"),
        ("product-name", "product_name"),
        ("\ufeffID", "id"),
        ("quantityOnStock", "quantityonstock"),
    ],
)
def test_header_is_folded_before_it_is_matched(header: str, folded: str) -> None:
    assert fold_header(header) == folded


@pytest.mark.parametrize("field", FIELDS)
def test_every_synonym_feeds_its_field(field: str) -> None:
    for synonym in (field, *SYNONYMS[field]):
        headers = [synonym] if field == "sku" else ["sku", synonym]

        assert fields_of(headers)[field] == synonym


def test_canonical_name_wins_then_the_order_of_preference() -> None:
    assert fields_of(["ID", "SKU", "Name"])["sku"] == "SKU"
    assert fields_of(["item_id", "offer_id"])["sku"] == "offer_id"


def test_loser_is_kept_as_attribute_and_named() -> None:
    mapping = map_headers(["ID", "SKU"], Profile(), "delta")

    assert mapping.attributes == {"ID": 0}
    assert codes_of(mapping) == [("header/ambiguous", "ID")]


def test_profile_wins_over_synonyms_and_takes_its_column_away_from_them() -> None:
    found = fields_of(["sku", "id", "name"], fields={"sku": "id", "product_name": "sku"})

    assert found == {"sku": "id", "product_name": "sku"}


def test_profile_names_an_unnamed_column_by_its_number() -> None:
    mapping = map_headers(["", "name"], Profile(fields={"sku": "column_1"}), "delta")

    assert mapping.fields["sku"] == 0


def test_one_column_may_feed_two_fields() -> None:
    found = fields_of(["code", "name"], fields={"sku": "code", "mpn": "code"})

    assert (found["sku"], found["mpn"]) == ("code", "code")


def test_every_other_column_is_an_attribute_named_once() -> None:
    mapping = map_headers(["sku", "Colour", "", "Colour", "_errors"], Profile(), "delta")

    assert mapping.attributes == {"Colour": 1, "column_3": 2, "Colour_2": 3}
    assert codes_of(mapping) == [
        ("header/unmapped", "Colour"),
        ("header/unmapped", "column_3"),
        ("header/unmapped", "Colour_2"),
    ]


@pytest.mark.parametrize(
    ("headers", "mode", "missing"),
    [
        (["title", "price"], "delta", ("sku",)),
        (["sku"], "full", ("product_name", "price", "currency", "availability")),
        (["sku", "name", "price"], "full", ("availability",)),
        (["sku", "name", "price", "qty"], "full", ()),
        (["sku"], "delta", ()),
        (["sku"], "supplemental", ()),
    ],
)
def test_missing_columns_are_named_all_at_once(
    headers: list[str], mode: str, missing: tuple[str, ...]
) -> None:
    if not missing:
        map_headers(headers, Profile(), mode)  # type: ignore[arg-type]
        return

    with pytest.raises(MissingColumns) as refused:
        map_headers(headers, Profile(), mode)  # type: ignore[arg-type]

    assert refused.value.fields == missing


def test_constant_stands_for_a_column() -> None:
    profile = Profile(constants={"currency": "EUR", "availability": "in_stock"})

    assert map_headers(["sku", "name", "price"], profile, "full").attributes == {}


def test_guide_lists_the_names_by_which_columns_are_known() -> None:
    guide = (ROOT / "docs" / "profiles.md").read_text(encoding="utf-8")
    table = guide.partition("## Columns")[2].partition("## ")[0]
    rows = [line.split("|") for line in table.splitlines() if line.startswith("| `")]

    listed = {cells[1].strip(" `"): tuple(re.findall(r"`(\w+)`", cells[3])) for cells in rows}
    assert listed == SYNONYMS
