"""The inbox, looked into again and again: whole files become feeds, others stay with a reason."""

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from catalog.errors import FeedledgerError, TryAgain, WriteConflict
from ingestion.delivery import Ingestion
from ingestion.drops import Drop, DropChanged
from ingestion.inbox_failures import Failures
from ingestion.inbox_judging import InboxJudge
from ingestion.inbox_places import Place, Refused, partner_folder, shown_key
from ingestion.inbox_refusals import FoundRefusal, note_refusals
from ingestion.inbox_rest import Resting
from ingestion.inbox_takes import (
    Take,
    feed_id_of,
    forget_take,
    note_takes,
    plan_take,
    read_installation,
    read_takes,
)
from ingestion.inbox_taking import InboxStopped, InboxTaker
from ingestion.store import KeyTaken

LOG = logging.getLogger("feedledger.inbox")
MOST_SEEN = 50_000  # in the folder of one partner
MOST_TAKEN = 200
# two files of one name and content that come within a second may look like one to S3
SHORTEST_REST_S = 1.0
OF_A_POLL = 0.9  # polls are not on time to the millisecond


class Inbox:
    """
    Takes what rests in the inbox, for each partner in the order of arrival.

    A file that fails for a reason of its own is left for a while; one that may work the next
    time is tried at each look, and later files of its partner wait for it.
    """

    def __init__(
        self,
        ingestion: Ingestion,
        rest_s: float,
        *,
        most_taken: int = MOST_TAKEN,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._ingestion = ingestion
        self._taker = InboxTaker(ingestion, read_installation(ingestion.database))
        self._resting = Resting(rest_s, clock)
        self._most_taken = most_taken
        self._turn = threading.Lock()
        self._failures = Failures(clock)
        self._trouble: str | None = None

    def poll(self) -> None:
        """
        Look into the inbox once; at most so many files are taken, the rest by the next looks.

        Whatever is in the way is logged once, and tried again at the next look.
        """
        with self._turn:
            try:
                self._look()
            except InboxStopped:
                return
            except FeedledgerError as error:
                self._say_once(error)
            else:
                self._trouble = None

    def stop(self) -> None:
        """Break off what is under way; a later start goes on with it."""
        self._taker.stop()

    def _look(self) -> None:
        database = self._ingestion.database
        under_way = read_takes(database)
        waiting = self._carry_out(under_way, frozenset())
        found = list(_fairly(self._ingestion.store.inbox.drops()))
        refusals, takes = self._sort(self._rested(found), {take.feed_id for take in under_way})
        note_refusals(database, refusals, self._ingestion.clock())
        chosen = [take for take in takes if take.delivery.partner not in waiting]
        note_takes(database, chosen[: self._most_taken])
        self._carry_out(chosen[: self._most_taken], waiting)

    def _rested(self, found: Sequence[Drop]) -> list[Drop]:
        self._failures.keep({feed_id_of(drop) for drop in found})
        rested = self._resting.sift(found)
        return sorted(rested, key=lambda drop: (drop.arrived_at, drop.key))

    def _sort(
        self, rested: Sequence[Drop], under_way: Collection[str]
    ) -> tuple[list[FoundRefusal], list[Take]]:
        """Divide what rests into what is refused and what can be taken now."""
        judge = InboxJudge(self._ingestion.database, self._ingestion.spool.max_bytes)
        refusals, takes = [], []
        for drop in rested:
            judged, feed_id = judge.judge(drop), feed_id_of(drop)
            refused = judged if isinstance(judged, Refused) else self._failures.reason_of(feed_id)
            if refused:
                refusals.append(_refusal(drop, refused))
            is_free = feed_id not in under_way and not self._failures.is_left(feed_id)
            if isinstance(judged, Place) and is_free:
                takes.append(plan_take(drop, judged))
        return refusals, takes

    def _carry_out(self, takes: Sequence[Take], waiting: Collection[str]) -> set[str]:
        """Take them one after another; return the partners whose files have to wait."""
        held = set(waiting)
        for take in takes:
            is_held = take.delivery.partner in held or self._failures.is_left(take.feed_id)
            if not is_held and not self._attempt(take):
                held.add(take.delivery.partner)
        return held

    def _attempt(self, take: Take) -> bool:
        """Take the file or note why not; return whether the next one may overtake it."""
        try:
            self._taker.carry_out(take)
        except (KeyTaken, DropChanged) as error:
            forget_take(self._ingestion.database, take.feed_id)
            self._failures.note(take, error, leave=True)
        except WriteConflict:
            raise
        except TryAgain as error:
            self._failures.note(take, error, leave=False)
            self._ingestion.store.check()  # where nothing works, the look is over
            return False
        except FeedledgerError as error:
            self._failures.note(take, error, leave=True)
        else:
            self._failures.clear(take.feed_id)
        return True

    def _say_once(self, error: FeedledgerError) -> None:
        if error.code != self._trouble:
            LOG.warning("the inbox waits: %s", error)
        self._trouble = error.code


def _fairly(drops: Iterable[Drop]) -> Iterator[Drop]:
    """Yield so many of each folder at most: one that is full hides no other."""
    seen: Counter[str | None] = Counter()
    for drop in drops:
        folder = partner_folder(drop)
        seen[folder] += 1
        if seen[folder] <= MOST_SEEN:
            yield drop


def rest_for(poll_s: float) -> float:
    """Return for how many seconds a file must rest where the inbox is polled so often."""
    return max(SHORTEST_REST_S, OF_A_POLL * poll_s)


def _refusal(drop: Drop, refused: Refused) -> FoundRefusal:
    return FoundRefusal(
        shown_key(drop.key), partner_folder(drop), refused.code, refused.detail, drop.size_bytes
    )
