"""
What a preset makes of a file's records before any field is read: cells in place, and new ones.

Like the projection it puts SQL together from a closed set: columns c0, c1, … and macros.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from ingestion.fields import fold_header
from ingestion.presets import PRESETS, Preset
from ingestion.profiles import Profile

NOTHING = "null::varchar"
STOCK_COLUMNS = {"status", "variant_inventory_tracker", "variant_inventory_policy"}


@dataclass(frozen=True)
class Rewriting:
    """
    `cells` are expressions in place of columns, by position; `derived` feed a field that has none.

    `problem` replaces a record's problem; `follows_quantity` says that the record's quantity
    decides its availability, whatever is stored. Where `needs_order`, the expressions look at
    other records, in the order of the file.
    """

    cells: dict[int, str] = field(default_factory=dict)
    derived: dict[str, str] = field(default_factory=dict)
    hidden: frozenset[int] = frozenset()
    problem: str = ""
    follows_quantity: str = "false"
    needs_order: bool = False

    def relation(self, source: str) -> str:
        """Return the relation of the source's records, rewritten."""
        replaced = [f"{cell} as c{at}" for at, cell in self.cells.items()]
        replaced += [f"{self.problem} as row_problem"] if self.problem else []
        if not replaced and not self.derived:
            return source
        shown = f"* replace ({', '.join(replaced)})" if replaced else "*"
        derived = "".join(f", {cell} as {derived_column(of)}" for of, cell in self.derived.items())
        follows = f", {self.follows_quantity} as follows_quantity"
        return f"(select {shown}{derived}{follows} from {source})"  # noqa: S608 - see above


def derived_column(of: str) -> str:
    """Return the column in which a derived field stands."""
    return f"derived_{of}"


def rewrite_columns(names: Sequence[str], profile: Profile) -> Rewriting:
    """Return what the profile's preset makes of the columns; `plain` leaves all as it is."""
    columns = Columns(names)
    if profile.preset == "shopify":
        return _rewrite_shopify(columns, {str(of) for of in profile.fields})
    if profile.preset == "woocommerce" and columns.have("type", "regular_price"):
        told = f"{columns['type']}, {columns['regular_price']}, row_problem"
        return Rewriting(problem=f"woocommerce_problem({told})")
    return Rewriting()


def columns_of_fields(names: Sequence[str], preset: Preset) -> dict[str, int]:
    """Return the columns that feed the preset's fields, by position."""
    columns = Columns(names)
    return {
        of: columns.at[wanted[0]]
        for of, candidates in preset.fields.items()
        if (wanted := [header for header in candidates if header in columns.at])
    }


class Columns:
    """The columns of a file by their folded headers, the first of each."""

    def __init__(self, names: Sequence[str]) -> None:
        self.at = {fold_header(name): at for at, name in reversed(list(enumerate(names)))}

    def __getitem__(self, header: str) -> str:
        return f"trimmed(c{self.at[header]})" if header in self.at else NOTHING

    def have(self, *headers: str) -> bool:
        """Return whether all of them are there."""
        return self.at.keys() >= set(headers)


def _rewrite_shopify(columns: Columns, mapped: set[str]) -> Rewriting:
    filled = {
        header: f"filled_down({columns[header]}, {columns['handle']}, row_problem, record_number)"
        for header in columns.at
        if columns.have("handle") and PRESETS["shopify"].filled.fullmatch(header)
    }
    cells = {columns.at[header]: cell for header, cell in filled.items()}
    derived = {}
    for header, of, cell in _shopify_values(columns, filled.get("status", columns["status"])):
        if header in columns.at:
            cells[columns.at[header]] = cell
        elif cell != NOTHING and of not in mapped:
            derived[of] = cell
    return Rewriting(
        cells=cells,
        derived=derived,
        hidden=frozenset(
            at for header, at in columns.at.items() if header in PRESETS["shopify"].hidden
        ),
        problem=f"shopify_problem({_is_image(columns)}, row_problem)",
        follows_quantity=_follows_quantity(columns, derived),
        needs_order=True,
    )


def _shopify_values(columns: Columns, status: str) -> list[tuple[str, str, str]]:
    """Return header, field and expression of what is worked out, NOTHING where it cannot be."""
    handle, source = columns["handle"], columns["image_src"]
    options = ", ".join(columns[f"option{number}_value"] for number in (1, 2, 3))
    tracker, policy = columns["variant_inventory_tracker"], columns["variant_inventory_policy"]
    quantity = columns["variant_inventory_qty"]
    sku = f"shopify_sku({columns['variant_sku']}, {handle}, {options}, {_is_image(columns)})"
    tracked = f"{tracker} is not null" if columns.have("variant_inventory_tracker") else "true"
    first = f"first_of({source}, {handle}, record_number)"
    return [
        ("variant_sku", "sku", sku if columns.have("handle") else NOTHING),
        ("variant_barcode", "gtin", _unquoted(columns, "variant_barcode")),
        ("variant_image", "image_link", f"coalesce({columns['variant_image']}, {first})"
         if columns.have("image_src") else NOTHING),
        ("variant_inventory_qty", "quantity", f"case when {tracked} then {quantity}"
         " else 'in stock' end" if columns.have("variant_inventory_qty") else NOTHING),
        ("", "availability", f"shopify_availability({status}, {tracked}, {policy}, {quantity})"
         if columns.at.keys() & STOCK_COLUMNS else NOTHING),
    ]  # fmt: skip


def _unquoted(columns: Columns, header: str) -> str:
    return f"without_apostrophe({columns[header]})" if columns.have(header) else NOTHING


def _follows_quantity(columns: Columns, derived: dict[str, str]) -> str:
    """Return whether a number decides what can be ordered, with no word against it."""
    if "availability" not in derived:
        return "false"
    quantity = f"try_cast({columns['variant_inventory_qty']} as decimal(18, 4))"
    return f"({derived['availability']} is null and {quantity} is not null)"


def _is_image(columns: Columns) -> str:
    if not columns.have("variant_price"):  # as in a file of stock counts
        return "false"
    sku, price = columns["variant_sku"], columns["variant_price"]
    return f"(without_apostrophe({sku}) is null and {price} is null)"
