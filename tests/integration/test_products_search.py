"""A search text finds what holds it, whatever its case, however it is looked for."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.database import Database
from catalog.products import ProductFilter, caseless_part, search_products
from tests.makers import make_partner, make_products

# letters whose small letters are others, of one byte more or fewer, and what has no case
LETTERS = "aAkK\u212aiI\u0130\u0131sS\u017fßẞÉé \u00a0-_%\\0129１"  # noqa: RUF001 - that is what is tested
PLAINLY = """
select product_id from product
where contains(lower(sku), lower($q)) or contains(lower(product_name), lower($q))
    or contains(lower(brand), lower($q))
order by product_id
"""
texts = st.text(LETTERS, max_size=6)
cells = st.tuples(texts.filter(len), texts, st.none() | texts)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("lamp", None),
        ("lamp 12", " 12"),
        ("a1b2-3c", "2-3"),
        ("SKU-0012/ä-9", "-0012/"),
        ("12", None),
        ("été １２３", None),  # noqa: RUF001 - digits of another script
    ],
)
def test_part_without_capitals_is_of_ascii(text: str, part: str | None) -> None:
    assert caseless_part(text) == part


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(cells, min_size=1, max_size=12), texts, st.data())
def test_text_is_found_wherever_it_stands(
    database: Database, written: list[tuple[str, str, str | None]], other: str, data: st.DataObject
) -> None:
    known = database.rows("select code from partner")
    partner = make_partner(database, f"p{len(known)}")
    with database.transaction() as cursor:
        cursor.execute("delete from product")
    names = ("sku", "product_name", "brand")
    make_products(database, partner, *(dict(zip(names, row, strict=True)) for row in written))
    cell = data.draw(st.sampled_from([cell for row in written for cell in row if cell]))
    begin = data.draw(st.integers(0, len(cell) - 1))
    part = cell[begin : data.draw(st.integers(begin + 1, len(cell)))]

    for q in (part, part.swapcase(), other):
        found = search_products(database, ProductFilter(q=q), 100).items

        plainly = [row["product_id"] for row in database.rows(PLAINLY, {"q": q})]
        assert [product.product_id for product in found] == plainly
