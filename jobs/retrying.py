"""When something is tried again: exponential backoff with jitter, of jobs five minutes at most."""

import random

from catalog.errors import TryAgain

FIRST_WAIT_S = 2.0
LONGEST_WAIT_S = 300.0
DEFAULT_MAX_ATTEMPTS = 3
# so many that the waits between them last 11 minutes at least, 23 at most
PATIENT_MAX_ATTEMPTS = 12


def wait_before_retry_s(attempt: int, error: TryAgain) -> float:
    """
    Return how long to wait after so many attempts, in seconds.

    It is not sooner than the error itself says, and no longer than five minutes.
    """
    asked_s = float(getattr(error, "retry_after_s", 0))
    return min(max(backoff_s(attempt, LONGEST_WAIT_S), asked_s), LONGEST_WAIT_S)


def backoff_s(attempt: int, longest_s: float) -> float:
    """
    Return the wait after so many attempts, in seconds.

    That is two seconds after the first, twice as long after each other, and `longest_s` at most,
    each less up to a half by chance.
    """
    nominal_s = min(FIRST_WAIT_S * 2.0 ** (attempt - 1), longest_s)
    return nominal_s * random.uniform(0.5, 1.0)  # noqa: S311 - jitter, no secret
