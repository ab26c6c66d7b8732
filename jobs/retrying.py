"""When a job is tried again: exponential backoff with jitter, five minutes at most."""

import random

from catalog.errors import TryAgain

FIRST_WAIT_S = 2.0
LONGEST_WAIT_S = 300.0
DEFAULT_MAX_ATTEMPTS = 3
# so many that the waits between them last twelve minutes at least, twenty-four at most
PATIENT_MAX_ATTEMPTS = 12


def wait_before_retry_s(attempt: int, error: TryAgain) -> float:
    """
    Return how long to wait after so many attempts, in seconds.

    That is two seconds after the first, and twice as long after each other, less up to a half by
    chance; not sooner than the error itself says, and no longer than five minutes.
    """
    nominal_s = min(FIRST_WAIT_S * 2.0 ** (attempt - 1), LONGEST_WAIT_S)
    wait_s = nominal_s * random.uniform(0.5, 1.0)  # noqa: S311 - jitter, no secret
    asked_s = float(getattr(error, "retry_after_s", 0))
    return min(max(wait_s, asked_s), LONGEST_WAIT_S)
