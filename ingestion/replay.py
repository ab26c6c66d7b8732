"""Replay: a stored raw file, delivered once more as a new feed."""

from dataclasses import dataclass
from typing import Literal

from ingestion.delivery import Delivery, IncomingFeed, Ingestion, begin_delivery
from ingestion.feeds import Feed, FeedWrongState, get_feed
from ingestion.raw_files import read_raw
from ingestion.retention import refuse_expired_raw

ReplayProfile = Literal["today", "then"]


@dataclass(frozen=True)
class Replay:
    """Who replays, and how: by the profile in force, or by the one that the feed was read with."""

    actor: str
    profile: ReplayProfile = "today"
    hold: bool = False
    request_id: str | None = None


def replay_feed(ingestion: Ingestion, feed_id: str, replay: Replay) -> Feed:
    """
    Deliver the raw file of a finished feed as a new feed, under a key of its own; return that.

    Raises:
        FeedNotFound: there is none of that id.
        FeedWrongState: it waits, runs or is held: it may still be loaded; nothing was kept.
            Or it has no raw file, as its parts were never put together.
        RawExpired: its raw file was not kept any longer; nothing was kept.
        FeedTooLarge: feeds as large as it are not taken any more; nothing was kept.
        ObjectMissing, StoreRefused: the raw file cannot be had; nothing was kept.
        StoreUnavailable: it cannot be had now, or is not what was delivered; nothing was kept.
    """
    feed = get_feed(ingestion.database, feed_id)
    if not feed.is_finished:
        raise FeedWrongState(f"feed {feed.feed_id} is {feed.status}: it may still be loaded")
    refuse_expired_raw(feed)
    if not feed.is_whole:
        raise FeedWrongState(f"the parts of feed {feed.feed_id} were never put together")
    incoming = begin_delivery(ingestion, _delivery(feed, replay))
    try:
        _copy(ingestion, feed, incoming)
    except BaseException:
        incoming.abandon()
        refuse_expired_raw(get_feed(ingestion.database, feed_id))  # it was deleted meanwhile
        raise
    return incoming.finish()


def _delivery(feed: Feed, replay: Replay) -> Delivery:
    return Delivery(
        partner=feed.partner,
        mode=feed.mode,
        filename=feed.filename,
        origin="replay",
        delivered_by=replay.actor,
        hold=replay.hold,
        request_id=replay.request_id,
        replays_feed_id=feed.feed_id,
        profile_version=feed.profile_version if replay.profile == "then" else None,
    )


def _copy(ingestion: Ingestion, feed: Feed, incoming: IncomingFeed) -> None:
    for piece in read_raw(ingestion.store, feed):
        incoming.write(piece)
