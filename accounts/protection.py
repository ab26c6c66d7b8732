"""Headers that tell a browser what a page may do, and the session's cookie."""

from accounts.identities import User
from accounts.messages import Message, Scope, Send
from accounts.requests import is_api
from accounts.sessions import LIFETIME

SESSION_COOKIE = "feedledger_session"

EVERYWHERE = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
)
# What Streamlit's front end needs and no more: it has one inline script (the hash, which a test
# compares with the installed version), compiles charts' expressions, and styles as it goes.
PAGE_POLICY = (
    b"default-src 'self'; "
    b"script-src 'self' 'unsafe-eval' 'sha256-THxz9J9+wf7rhwR2YkXJoSZ13UCmYyC+3lNDv2+8ugA='; "
    b"style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    b"connect-src 'self' ws: wss: data: blob:; worker-src 'self' blob:; object-src 'none'; "
    b"base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
PAGES = (*EVERYWHERE, (b"content-security-policy", PAGE_POLICY))

# A proxy in front may be told to send them; nobody here believes them.
IDENTITY_HEADERS = frozenset(
    (
        b"remote-user",
        b"x-authenticated-user",
        b"x-email",
        b"x-feedledger-user",
        b"x-forwarded-email",
        b"x-forwarded-groups",
        b"x-forwarded-preferred-username",
        b"x-forwarded-user",
        b"x-remote-user",
        b"x-user",
    )
)


def protected(scope: Scope, send: Send) -> Send:
    """Return a `send` that adds the headers that an answer does not have yet."""
    wanted = EVERYWHERE if is_api(scope["path"]) else PAGES

    async def send_protected(message: Message) -> None:
        if message["type"] == "http.response.start":
            present = list(message.get("headers", ()))
            names = {name.lower() for name, _value in present}
            added = [pair for pair in wanted if pair[0] not in names]
            message = {**message, "headers": present + added}
        await send(message)

    return send_protected


def without_identity(scope: Scope, user: User | None) -> Scope:
    """Return the scope with the name of the user we found, and none that the request claims."""
    headers = [pair for pair in scope["headers"] if pair[0].lower() not in IDENTITY_HEADERS]
    return {**scope, "headers": headers, "feedledger_user": user.username if user else None}


def keep_cookie(scope: Scope, token: str) -> tuple[str, str]:
    """Return the header that gives the browser the session's token; no script can read it."""
    return _set_cookie(scope, token, int(LIFETIME.total_seconds()))


def drop_cookie(scope: Scope) -> tuple[str, str]:
    """Return the header that takes the session's token from the browser."""
    return _set_cookie(scope, "", 0)


def _set_cookie(scope: Scope, value: str, max_age_s: int) -> tuple[str, str]:
    attributes = f"Max-Age={max_age_s}; Path=/; HttpOnly; SameSite=Lax"
    secure = "; Secure" if scope.get("scheme") == "https" else ""
    return "set-cookie", f"{SESSION_COOKIE}={value}; {attributes}{secure}"
