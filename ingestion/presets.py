"""The exports of known shop systems: by which headers they are known, and what these feed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ingestion.fields import fold_header
from ingestion.profiles import PresetName


@dataclass(frozen=True)
class Preset:
    """
    A known export; all headers are folded.

    `signatures` are sets of headers, any of which tells the export; `fields` names for each
    field the columns that feed it, the first that is there; `filled` matches the columns of
    a product as a whole, `hidden` those that are kept nowhere.
    """

    signatures: tuple[frozenset[str], ...] = ()
    fields: dict[str, tuple[str, ...]] = field(default_factory=dict)
    filled: re.Pattern[str] = re.compile("(?!)")
    hidden: frozenset[str] = frozenset()


SHOPIFY = Preset(
    signatures=(
        frozenset({"handle", "variant_price", "variant_sku"}),
        frozenset({"handle", "variant_price", "option1_value"}),
    ),
    fields={
        "sku": ("variant_sku",),
        "product_name": ("title",),
        "price": ("variant_price",),
        "quantity": ("variant_inventory_qty",),
        "description": ("body_(html)",),
        "brand": ("vendor",),
        "category": ("product_category", "type"),
        "gtin": ("variant_barcode",),
        "mpn": ("google_shopping_/_mpn",),
        "condition": ("google_shopping_/_condition",),
        "image_link": ("variant_image",),
    },
    filled=re.compile(
        r"title|body_\(html\)|vendor|product_category|type|tags|published|status|gift_card|seo_.*"
        r"|option\d+_(name|linked_to)|.*\(product\.metafields\..*"
    ),
    hidden=frozenset({"image_src", "image_position", "image_alt_text"}),
)
WOOCOMMERCE = Preset(
    signatures=(
        frozenset({"type", "sku", "regular_price", "in_stock"}),
        frozenset({"type", "sku", "regular_price", "sale_price"}),
    ),
    fields={
        "sku": ("sku",),
        "product_name": ("name",),
        "price": ("regular_price",),
        "sale_price": ("sale_price",),
        "availability": ("in_stock",),
        "quantity": ("stock",),
        "description": ("description",),
        "category": ("categories",),
        "gtin": ("gtin,_upc,_ean,_or_isbn",),
    },
)
MAGENTO = Preset(
    signatures=(
        frozenset({"sku", "attribute_set_code", "product_type", "is_in_stock"}),
        frozenset({"sku", "attribute_set_code", "product_type", "qty"}),
        frozenset({"sku", "store_view_code", "product_type", "price"}),
    ),
    fields={
        "sku": ("sku",),
        "product_name": ("name",),
        "price": ("price",),
        "sale_price": ("special_price",),
        "availability": ("is_in_stock",),
        "quantity": ("qty",),
        "description": ("description",),
        # product_type says simple or configurable there, which is no category
        "category": ("categories",),
    },
)
GOOGLE = Preset(
    signatures=(frozenset({"id", "title", "link", "image_link", "price", "availability"}),),
    fields={
        "sku": ("id",),
        "product_name": ("title",),
        "price": ("price",),
        "sale_price": ("sale_price",),
        "availability": ("availability",),
        "quantity": ("quantity", "inventory", "quantity_to_sell_on_facebook"),
        "description": ("description",),
        "brand": ("brand",),
        "category": ("product_type", "google_product_category"),
        "gtin": ("gtin",),
        "mpn": ("mpn",),
        "image_link": ("image_link",),
        "link": ("link",),
        "condition": ("condition",),
        "availability_date": ("availability_date",),
    },
)
# the order in which they are offered: from the most to the least telling headers
PRESETS: dict[PresetName, Preset] = {
    "shopify": SHOPIFY,
    "magento": MAGENTO,
    "woocommerce": WOOCOMMERCE,
    "google": GOOGLE,
    "plain": Preset(),
}


def offer_preset(headers: Sequence[str]) -> PresetName:
    """Return the preset whose headers these are, `plain` when they are nobody's."""
    folded = {fold_header(header) for header in headers}
    for name, preset in PRESETS.items():
        if any(signature <= folded for signature in preset.signatures):
            return name
    return "plain"
