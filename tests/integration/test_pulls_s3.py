"""Pulls from a real S3 server."""

from dataclasses import replace
from uuid import uuid4

import pytest

from catalog.errors import FeedledgerError
from ingestion.pull_source import PullNotFound, PullRefused, PullUnavailable
from tests.pulling import FEED, Pulling
from tests.seaweed import Seaweed

OTHER = FEED.replace(b"Lamp", b"Lantern")


def entry(server: Seaweed) -> str:
    return (
        f'[shop]\nhosts = ["{server.bucket}"]\naccess_key_id = "{server.access_key}"\n'
        f'secret_access_key = "{server.secret_key}"\nendpoint_url = "{server.endpoint}"\n'
        f'region = "{server.region}"\n'
    )


def put(server: Seaweed, content: bytes = FEED, key: str | None = None) -> str:
    key = key or f"pulls/{uuid4()}/a b.csv"
    server.client().put_object(Bucket=server.bucket, Key=key, Body=content)
    return key


def test_object_becomes_a_feed_and_again_only_when_it_changed(
    pulling: Pulling, seaweed: Seaweed
) -> None:
    pulling.secrets(entry(seaweed))
    key = put(seaweed)
    url = f"s3://{seaweed.bucket}/{key.replace(' ', '%20')}"
    schedule = pulling.schedule(url, credentials="shop")

    outcomes = [pulling.run(schedule).last_outcome, pulling.run(schedule).last_outcome]
    put(seaweed, OTHER, key)
    outcomes.append(pulling.run(schedule).last_outcome)

    assert outcomes == ["loaded", "unchanged", "loaded"]
    assert [pulling.content(feed) for feed in pulling.feeds()] == [FEED, OTHER]
    assert pulling.feeds()[0].filename == "a b.csv"


@pytest.mark.parametrize(
    ("changed", "key", "error"),
    [
        ({}, "no/such.csv", PullNotFound),
        ({"secret_key": "wrong"}, None, PullRefused),
        ({"endpoint": "http://127.0.0.1:9"}, None, PullUnavailable),
    ],
)
def test_object_that_cannot_be_read_says_why(
    pulling: Pulling,
    seaweed: Seaweed,
    changed: dict[str, str],
    key: str | None,
    error: type[FeedledgerError],
) -> None:
    pulling.secrets(entry(replace(seaweed, **changed)))
    key = key or put(seaweed, key="pulls/there.csv")

    with pytest.raises(error) as refused:
        pulling.run(pulling.schedule(f"s3://{seaweed.bucket}/{key}", credentials="shop"))

    assert pulling.feeds() == []
    assert seaweed.secret_key not in str(refused.value)
