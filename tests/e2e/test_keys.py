"""A key's life in a real browser: made, used, given another secret, and revoked."""

import httpx

from tests.e2e.visit import Visit
from tests.served import Served


def test_key_made_on_the_page_opens_the_api_until_it_is_revoked(
    visit: Visit, served: Served
) -> None:
    visit.open("/keys")
    visit.fill("Name", "lumen erp")
    visit.choose("Scopes", "feeds:read")
    visit.page.keyboard.press("Escape")
    visit.sees("It may read feeds and their reports")
    visit.press("Create key")
    first = secret_of(visit)
    assert status(served, first) == httpx.codes.OK

    visit.press("New secret…")
    visit.choose("The present secret works on", "At once")
    visit.press("Make the new secret")
    second = secret_of(visit, besides=first)
    assert (status(served, first), status(served, second)) == (401, 200)

    visit.press("Revoke…")
    visit.press("Revoke it now")
    visit.sees("Revoked")
    assert status(served, second) == httpx.codes.UNAUTHORIZED
    visit.open("/keys")
    assert second not in visit.page.content()


def secret_of(visit: Visit, besides: str = "") -> str:
    """Return the secret that the page shows, once it is another one."""
    code = visit.page.get_by_test_id("stCode")
    visit.waits_until(lambda: code.count() == 1 and code.inner_text().strip() != besides)
    return code.inner_text().strip()


def status(served: Served, secret: str) -> int:
    """Return what the API answers to the secret."""
    headers = {"Authorization": f"Bearer {secret}"}
    return httpx.get(f"{served.url}/api/v1/feeds", headers=headers).status_code
