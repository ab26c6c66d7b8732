"""The functions of the rule SQL, as temporary macros on whatever connection will run it."""

from collections.abc import Sequence

from duckdb import DuckDBPyConnection

from catalog.currencies import MINOR_UNITS
from catalog.statements import Statements
from ingestion.availability import WORDS
from ingestion.fields import WHITE_SPACE
from ingestion.findings import CODES

SQL = Statements(__file__)
# each uses only macros before it
MACROS = (
    "macro_merged_attributes",
    "macro_is_cleared",
    "macro_meant_currency",
    "macro_merged_value",
    "macro_trimmed",
    "macro_is_plain_number",
    "macro_even_marks",
    "macro_joined_digits",
    "macro_price_parts",
    "macro_number_text",
    "macro_shifted",
    "macro_divided",
    "macro_has_more_decimals",
    "macro_symbol_currencies",
    "macro_part_currencies",
    "macro_folded_word",
    "macro_read_availability",
    "macro_has_check_digit",
    "macro_finding",
    "macro_is_whole",
    "macro_filled_down",
    "macro_first_of",
    "macro_without_apostrophe",
    "macro_shopify_sku",
    "macro_shopify_problem",
    "macro_shopify_availability",
    "macro_woocommerce_problem",
)


def install_macros(cursor: DuckDBPyConnection) -> None:
    """Make the rule SQL's functions known to this connection, for as long as it lives."""
    _install(cursor, "white_space()", quoted(WHITE_SPACE))
    # the commonest are told without the pattern of all
    listed = _any_of("code", sorted(MINOR_UNITS))
    _install(cursor, "is_currency(code)", f"(code = 'USD' or code = 'EUR' or {listed})")
    for name, codes in _codes_by_use().items():
        _install(cursor, f"{name}(code)", _any_of("code", codes))
    _install(cursor, "listed_availability(word)", _listed_availability())
    for name in MACROS:
        cursor.execute(SQL[name])


def quoted(*texts: str) -> str:
    """Return the texts as SQL literals, with commas between."""
    return ", ".join("'" + text.replace("'", "''") + "'" for text in texts)


def _codes_by_use() -> dict[str, list[str]]:
    """Return the codes that the rules ask for, by the macro that tells them from all others."""
    return {
        "is_error": [code for code, text in CODES.items() if text.severity == "error"],
        "is_warning": [code for code, text in CODES.items() if text.severity == "warning"],
        "is_skipping": [code for code, text in CODES.items() if text.skips],
        "is_no_product": [
            code for code, text in CODES.items() if text.skips and text.severity == "info"
        ],
    }


def _any_of(name: str, texts: Sequence[str]) -> str:
    # a pattern instead of `in`, which the planner would turn into a join over every record
    return f"regexp_full_match({name}, {quoted('|'.join(texts))})"


def _listed_availability() -> str:
    """Return the expression for what a folded word of the closed list means, null for any other."""
    meanings = [f"when {_any_of('word', words)} then '{what}'" for what, words in WORDS.items()]
    return f"case {' '.join(meanings)} end"


def _install(cursor: DuckDBPyConnection, signature: str, body: str) -> None:
    cursor.execute("create or replace temp macro " + signature + " as " + body)
