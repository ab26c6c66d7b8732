"""Channels over HTTP: made, changed, tried, deleted; their secrets go in and never come out."""

import logging

import pytest

from ingestion.alert_channels import MAX_CHANNELS
from ingestion.alert_post import AlertPost
from ingestion.alert_round import run_round
from ingestion.alert_rules import Condition
from ingestion.alert_urls import AlertUrlRefused, open_channel, shown_url
from tests.alerting import Receiver, wait
from tests.api import Client, count_rows
from tests.makers import make_partner

SECRETS = ("s3cret", "TIiajkdnlazkcOXrIdevi7FQ", "A1BRTD4JD", "JHMHI8qBe7bk2ZwO5U711o3dV")
TEAMS = (
    "https://x.logic.azure.com:443/workflows/643e69ae41a0/triggers/manual/paths/invoke"
    "?api-version=2016-06-01&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=s3cret"
)
ACCEPTED = {
    "mailtos://user:s3cret@mail.example.org?to=ops@example.org": "mailtos://****@mail.example.org:587/ops@example.org",
    "mailto://127.0.0.1:2525/a@b.org?from=x@y.org&smtp=127.0.0.1": "mailto://127.0.0.1:2525/a@b.org",
    "jsons://user:s3cret@hooks.example.org/s3cret?+X-Token=s3cret&:k=s3cret&-p=s3cret": "jsons://****@hooks.example.org/****",
    "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#ops": "slack://****",
    "https://hooks.slack.com/services/T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ": "slack://****",
    "workflows://x.example.org:443/643e69ae41a0/s3cret": "workflows://x.example.org:443/****",
    TEAMS: "workflow://x.logic.azure.com:443/****",
    "https://discord.com/api/webhooks/4174216298/JHMHI8qBe7bk2ZwO5U711o3dV": "discord://****",
}
SLACK = "https://hooks.slack.com/services/T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ"
OF_ONES_OWN = (
    *("json://10.0.0.7/latest?method=put&+X-Token=x", "form://localhost:9200/", "xml://h/"),
    *("mailto://a@b.org?smtp=10.0.0.7", "ntfy://10.0.0.7/topic"),
    "workflows://10.0.0.7:443/643e69ae41a0/s3cret",
    "workflows://logic.azure.com.evil.example:443/643e69ae41a0/s3cret",
    "zulip://bot@org.evil.example/a6k8wk3LbbLyHRSqqJSNMShyzbvrzkNc/ops",
)
REFUSED = (
    *("", "mailto://", "json://", "nonsense", "nothing://s3cret", "https://example.org/s3cret"),
    *("dbus://", "syslog://localhost/s3cret", "rsyslog://h/s3cret", "macosx://", "windows://"),
    *("file:///etc/passwd", "glib://", "gnome://", "exec://s3cret", "apprises://h/s3cret"),
    *("json://h/s3cret\nX: y", " json://h/s3cret", "json://h/" + "x" * 2000),
    "workflows://h/643e69ae41a0/s3cret?template=/etc/passwd",
    "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/?%74emplate=/etc/passwd",
    "discord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV?a=b;template=/etc/passwd",
    "mailto://u:s3cret@h.org?pgpprv=/etc/passwd&pgp=sign",
)


def make(client: Client, url: str = "json://127.0.0.1:1/s3cret", **fields: object) -> str:
    made = client.post("/api/v1/alerts", json={"name": "ops", "url": url, **fields})
    assert made.status_code == 201
    return f"/api/v1/alerts/{made.json()['channel_id']}"


@pytest.mark.parametrize(("url", "shown"), ACCEPTED.items())
def test_url_is_shown_without_its_secrets(client: Client, url: str, shown: str) -> None:
    address = make(client, url)

    answers = [
        client.get("/api/v1/alerts"),
        client.get(address),
        client.send("PATCH", address, json={"name": "x"}),
    ]
    assert [answer.json().get("url", shown) for answer in answers] == [shown] * 3
    assert not [secret for secret in SECRETS for answer in answers if secret in answer.text]


@pytest.mark.parametrize("url", REFUSED)
def test_url_that_leads_elsewhere_than_to_a_service_is_refused(client: Client, url: str) -> None:
    before = count_rows(client.services.database)
    refused = client.post("/api/v1/alerts", json={"name": "ops", "url": url})

    assert (refused.status_code, refused.json()["code"]) == (400, "alert/url")
    assert not [secret for secret in (*SECRETS, "passwd") if secret in refused.text]
    assert count_rows(client.services.database) == before


@pytest.mark.parametrize("url", [None, 5, {"s3cret": 1}, ["json://s3cret"]])
def test_url_that_is_no_text_is_not_repeated(client: Client, url: object) -> None:
    refused = client.post("/api/v1/alerts", json={"name": "", "url": url})

    assert refused.json()["code"] == "request/invalid"
    assert "s3cret" not in refused.text


def test_nothing_that_is_logged_tells_a_secret(
    client: Client, receiver: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    receiver.statuses = [500]
    post = AlertPost(client.services.alerts)
    silent = "json://user:s3cret@127.0.0.1:1/s3cret?+X=s3cret"
    with caplog.at_level(logging.DEBUG):
        for url in (receiver.url, silent, "workflow://127.0.0.1:1/643e69ae41a0/s3cret"):
            client.post(f"{make(client, url)}/test")
        client.post("/api/v1/alerts", json={"name": "ops", "url": REFUSED[5]})
        post.send_due()
        wait(lambda: not post.is_busy)

    assert "the channel answered 500" in caplog.text
    assert "s3cret" not in caplog.text
    stored = client.services.database.rows("from alert_delivery")
    assert "s3cret" not in str(stored)
    assert "s3cret" not in client.get("/api/v1/alerts").text


def test_test_message_is_tried_once_and_its_end_is_shown(
    client: Client, receiver: Receiver
) -> None:
    post = AlertPost(client.services.alerts)
    receiver.statuses = [200, 503]
    address = make(client, receiver.url)
    for _ in range(2):
        queued = client.post(f"{address}/test")
        assert (queued.status_code, queued.json()["event"]) == (202, "test")
        assert queued.json()["status"] == "pending"
        for _ in range(2):
            post.send_due()
            wait(lambda: not post.is_busy)

    channel = client.get(address).json()
    assert (channel["last_status"], channel["last_error"]) == ("failed", "the channel answered 503")
    assert (channel["waiting"], channel["failed_in_a_row"]) == (0, 1)
    assert (receiver.titles, receiver.asked) == (["[Feedledger] test"], 2)


def test_channel_keeps_what_a_change_does_not_name(client: Client) -> None:
    make_partner(client.services.database, "lumen")
    address = make(client, rules=["disk_low"], partner="lumen", thresholds={"feeds_failing": 5})
    before = client.get(address).json()

    client.send("PATCH", address, json={"name": "night"})
    assert client.get(address).json() == {**before, "name": "night"}
    client.send("PATCH", address, json={"rules": None, "partner": None, "is_active": False})
    after = client.get(address).json()

    assert (after["rules"], after["partner"], after["is_active"]) == (None, None, False)
    assert after["thresholds"]["feeds_failing"] == 5
    (row,) = client.services.database.rows("select url from alert_channel")
    assert row["url"] == "json://127.0.0.1:1/s3cret"


@pytest.mark.parametrize(
    "fields",
    [
        {"name": ""},
        {"rules": []},
        {"rules": ["no_rule"]},
        {"thresholds": {"feeds_failing": 0}},
        {"thresholds": {"disk_low": 1}},
        {"unknown": 1},
    ],
)
def test_channel_that_makes_no_sense_is_refused(client: Client, fields: dict[str, object]) -> None:
    address = make(client)
    new = {"name": "ops", "url": "json://127.0.0.1:1/", **fields}

    assert client.post("/api/v1/alerts", json=new).status_code == 422
    assert client.send("PATCH", address, json=fields).status_code == 422


def test_deleted_channel_is_gone_with_its_secret_and_what_waited(client: Client) -> None:
    address = make(client)
    client.post(f"{address}/test")

    assert client.send("DELETE", address).status_code == 204

    for answer in (
        client.get(address),
        client.send("DELETE", address),
        client.post(f"{address}/test"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "alert/not_found")
    assert client.get("/api/v1/alerts").json()["items"] == []
    database = client.services.database
    assert [row["url"] for row in database.rows("select url from alert_channel")] == [""]
    (waited,) = database.rows("select status, error from alert_delivery")
    assert waited == {"status": "failed", "error": "the channel was deleted"}


def test_no_more_channels_than_may_be(client: Client) -> None:
    for _ in range(MAX_CHANNELS):
        make(client)
    refused = client.post("/api/v1/alerts", json={"name": "ops", "url": "json://127.0.0.1:1/"})

    assert (refused.status_code, refused.json()["code"]) == (409, "alert/too_many")
    make_partner(client.services.database, "lumen")
    assert make(client, partner="lumen")  # each partner has as many of its own


def test_key_of_a_partner_has_its_channels_and_alerts_alone(client: Client) -> None:
    database = client.services.database
    lumen, acme = make_partner(database, "lumen"), make_partner(database, "acme")
    address = make(client)
    found = [
        Condition("zero_rows", str(partner.partner_id), partner.partner_id, {})
        for partner in (lumen, acme)
    ]
    client.replace(alerts=type(client.services.alerts)(database, "http://test", (lambda _: found,)))
    run_round(client.services.alerts)
    at_first = client.get("/api/v1/alerts/raised").json()["items"]
    client.key = client.make_key("admin", partner="lumen")

    own = make(client, SLACK)
    foreign = client.post("/api/v1/alerts", json={"name": "x", "url": SLACK, "partner": "acme"})

    assert client.get(own).json()["partner"] == "lumen"
    assert foreign.json()["code"] == "partner/not_found"
    assert client.send("PATCH", own, json={"partner": "acme"}).status_code == 404
    assert client.send("PATCH", own, json={"partner": None}).status_code == 404
    assert client.get(address).status_code == 404
    assert len(client.get("/api/v1/alerts").json()["items"]) == 1
    raised = client.get("/api/v1/alerts/raised").json()["items"]
    assert [alert["partner"] for alert in raised] == ["lumen"]
    assert [len(alert["deliveries"]) for alert in at_first] == [1, 1]
    assert raised[0]["deliveries"] == []  # they went to a channel of others


@pytest.mark.parametrize("url", OF_ONES_OWN)
def test_key_of_a_partner_sends_to_no_host_of_its_own_choice(client: Client, url: str) -> None:
    make_partner(client.services.database, "lumen")
    client.key = client.make_key("admin", partner="lumen")
    address = make(client, SLACK)

    answers = [
        client.post("/api/v1/alerts", json={"name": "ops", "url": url}),
        client.send("PATCH", address, json={"url": url}),
    ]

    assert [answer.json()["code"] for answer in answers] == ["alert/url", "alert/url"]
    assert client.get(address).json()["url"] == "slack://****"


@pytest.mark.parametrize("url", [SLACK, TEAMS, "tgram://123456789:abcdefg_hijklmnop/12315544/"])
def test_key_of_a_partner_sends_to_known_services(client: Client, url: str) -> None:
    make_partner(client.services.database, "lumen")
    client.key = client.make_key("admin", partner="lumen")

    assert make(client, url)


def test_raised_alerts_are_listed_with_their_messages(client: Client) -> None:
    database = client.services.database
    found = [Condition("disk_low", "disk", None, {"free_bytes": 1, "needed_bytes": 2})]
    make(client)
    client.replace(alerts=type(client.services.alerts)(database, "http://test", (lambda _: found,)))
    run_round(client.services.alerts)
    (alert,) = client.get("/api/v1/alerts/raised?state=open").json()["items"]
    found.clear()
    run_round(client.services.alerts)

    assert (alert["rule"], alert["state"], alert["url"]) == (
        *("disk_low", "open", "http://test/alerts"),
    )
    assert [(told["event"], told["status"]) for told in alert["deliveries"]] == [
        ("raised", "pending")
    ]
    assert client.get("/api/v1/alerts/raised?state=open").json()["items"] == []
    (over,) = client.get("/api/v1/alerts/raised?state=resolved").json()["items"]
    assert (over["alert_id"], over["state"]) == (alert["alert_id"], "resolved")
    assert len(over["deliveries"]) == 2
    assert client.get("/api/v1/alerts/raised?state=nonsense").status_code == 422


def test_every_call_to_a_service_has_its_limits_of_time() -> None:
    for url in (
        "json://h/?cto=900&rto=900&retry=5&redirect=yes&optional=yes",
        "mailto://u:p@h.org",
    ):
        channel = open_channel(url)

        assert channel.request_timeout == (5.0, 10.0)
        assert (channel.retry, channel.redirects, channel.optional) == (0, False, False)


def test_refusal_never_repeats_what_was_sent() -> None:
    with pytest.raises(AlertUrlRefused) as refused:
        open_channel("gotify://host/s3cret?template=s3cret")

    assert "s3cret" not in str(refused.value)
    assert shown_url(open_channel("ntfy://host/s3cret")) == "ntfy://host/****"
