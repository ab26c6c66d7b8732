"""Pulls that a web server sends elsewhere, and what is sent along."""

from collections.abc import Callable

import pytest

from ingestion.pull_source import PullForbidden
from tests.pulling import FEED, Pulling
from tests.web_source import Answer, Exchange, WebSource

Serve = Callable[[Answer], WebSource]


def whole(exchange: Exchange) -> None:
    exchange.reply(200, FEED)


def test_redirect_is_followed(pulling: Pulling, serve: Serve) -> None:
    def moved(exchange: Exchange) -> None:
        if exchange.path == "/old.csv":
            exchange.reply(302, Location="/new.csv")
        else:
            exchange.reply(200, FEED)

    pulling.run(pulling.schedule(f"{serve(moved).url}/old.csv"))

    assert len(pulling.feeds()) == 1


def test_redirects_in_a_circle_end(pulling: Pulling, serve: Serve) -> None:
    web = serve(lambda exchange: exchange.reply(302, Location="/a.csv"))

    with pytest.raises(PullForbidden):
        pulling.run(pulling.schedule(f"{web.url}/a.csv"))

    assert len(web.requests) == 6


@pytest.mark.parametrize(
    "location", ["file:///etc/passwd", "ftp://127.0.0.1/a.csv", "http://u:p@127.0.0.1/a", "data:,a"]
)
def test_redirect_to_something_else_than_a_web_address_is_refused(
    pulling: Pulling, serve: Serve, location: str
) -> None:
    web = serve(lambda exchange: exchange.reply(302, Location=location))

    with pytest.raises(PullForbidden):
        pulling.run(pulling.schedule(f"{web.url}/a.csv"))


def test_credentials_go_to_their_own_host_alone(pulling: Pulling, serve: Serve) -> None:
    stranger = serve(whole)
    home = serve(lambda exchange: exchange.reply(307, Location=f"{stranger.url}/a.csv"))
    pulling.secrets(
        '[shop]\nhosts = ["127.0.0.1"]\nusername = "anna"\npassword = "s3cret"\n'
        'headers = {X-Token = "t0ken"}\n'
    )

    pulling.run(pulling.schedule(f"{home.url}/a.csv", credentials="shop"))

    (asked,) = home.requests
    assert asked.headers["Authorization"] == "Basic YW5uYTpzM2NyZXQ="
    assert asked.headers["X-Token"] == "t0ken"
    (passed_on,) = stranger.requests
    assert passed_on.headers["Authorization"] is None
    assert passed_on.headers["X-Token"] is None


def test_public_server_that_names_itself_is_not_followed_inside(
    pulling: Pulling, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter([True, False])  # its name leads elsewhere by the second time
    monkeypatch.setattr("ingestion.pull_http.is_public", lambda _address: next(answers))
    web = serve(lambda exchange: exchange.reply(302, Location="/inside.csv"))

    with pytest.raises(PullForbidden):
        pulling.run(pulling.schedule(f"{web.url}/a.csv"))

    assert len(web.requests) == 1


def test_public_server_is_not_followed_to_an_address_inside(
    pulling: Pulling, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingestion.pull_http.is_public", lambda address: address == "127.0.0.1")
    inside = serve(whole)
    location = inside.url.replace("127.0.0.1", "127.0.0.2") + "/a.csv"
    web = serve(lambda exchange: exchange.reply(302, Location=location))

    with pytest.raises(PullForbidden):
        pulling.run(pulling.schedule(f"{web.url}/a.csv"))

    assert len(web.requests) == 1
    assert inside.requests == []
