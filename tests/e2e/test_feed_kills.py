"""The served application is killed while feeds stream in: none is lost, none applied twice."""

from pathlib import Path

import pytest

from benchmarks.feed_kills import run_kills
from benchmarks.feed_scene import Plan


@pytest.mark.realdata
def test_killed_application_loses_and_doubles_no_feed(tmp_path: Path) -> None:
    plan = Plan(
        kills=6, seed=11, real=("luma",), products=40, lives_s=(0.5, 1.5), calm_every=4, calm_s=10
    )

    outcome = run_kills(plan, tmp_path)

    assert outcome.faults == ()
    assert outcome.kills.total() == plan.kills
    assert any(one.feed_id for one in outcome.delivered)
    assert {one.parcel.partner for one in outcome.delivered} >= {"luma", "made", "wary"}
    assert {one.parcel.partner for one in outcome.dropped} == {"luma", "wary", "shelf"}
