"""One record's cells, what they mean in the feed's mode, and what is found in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tests.model.columns import Columns
from tests.model.products import Product
from tests.model.words import trim

CLEAR = "__CLEAR__"


@dataclass(frozen=True)
class Terms:
    """How the records of a feed are read; `width` is the number of its columns."""

    mode: str
    profile: dict[str, Any]
    columns: Columns
    width: int

    @property
    def divisor(self) -> Decimal:
        """What prices are divided by."""
        return Decimal(str(self.profile.get("price_divisor", 1)))

    @property
    def decimal_mark(self) -> str | None:
        """The profile's decimal mark."""
        return self.profile.get("decimal_mark")

    @property
    def words(self) -> dict[str, str]:
        """The partner's own words of availability."""
        return dict(self.profile.get("availability_words", {}))


class Cells:
    """The cells of a record, beside the product of its SKU; `codes` are what is found so far."""

    def __init__(self, terms: Terms, cells: Sequence[str], stored: Product | None) -> None:
        self.terms = terms
        self.stored = stored
        self.codes: list[str] = []
        self._cells = [trim(cell) for cell in [*cells, *[""] * terms.width][: terms.width]]

    @property
    def changes(self) -> Product | None:
        """The product that keeps what the record does not send: None in a full feed."""
        return None if self.terms.mode == "full" else self.stored

    @property
    def attributes(self) -> dict[str, str]:
        """The cells that feed no field, by the name of their column, without blank ones."""
        cells = {key: self._cells[at] for at, key in self.terms.columns.attributes.items()}
        return {key: cell for key, cell in cells.items() if cell is not None}

    def sent(self, field: str) -> str | None:
        """Return the field's cell, None where it is blank, absent or asks to clear."""
        return None if self.clears(field) else self._cell(field)

    def clears(self, field: str) -> bool:
        """Whether the record asks to clear the field."""
        return self.terms.mode != "full" and self._cell(field) == CLEAR

    def kept(self, field: str) -> Any:  # noqa: ANN401 - a value of any field
        """Return what holds where the record sends nothing: the stored value or the constant."""
        if self.clears(field):
            return None
        if self.changes is not None:
            return self.changes.values[field]
        return self.terms.profile.get("constants", {}).get(field)

    def kept_number(self, field: str) -> Decimal | None:
        """Return the same as a number."""
        kept = self.kept(field)
        return None if kept is None else Decimal(kept)

    def tell(self, code: str) -> None:
        """Note what was found."""
        self.codes.append(code)

    def miss(self, field: str) -> None:
        """Tell that a needed field has no value; an unknown product lacks everything."""
        if self.terms.mode != "supplemental" or self.stored is not None:
            self.tell(f"{field}/missing")

    def _cell(self, field: str) -> str | None:
        at = self.terms.columns.fields.get(field)
        return None if at is None else self._cells[at]
