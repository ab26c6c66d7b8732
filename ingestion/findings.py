"""Findings of the file as a whole, and what each code of a finding means and asks for."""

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True)
class Finding:
    """Something to tell about the file; findings of rows are rows of `feed_issue`."""

    code: str
    column: str | None = None
    detail: str | None = None


@dataclass(frozen=True)
class CodeText:
    """
    What a code means to the person who reads it, and what to do about it.

    `skips` says whether the record with it is skipped: errors are, and so are records of an
    export that are no products, which is nothing to mend.
    """

    severity: Severity
    message: str
    hint: str
    skips: bool = False


def _error(message: str, hint: str) -> CodeText:
    return CodeText("error", message, hint, skips=True)


def _warning(message: str, hint: str) -> CodeText:
    return CodeText("warning", message, hint)


def _info(message: str, hint: str) -> CodeText:
    return CodeText("info", message, hint)


def _no_product(message: str) -> CodeText:
    return CodeText("info", message, "Nothing to do.", skips=True)


CODES: dict[str, CodeText] = {
    "header/unmapped": _info(
        "This column is none of our fields; its values are kept in the product's attributes.",
        "Nothing to do; if it holds one of the fields, map it in the partner's profile.",
    ),
    "header/ambiguous": _info(
        "Another column already gives this field; this one is kept in the product's attributes.",
        "If this is the right one, map it in the partner's profile.",
    ),
    "guard/too_many_skipped": _warning(
        "The feed is held: too many of its rows are skipped.",
        "Read why they are skipped. Approve the feed to load the others, or reject it and send a"
        " corrected file.",
    ),
    "guard/mass_deactivation": _warning(
        "The feed is held: too many active products are missing from it.",
        "Approve it if they are gone for good. If the file holds only changes, reject it and send"
        " it as a delta.",
    ),
    "guard/price_moves": _warning(
        "The feed is held: the prices of too many products move by more than half.",
        "Look at what it would change, the biggest moves first. Reject it if decimals or"
        " currencies are mixed up.",
    ),
    "guard/row_count_drop": _warning(
        "The feed is held: it has far fewer rows than the last full feed.",
        "Check that the file is complete. Approve it if it is; else reject it and send all of it.",
    ),
    "guard/currency_change": _warning(
        "The feed is held: it changes the currency of products that exist.",
        "Approve it if the partner now sells in another currency; else reject it and correct the"
        " currency.",
    ),
    "guard/hold_requested": _info(
        "The feed is held, as its sender asked for.",
        "Look at what it would change, then approve or reject it.",
    ),
    "guard/review_first": _info(
        "The feed is held: every feed of this partner is reviewed first.",
        "Look at what it would change, then approve or reject it.",
    ),
    "etl/changed_since": _info(
        "The revert left the product as it is: a later feed changed it since.",
        "If it is wrong now, send what is right in a delta.",
    ),
    "etl/kept_for_orders": _info(
        "The feed had inserted the product, and orders name it: the revert made it inactive.",
        "Nothing to do: it cannot be ordered, and its orders stay complete.",
    ),
    "row/blank": _info("Blank lines were passed over; they are not records.", "Nothing to do."),
    "row/image_only": _no_product(
        "The record holds only another image of a product; it is no product itself."
    ),
    "row/variable_parent": _no_product(
        "The record holds only what its variations have in common; it has no price of its own."
    ),
    "row/too_many_cells": _error(
        "The record has more cells than the header has columns.",
        "Put cells that contain the delimiter in quotes, and check for a missing line break.",
    ),
    "row/too_few_cells": _error(
        "The record has fewer cells than the header has columns.",
        "Send a cell for every column, empty where there is no value.",
    ),
    "row/missing_cells": _warning(
        "The record ends before its last, optional columns; they are read as blank.",
        "Send a cell for every column, empty where there is no value.",
    ),
    "row/unclosed_quote": _error(
        "A quote opens a cell of this record and is never closed; reading went on with the next"
        " line.",
        "Close the quote. Inside a quoted cell, write a quote that is part of the text twice.",
    ),
    "row/too_long": _error(
        "The record is longer than 16 MiB; the rest of its line was passed over.",
        "Check for missing line breaks, and keep very long texts out of the feed.",
    ),
    "row/null_byte": _error(
        "The record contains a NUL byte.", "Export the file again; no text has NUL bytes."
    ),
    "row/undecodable": _error(
        "The record contains bytes that are no text in the file's encoding.",
        "Export the whole file as UTF-8.",
    ),
    "sku/missing": _error(
        "The record has no SKU.", "Give every product the identifier you use for it."
    ),
    "sku/too_long": _error(
        "The SKU is longer than 255 characters.", "Send an SKU of at most 255 characters."
    ),
    "sku/duplicate_in_feed": _error(
        "The SKU comes again later in the file; the last record counts.",
        "Send each product once.",
    ),
    "sku/unknown": _error(
        "A supplemental feed only changes products that exist, and there is none with this SKU.",
        "Send the product in a full or delta feed first.",
    ),
    "product_name/missing": _error("The product has no name.", "Fill in the name."),
    "price/missing": _error("The product has no price.", "Fill in the price."),
    "price/invalid": _error(
        "The price cannot be read as a number.",
        "Write it like 1234.50, with the currency before or after it if you like.",
    ),
    "price/ambiguous": _error(
        "The price could mean thousands or three decimals, and we never guess.",
        "Set the decimal mark in the partner's profile, or write two decimals.",
    ),
    "price/not_positive": _error("The price is zero or less.", "Send a price above zero."),
    "price/too_many_decimals": _warning(
        "The price has more than 4 decimals and was rounded.", "Send at most 4 decimals."
    ),
    "price/minor_unit": _warning(
        "The price has more decimals than its currency has.",
        "Round it to the currency's smallest unit, such as the cent.",
    ),
    "price/sale_invalid": _warning(
        "The sale price is no price above zero in the product's currency, and was dropped.",
        "Write it like 1234.50, in the currency of the price.",
    ),
    "price/sale_above_price": _warning(
        "The sale price is above the price and was dropped.",
        "Check whether the two columns are swapped.",
    ),
    "price/sale_equals_price": _info(
        "The sale price equals the price and was dropped.", "Leave it blank when nothing is off."
    ),
    "currency/missing": _error(
        "The price has no currency.",
        "Add a currency column, or set the partner's default currency.",
    ),
    "currency/unknown": _error(
        "This is no currency code of ISO 4217.", "Send a code such as USD or EUR."
    ),
    "currency/conflict": _error(
        "The currency in the price cell is not that of the currency column.",
        "Make the two agree, or leave one of them out.",
    ),
    "availability/missing": _error(
        "Nothing says whether the product can be ordered.",
        "Add an availability or quantity column, or set the partner's default availability.",
    ),
    "availability/unknown_value": _error(
        "The availability is not a word we know, and we never guess.",
        "Send in_stock, out_of_stock, preorder, backorder or discontinued,"
        " or add your word to the partner's profile.",
    ),
    "quantity/invalid": _error(
        "The quantity is not a number.", "Send a number, or leave the cell blank."
    ),
    "quantity/ambiguous": _error(
        "The quantity could mean thousands or three decimals, and we never guess.",
        "Send it without marks between thousands, like 1234.",
    ),
    "quantity/negative": _warning(
        "The quantity is below zero; nothing can be ordered from it.", "Send 0 when none is left."
    ),
    "quantity/not_whole": _warning(
        "The quantity is not a whole number; orders count its whole part.", "Send whole units."
    ),
    "gtin/invalid": _warning(
        "The GTIN is not 8, 12, 13 or 14 digits with a right check digit; it is kept as sent.",
        "Compare it with the barcode on the product.",
    ),
    "gtin/excel_scientific": _warning(
        "A spreadsheet has turned the GTIN into a number and lost its digits; it was dropped.",
        "Format the column as text in the spreadsheet, and export again.",
    ),
}
