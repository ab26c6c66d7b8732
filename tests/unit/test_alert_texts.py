"""What alerts say: names of others are shown in one line, and mean nothing to a channel."""

import unicodedata
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from catalog.settings import Settings
from ingestion.alert_rules import RULES, RuleName
from ingestion.alert_texts import (
    MAX_VALUE_LENGTH,
    SENTENCES,
    TITLES,
    Message,
    harmless,
    headline,
    joined_message,
    raised_message,
    sentence,
)
from jobs.kinds import KIND_NAMES
from pages.alert_rows import RULES as SHOWN


@given(st.text())
def test_no_text_of_others_is_markup_or_a_second_line(text: str) -> None:
    shown = harmless(text)

    assert not set("<>[]`*|~@") & set(shown)
    assert not {unicodedata.category(sign) for sign in shown} & {"Cc", "Cf", "Zl", "Zp", "Cs"}
    assert len(shown) <= MAX_VALUE_LENGTH
    shown.encode()


@pytest.mark.parametrize("text", ["feed_2026-01.csv", "Ünïcode (final) v2.csv", "a:b/c.csv"])
def test_usual_name_is_shown_as_it_is(text: str) -> None:
    assert harmless(text) == text


@given(st.text(alphabet=st.sampled_from("htps:/ax")))
def test_no_text_of_others_is_a_link(text: str) -> None:
    assert "http://" not in harmless(f"{text}http://{text}")


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_has_its_texts_and_says_them_without_any_detail(rule: str) -> None:
    assert {rule} <= TITLES.keys() & SENTENCES.keys() & SHOWN.keys()
    for said in (headline(rule, {}), sentence(rule, {})):  # type: ignore[arg-type]
        assert said
        assert "{" not in said


@pytest.mark.parametrize(
    ("rule", "kind", "title"),
    [
        ("job_failed", "ETL", "load failed for lumen"),
        ("job_failed", "VALIDATE", "check failed for lumen"),
        ("job_running_long", "IMPORT", "import runs long for lumen"),
        ("job_crashing", "ETL", "the process ends again and again: load for lumen"),
    ],
)
def test_jobs_are_called_as_the_pages_call_them(rule: RuleName, kind: str, title: str) -> None:
    details = {"kind": kind, "partner": "lumen"}

    message = raised_message(rule, details, datetime(2026, 11, 27, tzinfo=UTC), "http://x")

    assert message.title == f"[Feedledger] {title}"
    assert f"Kind: {KIND_NAMES[kind].lower()}" in message.body
    assert kind not in message.title + message.body


def test_one_message_stays_as_it_is() -> None:
    message = Message("[Feedledger] a", "text\nPage: http://x")

    assert joined_message([message]) == message
    assert joined_message([message, message]) == Message(
        "[Feedledger] 2 alerts", "a\nPage: http://x\n\na\nPage: http://x"
    )


def test_links_lead_to_the_public_url_or_else_to_the_address_served() -> None:
    assert Settings(host="10.0.0.1", port=80).pages_url == "http://10.0.0.1:80"
    assert Settings(public_url="https://feeds.example.org/a/").pages_url == (
        "https://feeds.example.org/a"
    )


@pytest.mark.parametrize(
    "url", ["feeds.example.org", "ftp://x", "https://", "https://x y", "http://x/?a=1"]
)
def test_public_url_that_is_no_web_address_is_refused(url: str) -> None:
    with pytest.raises(ValidationError, match="PUBLIC_URL"):
        Settings(public_url=url)
