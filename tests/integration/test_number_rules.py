"""Numbers, prices and GTINs are read as third parties and a model of the contract read them."""

import csv
import re
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from babel.numbers import format_currency, format_decimal
from duckdb import DuckDBPyConnection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from price_parser import Price
from stdnum import ean

from tests.judging import Judge

MARKS = [None, ".", ","]
SHARES_THE_CONNECTION = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
GROUPS = re.compile(r"\d{1,3}(-\d{3})+|\d{1,2}(-\d{2})+-\d{3}")
NUMBER = re.compile(r"([+-]?)([0-9.,]*[0-9][0-9.,]*)([eE][+-]?[0-9]+)?")


def ask(macros: DuckDBPyConnection, question: str, cells: list[str]) -> list[object]:
    """Return the answer of an expression over `cell`, for each of the cells."""
    relation = f"select {question} from (select unnest($cells::varchar[]) as cell)"  # noqa: S608 - ours
    return [row[0] for row in macros.execute(relation, {"cells": cells}).fetchall()]


def read_number(cell: str, decimal_mark: str | None) -> str | Decimal:
    """Return the number that section 5 finds in the cell, or why it finds none."""
    joined = re.sub(r"(?<=[0-9])[ \xa0\u2009\u202f'\u2019]+(?=[0-9])", "", cell)
    found = NUMBER.fullmatch(joined)
    if not found:
        return "!invalid"
    sign, digits, exponent = found[1], found[2], found[3] or ""
    marks = re.sub("[0-9]", "", digits)
    if len(set(marks)) == 2:
        return _read_both(sign, digits, exponent)
    if len(marks) > 1:
        return _read_thousands(sign, digits, marks[0], exponent)
    before, _, after = digits.partition(marks) if marks else (digits, "", "")
    thousands = 1 <= len(before) <= 3 and int(before) and len(after) == 3 and not exponent
    if not thousands:
        return Decimal(f"{sign}{before or 0}.{after or 0}{exponent}")
    if decimal_mark is None:
        return "!ambiguous"
    return Decimal(sign + (f"{before}.{after}" if marks == decimal_mark else before + after))


def _read_both(sign: str, digits: str, exponent: str) -> str | Decimal:
    last = max(".,", key=digits.rindex)
    whole, _, after = digits.rpartition(last)
    if last in whole or exponent:
        return "!invalid"
    read = _read_thousands(sign, whole, "." if last == "," else ",", "")
    return read if isinstance(read, str) else Decimal(f"{read}.{after or 0}")


def _read_thousands(sign: str, digits: str, mark: str, exponent: str) -> str | Decimal:
    if exponent or not GROUPS.fullmatch(digits.replace(mark, "-")):
        return "!invalid"
    return Decimal(sign + digits.replace(mark, ""))


@SHARES_THE_CONNECTION
@given(
    st.lists(
        st.text("0123456789.,' -+e\xa0\u2019", min_size=1, max_size=12), min_size=200, max_size=400
    ),
    st.sampled_from(MARKS),
)
def test_number_is_read_as_the_model_reads_it(
    macros: DuckDBPyConnection, cells: list[str], mark: str | None
) -> None:
    literal = f"'{mark}'" if mark else "null"

    texts = ask(macros, f"number_text(joined_digits(cell), {literal})", cells)

    for cell, text in zip(cells, texts, strict=True):
        expected = read_number(cell, mark)
        read = text if str(text).startswith("!") else Decimal(str(text))
        assert read == expected, cell


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("1 234 567", "1234567"),
        ("1,29,990", "129990"),
        ("1.29.990,50", "129990.50"),
        ("1,234.5", "1234.5"),
        ("1.234.567", "1234567"),
        ("12,5", "12.5"),
        ("0.125", "0.125"),
        ("1234.567", "1234.567"),
        (".5", "0.5"),
        ("5.", "5"),
        ("1,5e3", "1500"),
        ("012.345", "!ambiguous"),
        ("1,234", "!ambiguous"),
        ("1,234,56", "!invalid"),
        ("1.234,567,890", "!invalid"),
        ("1.23,45", "!invalid"),
        ("12abc", "!invalid"),
        ("", "!invalid"),
    ],
)
def test_number_of_the_contract(macros: DuckDBPyConnection, cell: str, number: str) -> None:
    (text,) = ask(macros, "number_text(joined_digits(cell), null)", [cell])

    assert text == number or Decimal(str(text)) == Decimal(number)
    assert read_number(cell, None) == (number if number.startswith("!") else Decimal(number))


@SHARES_THE_CONNECTION
@given(
    st.lists(st.decimals(-(10**12), 10**12, places=6), min_size=50, max_size=100),
    st.integers(1, 10**6),
    st.integers(0, 6),
)
def test_division_is_exact_and_rounded_half_up(
    macros: DuckDBPyConnection, numbers: list[Decimal], units: int, places: int
) -> None:
    cells = [f"{number:f}" for number in numbers]
    divisor = Fraction(units, 10**places)
    ratio = f"{divisor.numerator}, {divisor.denominator}"

    read = ask(macros, f"divided(cell, {ratio})", cells)
    more = ask(macros, f"has_more_decimals(cell, {ratio})", cells)

    for number, value, has_more in zip(numbers, read, more, strict=True):
        ten_thousandths = abs(Fraction(number) / divisor * 10_000)
        rounded = int(ten_thousandths + Fraction(1, 2)) * (-1 if number < 0 else 1)
        if abs(rounded) < 10**18:
            assert value == Decimal(rounded).scaleb(-4)
            assert has_more == (ten_thousandths.denominator != 1)
        else:
            assert value is None


@SHARES_THE_CONNECTION
@given(st.lists(st.decimals(0, 10**13, places=8), min_size=50, max_size=200))
def test_price_is_rounded_half_up_to_four_decimals(
    macros: DuckDBPyConnection, numbers: list[Decimal]
) -> None:
    read = ask(macros, "divided(cell, 1, 1)", [f"{number:f}" for number in numbers])

    rounded = [number.quantize(Decimal("0.0001"), ROUND_HALF_UP) for number in numbers]
    assert read == rounded


@SHARES_THE_CONNECTION
@given(st.lists(st.text("0123456789", max_size=16), min_size=50, max_size=200))
def test_gtin_is_right_where_stdnum_says_so(macros: DuckDBPyConnection, digits: list[str]) -> None:
    cells = [*digits, *(text + ean.calc_check_digit(text) for text in digits)]

    right = ask(
        macros,
        "regexp_full_match(cell, '[0-9]{8}|[0-9]{12,14}')"
        " and has_check_digit(try_cast(cell as bigint))",
        cells,
    )

    assert [bool(each) for each in right] == [ean.is_valid(cell) for cell in cells]


LOCALES = {
    "en_US": "USD", "en_GB": "GBP", "en_CA": "CAD", "en_IN": "INR", "en_ZA": "ZAR", "de_DE": "EUR",
    "de_AT": "EUR", "de_CH": "CHF", "fr_FR": "EUR", "es_ES": "EUR", "it_IT": "EUR", "nl_NL": "EUR",
    "pt_BR": "BRL", "pl_PL": "PLN", "cs_CZ": "CZK", "hu_HU": "HUF", "sv_SE": "SEK", "nb_NO": "NOK",
    "da_DK": "DKK", "fi_FI": "EUR", "tr_TR": "TRY", "ru_RU": "RUB", "uk_UA": "UAH", "ja_JP": "JPY",
    "zh_CN": "CNY", "ko_KR": "KRW", "vi_VN": "VND", "he_IL": "ILS", "th_TH": "THB", "es_MX": "MXN",
    "el_GR": "EUR", "en_NZ": "NZD", "ms_MY": "MYR", "id_ID": "IDR", "es_PE": "PEN",
}  # fmt: skip
AMOUNTS = [Decimal(text) for text in ("0.99", "15", "1234.5", "129990", "1234567.89")]


def test_price_is_read_as_each_locale_writes_it(judge: Judge) -> None:
    wrong = []
    for locale, currency in LOCALES.items():
        cells = [format_currency(amount, currency, locale=locale) for amount in AMOUNTS]
        mark = format_decimal(Decimal("0.5"), locale=locale)[1]
        records = [f'{at},Lamp,"{cell}",,yes,,' for at, cell in enumerate(cells)]
        rows = judge(*records, decimal_mark=mark, constants={"currency": currency})
        for cell, amount, row in zip(cells, AMOUNTS, rows, strict=True):
            shown = Decimal(format_decimal(amount, "0.##", locale="en_US"))
            whole = currency in {"JPY", "KRW", "VND"}
            expected = (shown.quantize(0) if whole else shown, currency)
            if (row["price"], row["currency"]) not in {expected, (amount.quantize(1), currency)}:
                wrong.append((locale, cell, row["price"], row["currency"], row["codes"]))

    assert wrong == []


@pytest.mark.parametrize(
    "cell",
    [
        "15.00 USD", "USD 15", "$15", "1.234,56 €", "₹1,29,990", "£1,299.00", "1 234,50 zł",
        "CHF 1'234.50", "R$ 12,90", "12,90 kr", "Rs. 1,29,990", "Rs.500", "1.299.000 ₫", "US$5.25",
    ],
)  # fmt: skip
def test_price_parser_finds_the_same_amount(judge: Judge, cell: str) -> None:
    (row,) = judge(f'1,Lamp,"{cell}",,yes,,', constants={"currency": "USD"})

    # which takes the Indian grouping and the point of an abbreviation for something else
    told = {"₹1,29,990": "129990", "Rs. 1,29,990": "129990", "Rs.500": "500"}
    amount = Decimal(told[cell]) if cell in told else Price.fromstring(cell).amount
    assert row["price"] == amount


def test_every_currency_of_the_standard_is_known_with_its_minor_unit(
    judge: Judge, realdata: Path
) -> None:
    with (realdata / "iso4217.csv").open(encoding="utf-8", newline="") as file:
        units = {
            row["AlphabeticCode"]: row["MinorUnit"]
            for row in csv.DictReader(file)
            if row["AlphabeticCode"] and not row["WithdrawalDate"]
        }

    fits = judge(*(f"{code},Lamp,{_price(unit, 0)},{code},yes,," for code, unit in units.items()))
    more = judge(*(f"{code},Lamp,{_price(unit, 1)},{code},yes,," for code, unit in units.items()))

    for unit, fitting, longer in zip(units.values(), fits, more, strict=True):
        known = unit.isdigit()
        assert fitting["codes"] == ([] if known else ["currency/unknown"]), fitting["sku"]
        told = "price/minor_unit" if unit != "4" else "price/too_many_decimals"
        assert longer["codes"] == ([told] if known else ["currency/unknown"]), longer["sku"]


def _price(unit: str, more: int) -> str:
    """Return a price with as many decimals as the currency has, or one more."""
    places = (int(unit) if unit.isdigit() else 2) + more
    return f"1234.{'5' * places}" if places else "1234"
