"""The benchmark of the dashboards compares like with like: its answers, on a small trade."""

from pathlib import Path

from benchmarks.dashboard_engines import ask_feedledger, ask_polars, settled
from benchmarks.dashboard_questions import QUESTIONS
from benchmarks.dashboards import OURS, compare, markdown
from benchmarks.trade import open_trade


def test_polars_answers_what_our_pages_answer(tmp_path: Path) -> None:
    trade = open_trade(tmp_path, 6_000, "1GB")
    lines = trade.export(tmp_path / "lines.parquet", "parquet")
    ours, theirs = ask_feedledger(trade), ask_polars(lines, trade.end)

    assert compare({OURS: ours, "Polars": theirs}) == []

    assert all(ours(question) for question in QUESTIONS)
    row = settled(ours(QUESTIONS[0]))[0]
    off_by_one = [(*row[:4], row[4] + 1, *row[5:])]
    assert len(compare({OURS: ours, "wrong": lambda _: off_by_one})) == len(QUESTIONS)
    trade.database.close()


def test_times_are_shown_beside_ours() -> None:
    table = markdown({"by day": {OURS: [0.1, 0.2, 0.3], "Polars": [0.4, 0.4, 0.4]}})

    assert "| by day | 200 / 290 | 400 / 400 | 2.0 x |" in table
