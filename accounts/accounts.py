"""What the functions of this package work on, wired once where the application starts."""

import threading
import time
from collections.abc import Callable

from accounts.cache import Cache
from accounts.identities import KnownSecret, Session
from accounts.key_uses import KeyUses
from accounts.limits import AttemptLimit, RateLimit
from accounts.passwords import make_decoy
from catalog.clock import Clock, utc_now
from catalog.database import Database

SESSION_MEMORY_S = 5.0
KEY_MEMORY_S = 60.0
ATTEMPTS_WITHIN_S = 300.0
MOST_ATTEMPTS = 10
MOST_ATTEMPTS_FROM_ANYWHERE = 100


class Accounts:
    """
    The database and the clock, and what is remembered between requests.

    `attempts` counts by user name and address, `attempts_from_anywhere` by user name alone:
    one address cannot lock a user out, and many cannot guess on. Writers hold `writing`: one
    process owns the file, so that is enough to keep them from conflicting.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock = utc_now,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self.database = database
        self.clock = clock
        self.writing = threading.Lock()
        self.decoy_hash = make_decoy()
        self.sessions: Cache[Session] = Cache(seconds, SESSION_MEMORY_S)
        self.keys: Cache[KnownSecret] = Cache(seconds, KEY_MEMORY_S)
        self.rates = RateLimit(seconds)
        self.uses = KeyUses()
        self.attempts = AttemptLimit(seconds, MOST_ATTEMPTS, ATTEMPTS_WITHIN_S)
        self.attempts_from_anywhere = AttemptLimit(
            seconds, MOST_ATTEMPTS_FROM_ANYWHERE, ATTEMPTS_WITHIN_S
        )
