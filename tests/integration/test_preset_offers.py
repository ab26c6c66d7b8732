"""A preset is offered where the headers fit it and it would read them otherwise."""

import pytest

from ingestion.presets import offer_preset
from tests.feeding import Feeding


@pytest.mark.parametrize(
    ("headers", "preset"),
    [
        (["g:id", "g:title", "g:link", "g:image_link", "g:price", "g:availability"], "google"),
        (["ID", "Title", "Link", "image link", "price", "availability", "brand"], "google"),
        (["sku", "name", "price", "qty"], "plain"),
        ([], "plain"),
    ],
)
def test_preset_is_offered_by_header(headers: list[str], preset: str) -> None:
    assert offer_preset(headers) == preset


def test_fitting_preset_is_named_where_the_profile_has_another(feeding: Feeding) -> None:
    without = feeding.load("Handle,Title,Variant SKU,Variant Price\nlamp,Lamp,L-1,15\n")
    feeding.partner("bare", default_currency=None, default_availability=None)
    failed = feeding.load("Handle,Variant SKU,Variant Price\nlamp,L-1,15\n", partner="bare")
    feeding.profile(preset="shopify")
    with_it = feeding.load("Handle,Title,Variant SKU,Variant Price\nlamp,Lamp,L-1,15\n")

    assert (without.dialect or {})["offered_preset"] == "shopify"
    assert "preset `shopify`" in (failed.error or {})["detail"]
    assert "offered_preset" not in (with_it.dialect or {})


def test_preset_that_would_change_nothing_is_not_offered(feeding: Feeding) -> None:
    headers = "id,title,link,image_link,price,availability"
    feed = feeding.load(headers + "\n1,Lamp,l,i,15 USD,in stock\n")
    more = feeding.load(headers + ",quantity_to_sell_on_facebook\n1,Lamp,l,i,15 USD,in stock,4\n")

    assert "offered_preset" not in (feed.dialect or {})
    assert (more.dialect or {})["offered_preset"] == "google"
