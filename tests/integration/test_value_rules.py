"""What becomes of doubtful values: told, dropped, kept or refused, and never guessed."""

from decimal import Decimal

import pytest

from tests.feeding import Feeding
from tests.judging import Judge

GTIN = "sku,name,price,currency,availability,gtin"
GOOD = "4006381333931"


@pytest.mark.parametrize("gtin", [GOOD, "96385074", "036000291452", "10012345678902"])
def test_right_gtin_is_stored_without_a_word(judge: Judge, gtin: str) -> None:
    (row,) = judge(f"1,Lamp,15,USD,yes,{gtin}", header=GTIN)

    assert (row["gtin"], row["codes"]) == (gtin, [])


@pytest.mark.parametrize("gtin", ["4006381333930", "123", "978-0-306-40615-7", "none", "٤٠٠٦"])
def test_wrong_gtin_is_stored_as_sent_with_a_warning(judge: Judge, gtin: str) -> None:
    (row,) = judge(f"1,Lamp,15,USD,yes,{gtin}", header=GTIN)

    assert (row["action"], row["gtin"], row["codes"]) == ("inserted", gtin, ["gtin/invalid"])


@pytest.mark.parametrize("gtin", ['"7,70231E+12"', "7.70231E+12", "4E+12", '"4,00638e12"'])
def test_gtin_that_a_spreadsheet_spoiled_is_dropped(judge: Judge, gtin: str) -> None:
    (row,) = judge(f"1,Lamp,15,USD,yes,{gtin}", header=GTIN)

    assert (row["gtin"], row["codes"]) == (None, ["gtin/excel_scientific"])


@pytest.mark.parametrize("mode", ["full", "delta", "supplemental"])
def test_spoiled_gtin_keeps_that_of_the_product(feeding: Feeding, mode: str) -> None:
    feeding.load(f"{GTIN}\nL-1,Lamp,15,USD,yes,{GOOD}\n")

    feed = feeding.load(f"{GTIN}\nL-1,Lamp,15,USD,yes,4.00638E+12\n", mode)  # type: ignore[arg-type]

    assert feeding.product("L-1")["gtin"] == GOOD
    assert (feed.counters["unchanged"], feed.counters["warnings"]) == (1, 1)


SALE = "sku,name,price,currency,availability,sale_price"


@pytest.mark.parametrize(
    ("price", "sale", "codes", "kept"),
    [
        ("15", "12.50", [], "12.5"),
        ("15", "12.50 USD", [], "12.5"),
        ("15", "$12.50", [], "12.5"),
        ("15", "+12.50", [], "12.5"),
        ("15", "12.345678", ["price/too_many_decimals"], "12.3457"),
        ("15", "12.50 EUR", ["price/sale_invalid"], None),
        ("15", "12.50 XXY", ["price/sale_invalid"], None),
        ("15", "12.50 pieces", ["price/sale_invalid"], None),
        ("15", "1.234", ["price/sale_invalid"], None),
        ("15", "0", ["price/sale_invalid"], None),
        ("15", "-1", ["price/sale_invalid"], None),
        ("15", "16", ["price/sale_above_price"], None),
        ("15", "15.00", ["price/sale_equals_price"], None),
        ("15", "14.99999", ["price/too_many_decimals", "price/sale_equals_price"], None),
        ("abc", "12.50", ["price/invalid"], "12.5"),
    ],
)
def test_sale_price_that_cannot_be_is_dropped(
    judge: Judge, price: str, sale: str, codes: list[str], kept: str | None
) -> None:
    (row,) = judge(f"1,Lamp,{price},USD,yes,{sale}", header=SALE)

    assert row["codes"] == codes
    assert row["sale_price"] == (Decimal(kept) if kept else None)


@pytest.mark.parametrize(
    ("quantity", "words", "codes"),
    [
        ("yes", {}, []),
        ("Sold out", {}, []),
        ("10+", {"10+": "in_stock"}, []),
        ("1.5.0", {}, ["quantity/invalid"]),
        ("many", {}, ["quantity/invalid"]),
        ("1.234", {}, ["quantity/ambiguous"]),
        ("2.00001", {}, ["quantity/not_whole"]),
    ],
)
def test_quantity_that_is_no_number_is_a_word_or_an_error(
    judge: Judge, quantity: str, words: dict[str, str], codes: list[str]
) -> None:
    (row,) = judge(f"1,Lamp,15,USD,,{quantity},", availability_words=words)

    assert row["codes"] == codes  # and nothing of a missing availability, which it would have told


def test_availability_column_wins_over_a_word_in_the_quantity(judge: Judge) -> None:
    (row,) = judge("1,Lamp,15,USD,preorder,yes,")

    assert (row["availability"], row["quantity"]) == ("preorder", None)


def test_word_in_the_quantity_makes_it_unknown(feeding: Feeding) -> None:
    feeding.load("sku,name,price,qty\nL-1,Lamp,15,0\n")

    feeding.load("sku,qty\nL-1,yes\n", "delta")

    product = feeding.product("L-1")
    assert (product["availability"], product["quantity"]) == ("in_stock", None)


@pytest.mark.parametrize(
    ("cell", "price", "code"),
    [
        ("Rs.500", "500", None),
        ("1.234,56\u00a0€", "1234.56", None),
        ("\u200f15 ₪", "15", None),
        ("15 EURO", None, "price/invalid"),
        ("15 pieces", None, "price/invalid"),
        ("$15 EUR", None, "price/invalid"),
        ("--5", None, "price/invalid"),
        ("15-20", None, "price/invalid"),
        ("1 234 567 890 123 456", None, "price/invalid"),
    ],
)
def test_price_cell_is_a_price_or_refused(
    judge: Judge, cell: str, price: str | None, code: str | None
) -> None:
    (row,) = judge(f'1,Lamp,"{cell}",,yes,,', constants={"currency": "EUR"})

    assert row["price"] == (Decimal(price) if price else None)
    assert row["codes"] == ([code] if code else [])


@pytest.mark.parametrize(
    ("column", "code"),
    [
        ("sku", "sku/missing"),
        ("product_name", "product_name/missing"),
        ("price", "price/missing"),
        ("currency", "currency/missing"),
        ("availability", "availability/missing"),
    ],
)
def test_needed_field_cannot_be_cleared(judge: Judge, column: str, code: str) -> None:
    record = {
        "sku": "1",
        "product_name": "Lamp",
        "price": "15",
        "currency": "USD",
        "availability": "yes",
        column: "__CLEAR__",
    }

    (row,) = judge(",".join(record.values()), header=",".join(record), mode="delta")

    assert (row["action"], row["codes"]) == ("skipped", [code])


def test_price_is_divided_with_its_sale_price(judge: Judge) -> None:
    (row,) = judge("1,Lamp,1999,USD,yes,,1499", price_divisor=100)

    assert (row["price"], row["sale_price"]) == (Decimal("19.99"), Decimal("14.99"))
    assert row["codes"] == []


def test_price_cell_does_not_hide_that_the_currency_is_cleared(judge: Judge) -> None:
    (row,) = judge("1,Lamp,15 EUR,__CLEAR__,yes,,", mode="delta")

    assert (row["action"], row["codes"]) == ("skipped", ["currency/missing"])


def test_negative_fraction_in_the_quantity_is_told_twice(judge: Judge) -> None:
    (row,) = judge("1,Lamp,15,USD,yes,-2.5,")

    assert row["codes"] == ["quantity/negative", "quantity/not_whole"]
    assert row["quantity"] == Decimal("-2.5")


@pytest.mark.parametrize("sale", ["cheap", "0", "16", "15", "12 EUR"])
def test_sale_price_that_is_dropped_leaves_none(feeding: Feeding, sale: str) -> None:
    feeding.load(f"{SALE}\nL-1,Lamp,15,USD,yes,12\n")

    feeding.load(f"{SALE}\nL-1,Lamp,15,USD,yes,{sale}\n", "delta")

    assert feeding.product("L-1")["sale_price"] is None


def test_constant_quantity_says_whether_there_is_stock(judge: Judge) -> None:
    (row,) = judge(
        "1,Lamp,15", header="sku,name,price", constants={"currency": "USD", "quantity": "2"}
    )

    assert (row["action"], row["availability"]) == ("inserted", "in_stock")


STOCK = "sku,name,price,stock"


def test_number_in_the_quantity_is_followed_after_a_word_in_it(feeding: Feeding) -> None:
    feeding.load(f"{STOCK}\nL-1,Lamp,15,yes\n")

    feeding.load("sku,stock\nL-1,0\n", "delta")

    assert feeding.product("L-1")["availability"] == "out_of_stock"


def test_availability_follows_the_quantity_once_no_column_says_it(feeding: Feeding) -> None:
    feeding.load("sku,name,price,stock,availability\nL-1,Lamp,15,3,in stock\n")
    feed = feeding.load(f"{STOCK}\nL-1,Lamp,15,3\n")

    feeding.load("sku,stock\nL-1,0\n", "delta")

    assert feed.counters["unchanged"] == 1
    assert feeding.product("L-1")["availability"] == "out_of_stock"


def test_greatest_price_is_told_its_minor_unit_like_any_other(judge: Judge) -> None:
    rows = judge("1,Lamp,99999999999999.9999,USD,yes,,", "2,Rug,15,USD,yes,,")

    assert [row["action"] for row in rows] == ["inserted", "inserted"]
    assert rows[0]["codes"] == ["price/minor_unit"]


@pytest.mark.parametrize(
    ("price", "currency", "codes"),
    [
        ("1500.5", "dollar", ["currency/unknown"]),
        ("1500.5 EUR", "USD", ["currency/conflict"]),
        ("about 1.12345", "", ["price/invalid", "currency/missing"]),
    ],
)
def test_price_that_is_refused_is_told_its_reasons_alone(
    judge: Judge, price: str, currency: str, codes: list[str]
) -> None:
    constants = {"currency": "JPY"} if currency else {}

    (row,) = judge(f"1,Lamp,{price},{currency},yes,,", constants=constants)

    assert row["codes"] == codes
