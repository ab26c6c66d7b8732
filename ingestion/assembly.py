"""The parts of a feed put together into its one raw file, which is then read like any other."""

from dataclasses import replace

from catalog.statements import Statements
from ingestion.delivery import Ingestion
from ingestion.feeds import Feed, FeedWrongState, get_feed
from ingestion.joining import StoredPart, Workplace, join_parts
from ingestion.profile_store import read_profile
from ingestion.raw_files import put_raw, read_raw
from ingestion.spool import SpoolFile
from ingestion.store import KeyTaken
from jobs.context import JobContext

SQL = Statements(__file__)


def put_together(ingestion: Ingestion, context: JobContext, feed: Feed) -> Feed:
    """
    Store what the feed's parts make together under its raw key, and return the feed with that.

    The raw file is written once: where a crash came right after that, it is only recorded.

    Raises:
        FeedTooLarge, UnpacksTooLarge, Undecodable, FeedEmpty: they make no file of a feed.
        ObjectMissing, StoreUnavailable: the parts cannot be had, or the file not be stored.
        DiskFull: there is no room to do it.
    """
    context.report(0.01, "putting the parts together")
    file = ingestion.spool.make_again(feed.feed_id)
    try:
        _write(ingestion, context, feed, file)
        whole = replace(feed, size_bytes=file.size_bytes, sha256=file.sha256)
        _store(ingestion, whole, file)
        _keep(context, whole)
    except BaseException:
        file.remove()
        raise
    ingestion.spool.keep(feed.feed_id, file)
    return get_feed(ingestion.database, feed.feed_id)


def read_parts(ingestion: Ingestion, feed: Feed) -> list[StoredPart]:
    """Return the feed's parts in the order of the file."""
    rows = ingestion.database.rows(SQL["select_parts"], {"feed_id": feed.feed_id})
    names = ("part", "raw_key", "size_bytes", "sha256")
    return [StoredPart(**{name: row[name] for name in names}) for row in rows]


def _write(ingestion: Ingestion, context: JobContext, feed: Feed, file: SpoolFile) -> None:
    parts = read_parts(ingestion, feed)
    profile = read_profile(ingestion.database, feed.partner_id, feed.profile_version)
    with ingestion.spool.workspace() as folder:
        workplace = Workplace(ingestion.store, ingestion.spool, folder, profile)
        for piece in join_parts(workplace, parts):
            context.check()
            file.write(piece)
    file.finish()


def _store(ingestion: Ingestion, whole: Feed, file: SpoolFile) -> None:
    try:
        put_raw(ingestion.store, whole.raw_key, file.path, file.sha256)
    except KeyTaken:  # by an attempt that a crash cut off before it was recorded
        for _ in read_raw(ingestion.store, whole):
            pass


def _keep(context: JobContext, whole: Feed) -> None:
    told = {name: getattr(whole, name) for name in ("feed_id", "size_bytes", "sha256")}
    with context.transaction() as cursor:
        if not cursor.execute(SQL["keep_whole"], told).fetchall():
            raise FeedWrongState(f"feed {whole.feed_id} is not VALIDATING any more")
