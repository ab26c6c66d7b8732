"""The page Catalog on a real database, without a browser: what it finds, keeps and offers."""

from urllib.parse import parse_qs, urlsplit

import pytest
from streamlit.testing.v1 import AppTest

from tests.feeding import Feeding
from tests.shown import show

SHELF = """\
id,title,price,quantity,brand,product_type
LAMP,Floor lamp,49.50,2,Ikaria,Home > Light
BULB,Light bulb,4.50,,Ikaria,Home > Light
RUG,Wool rug,120.00,5,Nomad,Home > Floor
"""


@pytest.fixture
def shelf(feeding: Feeding) -> Feeding:
    feeding.load(SHELF)
    return feeding


def addresses(pages: AppTest) -> list[str]:
    return [str(link.proto.url) for link in pages.get("link_button")]


@pytest.mark.usefixtures("shelf")
def test_products_that_the_filters_name_are_offered_as_files(pages: AppTest) -> None:
    show(pages, "catalog.py", q="lamp", availability="In stock", sort="Price, lowest first")

    sent = [parse_qs(urlsplit(address).query) for address in addresses(pages)]

    asked = {"q": ["lamp"], "availability": ["in_stock"], "active": ["True"], "sort": ["price"]}
    assert sent == [{**asked, "format": [form]} for form in ("csv", "parquet")]
