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
TRIED = settings.get_profile("soak") if settings.get_current_profile_name() == "soak" else SHORT
