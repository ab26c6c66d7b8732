"""A profile says nothing that a feed could not be read by, and stays readable for good."""

from typing import Any

import pytest
from pydantic import ValidationError

from ingestion.profiles import Profile


@pytest.mark.parametrize(
    "profile",
    [
        {"preset": "amazon"},
        {"colour": "red"},
        {"version": "new"},
        {"file": {"encoding": "latin-2"}},
        {"file": {"delimiter": "x"}},
        {"file": {"quote": ""}},
        {"file": {"quote": ",", "delimiter": ","}},
        {"file": {"quote": "a"}},
        {"file": {"quote": "«"}},
        {"file": {"quote": "\n"}},
        {"file": {"header": False}},
        {"file": {"header": False, "columns": []}},
        {"file": {"header": False, "columns": ["sku", " "]}},
        {"file": {"columns": ["sku"]}},
        {"fields": {"colour": "Farbe"}},
        {"fields": {"sku": " "}},
        {"fields": {"sku": "a\0"}},
        {"fields": {"sku": "\ud800"}},
        {"constants": {"colour": "red"}},
        {"constants": {"sku": "1"}},
        {"constants": {"brand": ""}},
        {"constants": {"currency": "usd"}},
        {"constants": {"currency": "XXL"}},
        {"constants": {"availability": "maybe"}},
        {"constants": {"price": "1,5"}},
        {"constants": {"price": "0.00"}},
        {"constants": {"quantity": "-1"}},
        {"decimal_mark": "'"},
        {"price_divisor": 0},
        {"price_divisor": -100},
        {"price_divisor": "NaN"},
        {"price_divisor": 3.14159265},
        {"price_divisor": 10_000_000},
        {"price_divisor": 1e-9},
        {"availability_words": {"Si": "yes"}},
        {"availability_words": {" ": "in_stock"}},
        {"availability_words": {"-": "in_stock"}},
        {"availability_words": {"SI": "in_stock", "si": "out_of_stock"}},
        {"guards": {"mass_deactivation": float("nan")}},
        {"guards": {"mass_deactivation": float("inf")}},
        {"guards": {"mass_deactivation": 1.01}},
        {"guards": {"price_moves": -0.1}},
        {"guards": {"unknown": 0.5}},
    ],
)
def test_profile_that_no_feed_could_be_read_by_is_refused(profile: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Profile.model_validate(profile)


@pytest.mark.parametrize(
    "profile",
    [
        {},
        {"preset": "shopify"},
        {"file": {"header": False, "columns": ["sku", "name"], "quote": "'"}},
        {"fields": {"sku": "IdProd", "mpn": "IdProd"}},
        {"constants": {"currency": "JPY", "availability": "In-Stock", "price": "12.5"}},
        {"constants": {"availability": "si"}, "availability_words": {"SI": "in_stock"}},
        {"price_divisor": 100},
        {"price_divisor": "0.01"},
        {"price_divisor": 1_000_000},
    ],
)
def test_profile_is_the_same_after_it_was_stored(profile: dict[str, Any]) -> None:
    sent = Profile.model_validate(profile)

    assert Profile.stored(1, sent.model_dump(mode="json")) == sent


def test_null_says_the_same_as_nothing() -> None:
    nulls: dict[str, Any] = dict.fromkeys(Profile.model_fields)
    more = {"file": dict.fromkeys(Profile().file.model_fields_set), "constants": {"brand": None}}

    assert Profile.model_validate(nulls) == Profile()
    assert Profile.model_validate({**nulls, **more}) == Profile()


def test_number_is_shown_as_json_has_it() -> None:
    shown = Profile.model_validate({"price_divisor": "1E2"}).model_dump(mode="json")

    assert shown["price_divisor"] == 100


def test_stored_profile_is_read_whatever_the_rules_have_become() -> None:
    old = {"constants": {"currency": "DEM"}, "availability_words": {"-": "in_stock"}}

    assert Profile.stored(3, old).constants == {"currency": "DEM"}
