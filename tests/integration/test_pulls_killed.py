"""A pull of the served application that is killed: its feed comes once, and whole."""

import signal
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.feeding import until
from tests.pulling import FEED
from tests.served import Served, serving
from tests.web_source import Answer, Exchange, WebSource

Serve = Callable[[Answer], WebSource]


def only_schedule(served: Served) -> dict[str, Any]:
    with served.api() as api:
        (schedule,) = api.get("/schedules").raise_for_status().json()["items"]
    return dict(schedule)


def test_pull_that_a_kill_cut_off_is_done_once_by_the_next_start(
    tmp_path: Path, serve: Serve
) -> None:
    half_sent = threading.Event()

    def break_off_first(exchange: Exchange) -> None:
        if len(exchange.web.requests) > 1:
            exchange.reply(200, FEED, ETag='"one"')
            return
        exchange.head(200, Content_Length=str(len(FEED)))
        exchange.wfile.write(FEED[:20])
        half_sent.set()
        exchange.web.closing.wait(30)

    web = serve(break_off_first)
    with serving(tmp_path) as served:
        served.add_partner("lumen")
        new = {"partner": "lumen", "name": "nightly", "url": f"{web.url}/a.csv"}
        with served.api() as api:
            made = api.post("/schedules", json={**new, "interval_s": 86_400}).json()
            api.post(f"/schedules/{made['schedule_id']}/run").raise_for_status()
        assert half_sent.wait(30)
        served.process.send_signal(signal.SIGKILL)
        served.process.wait()
    with serving(tmp_path) as served, served.api() as api:
        until(lambda: only_schedule(served)["last_outcome"] is not None)
        after = only_schedule(served)
        feed = served.wait_for_feed(after["last_feed_id"])
        feeds = api.get("/feeds").json()["items"]

    assert after["last_outcome"] == "loaded"
    assert [one["feed_id"] for one in feeds] == [feed["feed_id"]]
    assert (feed["status"], feed["size_bytes"]) == ("COMPLETED", len(FEED))
    assert after["next_run_at"] == made["next_run_at"]
