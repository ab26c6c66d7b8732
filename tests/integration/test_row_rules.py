"""The rules of the feed contract, record by record, as SQL over real files."""

from decimal import Decimal

import pytest

from tests.judging import Judge


def test_good_record_is_inserted_as_sent(judge: Judge) -> None:
    (row,) = judge("L-1,Lamp,15.00,usd,in stock,7,12.50")

    assert row["action"] == "inserted"
    assert row["codes"] == []
    values = {name: row[name] for name in ("sku", "product_name", "currency", "availability")}
    assert values == {
        "sku": "L-1",
        "product_name": "Lamp",
        "currency": "USD",
        "availability": "in_stock",
    }
    assert (row["price"], row["quantity"], row["sale_price"]) == (
        Decimal("15.0000"),
        Decimal("7.0000"),
        Decimal("12.5000"),
    )


@pytest.mark.parametrize(
    ("record", "codes"),
    [
        (",Lamp,15,USD,yes,,", ["sku/missing"]),
        ("x" * 256 + ",Lamp,15,USD,yes,,", ["sku/too_long"]),
        ("1,,15,USD,yes,,", ["product_name/missing"]),
        ("1,Lamp,,USD,yes,,", ["price/missing"]),
        ("1,Lamp,abc,USD,yes,,", ["price/invalid"]),
        ('1,Lamp,"1,234,56",USD,yes,,', ["price/invalid"]),
        ("1,Lamp,1.234,USD,yes,,", ["price/ambiguous"]),
        ("1,Lamp,15.125,USD,yes,,", ["price/ambiguous"]),
        ("1,Lamp,0,USD,yes,,", ["price/not_positive"]),
        ("1,Lamp,-5,USD,yes,,", ["price/not_positive"]),
        ("1,Lamp,999999999999999,USD,yes,,", ["price/invalid"]),
        ("1,Lamp,15,,yes,,", ["currency/missing"]),
        ("1,Lamp,15,XXY,yes,,", ["currency/unknown"]),
        ("1,Lamp,15 EUR,USD,yes,,", ["currency/conflict"]),
        ("1,Lamp,15,USD,maybe,,", ["availability/unknown_value"]),
        ("1,Lamp,15,USD,,,", ["availability/missing"]),
        ("1,Lamp,15,USD,yes,many,", ["quantity/invalid"]),
        (",,,,,,x", ["sku/missing", "price/sale_invalid", "product_name/missing", "price/missing",
                     "currency/missing", "availability/missing"]),
    ],
)  # fmt: skip
def test_bad_record_is_skipped_with_every_reason(
    judge: Judge, record: str, codes: list[str]
) -> None:
    (row,) = judge(record)

    assert row["action"] == "skipped"
    assert row["codes"] == codes


@pytest.mark.parametrize(
    ("record", "codes", "column", "value"),
    [
        ("1,Lamp,15.12345,USD,yes,,", ["price/too_many_decimals", "price/minor_unit"], "price",
         Decimal("15.1235")),
        ("1,Lamp,1500.50,JPY,yes,,", ["price/minor_unit"], "price", Decimal("1500.5000")),
        ("1,Lamp,15,USD,yes,-3,", ["quantity/negative"], "quantity", Decimal("-3.0000")),
        ("1,Lamp,15,USD,yes,2.5,", ["quantity/not_whole"], "quantity", Decimal("2.5000")),
        ("1,Lamp,15,USD,yes,,cheap", ["price/sale_invalid"], "sale_price", None),
        ("1,Lamp,15,USD,yes,,16", ["price/sale_above_price"], "sale_price", None),
        ("1,Lamp,15,USD,yes,,15.00", ["price/sale_equals_price"], "sale_price", None),
    ],
)  # fmt: skip
def test_doubtful_value_is_told(
    judge: Judge, record: str, codes: list[str], column: str, value: Decimal | None
) -> None:
    (row,) = judge(record)

    assert row["codes"] == codes
    assert row[column] == value


@pytest.mark.parametrize(
    ("cell", "price", "currency"),
    [
        ("15.00 USD", "15.00", "USD"),
        ("USD 15", "15.00", "USD"),
        ("$15", "15.00", "USD"),
        ("1.234,56 €", "1234.56", "EUR"),
        ("₹1,29,990", "129990", "INR"),
        ("1 234,50 zł", "1234.50", "PLN"),
        ("CHF 1'234.50", "1234.50", "CHF"),
        ("£.99", "0.99", "GBP"),
        ("1.5e3 EUR", "1500", "EUR"),
    ],
)
def test_price_cell_carries_its_currency(
    judge: Judge, cell: str, price: str, currency: str
) -> None:
    (row,) = judge(f'1,Lamp,"{cell}",,yes,,')

    assert (row["price"], row["currency"]) == (Decimal(price), currency)


def test_dollar_sign_is_the_partners_dollar(judge: Judge) -> None:
    (row,) = judge("1,Lamp,$15,,yes,,", constants={"currency": "CAD"})

    assert row["currency"] == "CAD"


@pytest.mark.parametrize(("mark", "price"), [(".", "1.234"), (",", "1234")])
def test_decimal_mark_of_the_profile_decides_what_is_ambiguous(
    judge: Judge, mark: str, price: str
) -> None:
    (row,) = judge("1,Lamp,1.234,USD,yes,,", decimal_mark=mark)

    assert row["price"] == Decimal(price)


def test_constant_is_taken_as_it_is(judge: Judge) -> None:
    (row,) = judge(
        "1,Lamp,,USD,yes,,",
        constants={"price": "1.234"},
        decimal_mark=",",
        price_divisor=100,
    )

    assert row["price"] == Decimal("1.234")


@pytest.mark.parametrize(
    ("word", "availability"),
    [
        ("In_Stock", "in_stock"),
        ("https://schema.org/InStock", "in_stock"),
        ("1", "in_stock"),
        ("SOLD  OUT", "out_of_stock"),
        ("pre-order", "preorder"),
        ("available for order", "backorder"),
        ("Obsolete", "discontinued"),
        ("Si", "in_stock"),
    ],
)
def test_availability_words_are_folded(judge: Judge, word: str, availability: str) -> None:
    (row,) = judge(f"1,Lamp,15,USD,{word},,", availability_words={"SI": "in_stock"})

    assert row["availability"] == availability


@pytest.mark.parametrize(
    ("quantity", "availability", "stored"),
    [("3", "in_stock", Decimal(3)), ("0", "out_of_stock", Decimal(0)), ("yes", "in_stock", None)],
)
def test_availability_follows_the_quantity_where_nothing_is_sent(
    judge: Judge, quantity: str, availability: str, stored: Decimal | None
) -> None:
    (row,) = judge(f"1,Lamp,15,USD,,{quantity},")

    assert (row["availability"], row["quantity"]) == (availability, stored)


def test_last_record_of_a_sku_wins_even_when_it_is_skipped(judge: Judge) -> None:
    rows = judge("1,Lamp,15,USD,yes,,", "1,Lamp,16,USD,yes,,", "1,Lamp,abc,USD,yes,,")

    assert [row["action"] for row in rows] == ["skipped"] * 3
    assert [row["codes"] for row in rows] == [
        ["sku/duplicate_in_feed"],
        ["sku/duplicate_in_feed"],
        ["price/invalid"],
    ]
    assert rows[0]["findings"][0]["detail"] == "4"


def test_records_without_sku_are_no_duplicates(judge: Judge) -> None:
    rows = judge(",Lamp,15,USD,yes,,", ",Rug,15,USD,yes,,")

    assert [row["codes"] for row in rows] == [["sku/missing"], ["sku/missing"]]


def test_sku_keeps_its_zeros_and_its_case(judge: Judge) -> None:
    rows = judge("007,Lamp,15,USD,yes,,", "7,Lamp,15,USD,yes,,", "a,B,1,USD,1,,", "A,B,1,USD,1,,")

    assert [row["sku"] for row in rows] == ["007", "7", "a", "A"]
    assert {row["action"] for row in rows} == {"inserted"}


def test_every_cell_is_trimmed_of_unicode_space(judge: Judge) -> None:
    (row,) = judge("\u00a0 7\u2009,\u3000Lamp ,15,USD,yes,,")

    assert (row["sku"], row["product_name"]) == ("7", "Lamp")


def test_other_columns_are_kept_in_order_without_blanks(judge: Judge) -> None:
    rows = judge(
        "1,Lamp,15,USD,yes,red,",
        "2,Rug,15,USD,yes,,",
        header="sku,name,price,currency,stock_status,Zeta,alpha",
    )

    assert [row["attributes"] for row in rows] == ['{"Zeta":"red"}', "{}"]


def test_line_numbers_count_physical_lines(judge: Judge) -> None:
    rows = judge('1,"La\nmp",15,USD,yes,,', "", "2,Rug,abc,USD,yes,,")

    assert [(row["record_number"], row["line_number"]) for row in rows] == [(1, 2), (2, 5)]
    assert rows[0]["product_name"] == "La\nmp"


@pytest.mark.parametrize(
    ("record", "code"),
    [
        ("1,Lamp,15,USD,yes,,,extra", "row/too_many_cells"),
        ("1,Lamp", "row/too_few_cells"),
        ("1,La\0mp,15,USD,yes,,", "row/null_byte"),
    ],
)
def test_malformed_record_never_hides_the_good_ones_after_it(
    judge: Judge, record: str, code: str
) -> None:
    rows = judge("0,First,1,USD,yes,,", record, "2,Rug,15,USD,yes,,")

    assert [row["action"] for row in rows] == ["inserted", "skipped", "inserted"]
    assert code in rows[1]["codes"]


def test_missing_optional_cells_are_blank_with_a_warning(judge: Judge) -> None:
    (row,) = judge("1,Lamp,15,USD,yes")

    assert (row["action"], row["codes"]) == ("inserted", ["row/missing_cells"])


def test_extra_cells_that_are_empty_are_fine(judge: Judge) -> None:
    (row,) = judge("1,Lamp,15,USD,yes,,,,")

    assert (row["action"], row["codes"]) == ("inserted", [])
