"""Which idempotency keys were ever answered: a hash of each in memory, the answers on disk."""

from collections.abc import Sequence
from hashlib import blake2b
from threading import Lock

import numpy as np

from catalog.database import Database
from catalog.statements import Statements
from orders.hashes import HashSet

SQL = Statements(__file__)


def hash_key(owner: str, key: str) -> int:
    """Return the 64-bit hash under which the owner's key is kept."""
    named = f"{len(owner)}:{owner}{key}".encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(named, digest_size=8).digest(), "big")


class AnsweredKeys:
    """
    The hashes of all keys that have an answer; a hash that is not there is a new key's.

    One process writes the file, under the desk's lock: what it adds after its commits is all
    that there is to know, and saves each order a search among all keys ever sent.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._loaded: HashSet | None = None

    def find(self, hashes: Sequence[int]) -> set[int]:
        """Return those of the hashes that stand for a key with an answer, or may do so."""
        return self._hashes().find(hashes)

    def add(self, key_hash: int) -> None:
        """Take in a key whose answer is committed."""
        self._hashes().add(key_hash)

    def forget(self) -> None:
        """Have all keys looked up anew."""
        self._loaded = None

    def fold(self, lock: Lock) -> None:
        """Make the search quick again after many keys."""
        with lock:
            known = self._hashes()
            runs = known.long_runs()
        if runs:
            folded = np.sort(np.concatenate(runs))
            with lock:
                if self._hashes() is known:
                    known.fold(runs, folded)

    def _hashes(self) -> HashSet:
        if self._loaded is None:
            with self._database.cursor() as cursor:
                rows = cursor.execute(SQL["select_key_hashes"]).fetchnumpy()
            self._loaded = HashSet(rows["key_hash"])
        return self._loaded
