"""What may come in as an order."""

import json

import pytest
from pydantic import ValidationError

from orders.book import OrderFilter
from orders.request import OrderRequest

LINE = {"partner": "lumen", "sku": "LAMP", "quantity": 1}


@pytest.mark.parametrize("quantity", [0, -1, 1_000_001, 1.0, 1.5, "1", True, None])
def test_quantity_is_a_whole_number_from_one_to_a_million(quantity: object) -> None:
    with pytest.raises(ValidationError):
        OrderRequest.model_validate(
            {"customer_ref": "c", "lines": [{**LINE, "quantity": quantity}]}
        )


@pytest.mark.parametrize("quantity", ["1", "1.0", "1e3", "true"])
def test_json_quantity_is_no_other_type_either(quantity: str) -> None:
    text = json.dumps({"customer_ref": "c", "lines": [LINE]})

    if quantity == "1":
        assert OrderRequest.model_validate_json(text).lines[0].quantity == 1
        quantity = '"1"'
    with pytest.raises(ValidationError):
        OrderRequest.model_validate_json(text.replace('"quantity": 1', f'"quantity": {quantity}'))


@pytest.mark.parametrize(
    "change",
    [
        {"customer_ref": ""},
        {"customer_ref": "x" * 201},
        {"customer_ref": 7},
        {"customer_ref": "\ud800"},
        {"lines": []},
        {"lines": [{**LINE, "sku": str(number)} for number in range(501)]},
        {"lines": [{"partner": "lumen", "sku": "LAMP"}]},
        {"lines": [{**LINE, "price": "0.01"}]},
        {"lines": [{**LINE, "sku": ""}]},
        {"lines": [{**LINE, "sku": "\ud800"}]},
        {"lines": [{**LINE, "partner": None}]},
        {"currency": "usd"},
        {"currency": "XXQ"},
        {"discount": 1},
    ],
)
def test_anything_else_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        OrderRequest.model_validate({"customer_ref": "c", "lines": [LINE], **change})


def test_500_lines_and_any_text_of_the_customer_are_fine() -> None:
    lines = [{**LINE, "sku": str(number)} for number in range(500)]

    request = OrderRequest.model_validate({"customer_ref": " ' or 1=1; -- ü\0\n", "lines": lines})

    assert request.customer_ref == " ' or 1=1; -- ü\0\n"
    assert len(request.lines) == 500


@pytest.mark.parametrize("moment", ["20260101", "0", 5, 1.5, "yesterday", "2026-01-01T10:00:00"])
def test_moment_of_a_filter_is_a_date_or_a_time_with_its_zone(moment: object) -> None:
    with pytest.raises(ValidationError):
        OrderFilter.model_validate({"from": moment})
