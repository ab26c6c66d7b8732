"""Which of the files in the inbox can be taken, and why the others cannot."""

from catalog.database import Database
from catalog.partners import PartnerNotFound, get_partner
from ingestion.drops import LARGEST_BYTES, Drop
from ingestion.inbox_places import Place, Refused, read_place


class InboxJudge:
    """Judges files by their places and sizes; partners are looked up once."""

    def __init__(self, database: Database, max_bytes: int) -> None:
        self._database = database
        self._max_bytes = min(max_bytes, LARGEST_BYTES)
        self._known: dict[str, bool] = {}

    def judge(self, drop: Drop) -> Place | Refused:
        """Return whose file it is and how it is read, or why it cannot be taken."""
        place = read_place(drop)
        if isinstance(place, Refused):
            return place
        if not self._is_known(place.partner):
            return Refused("partner/not_found", f"there is no partner {place.partner!r}")
        if drop.size_bytes == 0:
            return Refused("file/empty", "the file is empty")
        if drop.size_bytes > self._max_bytes:
            return Refused("file/too_large", f"a file may have at most {self._max_bytes} bytes")
        return place

    def _is_known(self, code: str) -> bool:
        if code not in self._known:
            try:
                get_partner(self._database, code)
            except PartnerNotFound:
                self._known[code] = False
            else:
                self._known[code] = True
        return self._known[code]
