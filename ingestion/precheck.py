"""The pre-check of a file before it is delivered: its head read as VALIDATE reads a feed."""

from dataclasses import dataclass, replace
from pathlib import Path

from catalog.errors import RejectedInput
from catalog.partners import get_partner
from ingestion.checking import CheckedFeed, Trial, check_feed, profile_of
from ingestion.delivery import Ingestion
from ingestion.feeds import Feed
from ingestion.heads import HEAD_BYTES, Head, write_head
from ingestion.looking import Look, look_at
from ingestion.profiles import Profile
from ingestion.retention import refuse_expired_raw
from ingestion.store import Source
from ingestion.unpacking import unpack


@dataclass(frozen=True)
class PreCheck:
    """
    What is known of a file from its head, read by `profile`.

    `head_bytes` were looked at, as text. Where they are all of the file it `is_whole`, and
    `checked` is what VALIDATE would say of it now. Else `checked` is of the records of the head
    alone: it says nothing of products that are absent, of guards, or of SKUs that come again
    behind it. `look` is None where nothing of the file could be read.
    """

    profile: Profile
    head_bytes: int
    is_whole: bool
    look: Look | None
    checked: CheckedFeed


def pre_check(
    ingestion: Ingestion, trial: Trial, source: Source, head_bytes: int = HEAD_BYTES
) -> PreCheck:
    """
    Return what is to be said of the file that the source gives; nothing is written or kept.

    Only the head is read; whether that is all of the file is found out, too. The source of a
    trial that `is_whole` not gives a head, however short.

    Raises:
        DiskFull: there is no room to look at it.
        StoreUnavailable: the source is a stored file, and broke off.
    """
    profile = profile_of(ingestion, trial)
    with ingestion.spool.workspace() as folder:
        try:
            may_be_whole = trial.is_whole
            head = write_head(source, folder, profile, head_bytes, may_be_whole=may_be_whole)
        except RejectedInput as error:
            return PreCheck(profile, 0, is_whole=False, look=None, checked=CheckedFeed(error=error))
        return _check(ingestion, replace(trial, profile=profile, is_whole=head.is_whole), head)


def pre_check_feed(ingestion: Ingestion, feed: Feed, profile: Profile) -> PreCheck:
    """
    Return what would be said of the file of a feed that came, read by that profile now.

    Raises:
        RawExpired: its raw file was not kept any longer.
        ObjectMissing, StoreUnavailable, StoreRefused: the raw file cannot be had.
        DiskFull: there is no room to look at it.
    """
    refuse_expired_raw(feed)
    partner = get_partner(ingestion.database, feed.partner)
    with ingestion.store.open(feed.raw_key) as source:
        return pre_check(ingestion, Trial(partner, feed.mode, profile=profile), source)


def _check(ingestion: Ingestion, trial: Trial, head: Head) -> PreCheck:
    profile = profile_of(ingestion, trial)
    try:
        look: Look | None = look_at(_text_of(ingestion, head.path), profile, trial.mode)
    except RejectedInput:  # the check says why
        look = None
    checked = check_feed(ingestion, trial, head.path)
    return PreCheck(profile, head.size_bytes, head.is_whole, look, checked)


def _text_of(ingestion: Ingestion, path: Path) -> Path:
    return unpack(path, ingestion.spool.max_bytes, ingestion.spool.require_room)
