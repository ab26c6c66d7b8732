"""All of a partner's products in memory, so that no order has to read the few that it names."""

from collections.abc import Sequence
from typing import Self

import numpy as np
import pyarrow as pa
from duckdb import DuckDBPyConnection

from catalog.database import Row
from catalog.statements import Statements
from orders.hashes import HashIndex

SQL = Statements(__file__)
BATCH_ROWS = 50_000  # no other thread gets on while one is taken over
# few values in many rows: each is kept once
REPEATED = ("category", "brand", "currency", "availability", "price_feed_id", "state_feed_id")


class OfferTable:
    """Rows as `select_offers` has them, found by the hash of their SKU; some 150 bytes each."""

    def __init__(self, table: pa.Table) -> None:
        hashes = table.column("hash").to_numpy()
        self._places = HashIndex(hashes, np.arange(len(table), dtype=np.int64))
        self._table = table.drop_columns("hash")

    @classmethod
    def read(cls, cursor: DuckDBPyConnection, partner_id: int) -> Self:
        """Return the partner's products as the caller's transaction sees them."""
        found = cursor.sql(SQL["select_partner_offers"], params={"partner_id": partner_id})
        table = found.to_arrow_reader(BATCH_ROWS).read_all()
        for name in REPEATED:
            encoded = table.column(name).combine_chunks().dictionary_encode()
            table = table.set_column(table.schema.get_field_index(name), name, encoded)
        return cls(table.combine_chunks())

    def __len__(self) -> int:
        return len(self._table)

    def find(self, hashes: Sequence[int]) -> list[Row]:
        """Return the rows whose SKU has one of the hashes; another SKU may have it, too."""
        places = pa.array(self._places.find(hashes), pa.int64())
        return list(self._table.take(places).to_pylist())
