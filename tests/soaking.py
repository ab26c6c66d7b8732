"""
How long properties are tried: short and the same in each `make test`, at length in `make soak`.

The profile `soak` is chosen by `--hypothesis-profile=soak`; EXAMPLES says how many it tries.
"""

import os

from hypothesis import HealthCheck, Phase, settings

SLOW = settings(deadline=None, suppress_health_check=list(HealthCheck))
# without shrinking, which takes minutes: a soak does it
SHORT = settings(SLOW, max_examples=25, derandomize=True, phases=[Phase.explicit, Phase.generate])
settings.register_profile("soak", SLOW, max_examples=int(os.environ.get("EXAMPLES", "1000")))


def tried() -> settings:
    """Return how long a property is tried in this run; known once the tests are collected."""
    name = settings.get_current_profile_name()
    return settings.get_profile(name) if name == "soak" else SHORT
