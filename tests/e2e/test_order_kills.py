"""The served application is killed while customers order: every answer stays true."""

from pathlib import Path

from benchmarks.customers import Placed
from benchmarks.order_kills import Plan, run_kills


def test_killed_application_keeps_every_order_it_answered(tmp_path: Path) -> None:
    plan = Plan(seconds=4, seed=11, customers=16, products=20, units=300, lives_s=(1.0, 2.0))

    outcome = run_kills(plan, tmp_path)

    assert outcome.faults == ()
    assert outcome.kills >= 2
    # it was killed while orders were under way, and repeats of some were answered
    unheard = [one for one in outcome.told if one.unheard]
    assert any(isinstance(one.said, Placed) for one in unheard), outcome
