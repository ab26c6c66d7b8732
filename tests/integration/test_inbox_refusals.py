"""What lies in the inbox and is not taken, as rows."""

from datetime import UTC, datetime

from catalog.database import Database
from ingestion.inbox_refusals import FoundRefusal, list_refusals, note_refusals

FIRST, LATER = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 3, 2, tzinfo=UTC)
EMPTY = FoundRefusal("inbox/lumen/a.csv", "lumen", "file/empty", "it is empty", 0)
STRAY = FoundRefusal("inbox/stray.csv", None, "inbox/no_partner_folder", "it lies beside", 7)


def test_refusal_stands_from_when_it_was_first_seen(database: Database) -> None:
    note_refusals(database, [EMPTY], FIRST)
    note_refusals(database, [EMPTY, STRAY], LATER)

    standing = list_refusals(database).items

    assert [(r.key, r.code, r.first_seen_at) for r in standing] == [
        (EMPTY.key, EMPTY.code, FIRST),
        (STRAY.key, STRAY.code, LATER),
    ]


def test_refusal_is_over_when_its_file_is_gone_and_stays_on_record(database: Database) -> None:
    note_refusals(database, [EMPTY, STRAY], FIRST)
    note_refusals(database, [STRAY], LATER)

    assert [refusal.key for refusal in list_refusals(database).items] == [STRAY.key]
    (over,) = database.rows("from inbox_refusal where resolved_at is not null")
    assert (over["key"], over["resolved_at"]) == (EMPTY.key, LATER)


def test_other_reason_for_the_same_file_is_another_refusal(database: Database) -> None:
    large = FoundRefusal(EMPTY.key, "lumen", "file/too_large", "it is too large", 10)
    note_refusals(database, [EMPTY], FIRST)
    note_refusals(database, [large], LATER)

    assert [refusal.code for refusal in list_refusals(database).items] == ["file/too_large"]


def test_refusals_are_paged_and_asked_by_partner(database: Database) -> None:
    found = [
        FoundRefusal(f"inbox/p{number % 2}/{number}.csv", f"p{number % 2}", "file/empty", "", 0)
        for number in range(5)
    ]
    note_refusals(database, [*found, STRAY], FIRST)

    page = list_refusals(database, 4)
    rest = list_refusals(database, 4, page.next_cursor)

    assert [r.key for r in (*page.items, *rest.items)] == [f.key for f in (*found, STRAY)]
    assert rest.next_cursor is None
    assert len(list_refusals(database, partner="p1").items) == 2


def test_nothing_new_writes_nothing(database: Database) -> None:
    note_refusals(database, [EMPTY], FIRST)

    note_refusals(database, [EMPTY, EMPTY], LATER)

    assert len(database.rows("from inbox_refusal")) == 1
