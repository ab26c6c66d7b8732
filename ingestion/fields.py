"""The fields of a product, and the headers under which partners send them (design, section 5)."""

import re

SYNONYMS: dict[str, tuple[str, ...]] = {
    "sku": (
        *("id", "offer_id", "item_id", "item_sku", "retailer_id", "variant_sku", "shop_sku"),
        *("product_id", "article_number"),
    ),
    "product_name": ("title", "name", "product_title", "item_name"),
    "price": ("regular_price", "variant_price", "unit_price", "list_price"),
    "currency": ("currency_code",),
    "availability": ("stock_status", "in_stock", "is_in_stock", "availability_status"),
    "quantity": (
        *("stock", "qty", "inventory", "inventory_quantity", "stock_quantity"),
        *("quantity_on_stock", "quantityonstock"),
    ),
    "sale_price": ("special_price", "discount_price"),
    "description": (),
    "brand": ("vendor", "manufacturer"),
    "category": ("product_type", "categories", "google_product_category"),
    "gtin": ("ean", "upc", "barcode", "ean13"),
    "mpn": (),
    "image_link": ("image_url", "image_src", "image"),
    "link": ("url", "product_url"),
    "condition": (),
    "availability_date": (),
}
FIELDS = tuple(SYNONYMS)
TEXT_FIELDS = (
    *("description", "brand", "category", "gtin", "mpn", "image_link", "link", "condition"),
    "availability_date",
)
ERRORS_COLUMN = "_errors"

# the Unicode property White_Space, which str.strip also follows, with the BOM
WHITE_SPACE = (
    "\t\n\x0b\x0c\r \x1c\x1d\x1e\x1f\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006"
    "\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
)


def fold_header(header: str) -> str:
    """Return the header as it is matched: trimmed, lower case, `_` for spaces and hyphens."""
    folded = re.sub(r"[\s-]", "_", header.strip(WHITE_SPACE).lower())
    return folded.removeprefix("g:").removesuffix("?")
