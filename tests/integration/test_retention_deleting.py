"""Retention: what is deleted in which steps, and what is said of it then."""

from contextlib import AbstractContextManager
from typing import BinaryIO
from unittest import mock

import pytest

from ingestion.delivery_notes import read_note
from ingestion.rejects import open_rejects
from ingestion.report import summarize_issues
from ingestion.retention import (
    RawExpired,
    ReportExpired,
    apply_retention,
    delete_expired_raw,
    expire_raw,
    refuse_expired_report,
)
from ingestion.store import StoreUnavailable
from tests.feeding import Feeding, ledger
from tests.retaining import BAD, DAYS, Keeper, age, fail, findings, keep, refusal, run_again
from tests.sending_parts import HEAD, LAMP, RUG, raw_keys


def test_raw_file_and_report_are_deleted_after_their_days_and_the_feed_says_so(
    feeding: Feeding, keeper: Keeper
) -> None:
    old = feeding.load(HEAD + LAMP + BAD)
    feeding.load(HEAD + LAMP)
    issues = summarize_issues(feeding.database, old.feed_id)

    keeper.apply(days=DAYS - 1)
    assert keeper.has_raw(old)
    assert read_note(feeding.ingestion.store, old.raw_key)
    assert findings(feeding, old)
    keeper.apply()

    assert not keeper.has_raw(old)
    assert read_note(feeding.ingestion.store, old.raw_key) is None
    assert findings(feeding, old) == []
    told = keeper.look(old)
    assert told.report_deleted_at is not None
    assert ledger(told) == ledger(old) == (2, 1, 0, 0, 1, 0)
    assert summarize_issues(feeding.database, old.feed_id) == issues


def test_each_of_the_two_has_days_of_its_own(feeding: Feeding, keeper: Keeper) -> None:
    keep(feeding, report_days=DAYS)
    old = feeding.load(HEAD + LAMP + BAD)
    feeding.load(HEAD + LAMP)

    keeper.apply()
    assert keeper.has_raw(old)
    assert findings(feeding, old) == []

    keep(feeding, raw_days=2 * DAYS)
    keeper.apply()
    assert keeper.has_raw(old)
    keeper.apply(2 * DAYS + 1)
    assert not keeper.has_raw(old)


def test_report_that_a_revert_wrote_to_is_readable_and_kept_its_own_days(
    feeding: Feeding, keeper: Keeper
) -> None:
    feeding.load(HEAD + LAMP)
    changed = feeding.load(HEAD + "LAMP,Lamp,99\n" + BAD, "delta")
    feeding.load(HEAD + "LAMP,Lamp,98\n", "delta")
    age(feeding)
    keeper.apply(days=0)
    assert refusal(lambda: refuse_expired_report(keeper.look(changed))) == "feed/report_expired"

    feeding.revert(changed)

    refuse_expired_report(keeper.look(changed))
    assert findings(feeding, changed) == ["etl/changed_since"]
    keeper.apply()
    assert findings(feeding, changed) == []
    counts = {
        issue.code: issue.count for issue in summarize_issues(feeding.database, changed.feed_id)
    }
    assert counts == {"price/invalid": 1, "etl/changed_since": 1}


def test_failed_feed_runs_again_until_its_raw_file_is_gone_and_then_has_a_report(
    feeding: Feeding, keeper: Keeper
) -> None:
    feeding.load(HEAD + LAMP)
    feeding.hooks.append(fail)
    failed = feeding.load(HEAD + RUG + BAD)
    assert failed.status == "FAILED"
    keep(feeding, report_days=DAYS)
    age(feeding)
    keeper.apply(days=0)
    assert not keeper.look(failed).has_report

    run_again(feeding, failed)
    assert feeding.wait(failed).status == "FAILED"
    feeding.hooks.clear()
    run_again(feeding, failed)

    assert feeding.wait(failed).status == "COMPLETED_WITH_ERRORS"
    assert keeper.look(failed).report_deleted_at is None
    assert findings(feeding, failed).count("price/invalid") == 1
    issues = summarize_issues(feeding.database, failed.feed_id)
    assert [issue.count for issue in issues if issue.code == "price/invalid"] == [1]


def test_failed_job_does_not_run_again_without_the_raw_file(
    feeding: Feeding, keeper: Keeper
) -> None:
    failed = feeding.load("nothing\n1\n")
    keeper.apply()

    assert refusal(lambda: run_again(feeding, failed)) == "feed/raw_expired"

    assert keeper.look(failed).status == "VALIDATION_FAILED"
    assert feeding.jobs_of(failed) == [("VALIDATE", "FAILED")]


def test_what_needs_the_raw_file_or_the_report_says_that_it_is_gone(
    feeding: Feeding, keeper: Keeper
) -> None:
    old = feeding.load(HEAD + LAMP + BAD)
    feeding.load(HEAD + LAMP)
    keep(feeding, report_days=DAYS)
    keeper.apply()
    with pytest.raises(ReportExpired):
        open_rejects(feeding.ingestion, keeper.look(old))
    assert feeding.replay(old).status == "COMPLETED_WITH_ERRORS"

    keep(feeding, raw_days=DAYS)
    keeper.apply()

    with pytest.raises(RawExpired):
        open_rejects(feeding.ingestion, keeper.look(old))
    with pytest.raises(RawExpired):
        feeding.replay(old)


def test_store_that_does_not_let_go_leaves_the_file_marked_and_is_asked_again(
    feeding: Feeding, keeper: Keeper
) -> None:
    old = feeding.load(HEAD + LAMP)
    feeding.load(HEAD + LAMP)
    down = mock.Mock(side_effect=StoreUnavailable("it does not answer"))

    with mock.patch.object(feeding.ingestion.store, "delete", down):
        keeper.apply()

    assert keeper.has_raw(old)
    assert refusal(lambda: feeding.replay(old)) == "feed/raw_expired"
    keeper.apply()
    assert not keeper.has_raw(old)


def test_replay_whose_file_is_deleted_while_it_is_read_says_so(
    feeding: Feeding, keeper: Keeper
) -> None:
    old = feeding.load(HEAD + LAMP)
    feeding.load(HEAD + LAMP)
    open_object = feeding.ingestion.store.open

    def open_late(key: str) -> AbstractContextManager[BinaryIO]:
        keeper.apply()
        return open_object(key)

    with mock.patch.object(feeding.ingestion.store, "open", open_late):
        assert refusal(lambda: feeding.replay(old)) == "feed/raw_expired"

    assert len(raw_keys(feeding)) == 1


def test_crash_between_deleting_and_saying_so_says_so_later(
    feeding: Feeding, keeper: Keeper
) -> None:
    old = feeding.load(HEAD + LAMP)
    feeding.load(HEAD + LAMP)
    expire_raw(keeper.after())
    feeding.ingestion.store.delete(old.raw_key)

    delete_expired_raw(keeper.after())

    assert not keeper.has_raw(old)


def test_no_more_feeds_at_once_than_asked(feeding: Feeding, keeper: Keeper) -> None:
    for _ in range(4):
        feeding.load(HEAD + LAMP)

    apply_retention(keeper.after(), 2)
    assert len(raw_keys(feeding)) == 2
    apply_retention(keeper.after(), 2)

    assert len(raw_keys(feeding)) == 1
