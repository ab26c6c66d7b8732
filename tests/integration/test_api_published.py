"""What the API and the metrics tell of the analysts' file."""

from datetime import datetime
from functools import partial
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

from analytics.published_state import measure_published
from catalog.clock import utc_now
from catalog.meters import Meters
from tests.api import Client
from tests.publishing import Publishing

PUBLISHED = "/api/v1/analytics/published"


def test_nothing_is_told_before_the_first_file(client: Client) -> None:
    answer = client.get(PUBLISHED).json()

    assert answer == {"published_at": None, "took_s": None, "how": None, "waits_for": None}


def test_moment_of_the_file_and_what_it_took_are_told(client: Client, tmp_path: Path) -> None:
    publishing = Publishing(client.services.database, tmp_path / "published")
    publishing.publish()

    answer = client.get(PUBLISHED).json()

    ((published_at,),) = publishing.read("select published_at from about")
    assert datetime.fromisoformat(answer["published_at"]) == published_at
    assert (answer["how"], answer["waits_for"]) == ("anew", None)
    assert answer["took_s"] >= 0


def test_what_the_next_file_waits_for_is_told(client: Client, tmp_path: Path) -> None:
    publishing = Publishing(client.services.database, tmp_path / "published")
    publishing.publisher.queue_due()
    with client.services.database.transaction() as cursor:
        error = """{"code": "server/disk_full"}"""
        cursor.execute("update job set status = 'RETRY_WAIT', error = ?", [error])

    assert client.get(PUBLISHED).json()["waits_for"] == "server/disk_full"


def test_metrics_have_age_and_size_of_the_file(client: Client, tmp_path: Path) -> None:
    database, meters = client.services.database, Meters()
    meters.read(partial(measure_published, database, utc_now))
    assert b"published" not in meters.show()
    publishing = Publishing(database, tmp_path / "published")
    publishing.publish()

    told = {
        sample.name: sample.value
        for family in text_string_to_metric_families(meters.show().decode())
        for sample in family.samples
    }
    assert told["feedledger_published_bytes"] == publishing.path.stat().st_size
    assert told["feedledger_published_age_seconds"] >= 0
