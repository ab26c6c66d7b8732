"""What a log never says: secrets are taken out of every line, whoever wrote it."""

import re
from collections.abc import Iterable

HIDDEN = "***"
SHORTEST = 4  # a shorter secret would take half of every line with it
# whoever has one of these addresses can send to it
WEBHOOKS = re.compile(r"(?i)\b(hooks\.slack\.com|[\w.-]*webhook\.office\.com|discord\.com/api)/\S+")
USER_INFO = re.compile(r"(?i)\b([a-z][a-z0-9+.-]*://)[^\s/@]+@")
# of other schemes we know nothing: of apprise they hold tokens anywhere
OTHER_SCHEMES = re.compile(
    r"(?i)\b(?!(?:https?|s3|file|s?ftps?|ws)://)([a-z][a-z0-9+.-]{1,30})://\S+"
)
HEADERS = re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]{4,}|(x-api-key['\"]?\s*[:=]\s*)[^\s,]+")
PARAMETERS = re.compile(
    r"(?i)([?&;](?:[\w-]*(?:key|token|secret|password|signature|credential|sig)[\w-]*)=)[^\s&;#]+"
)


class Redaction:
    """Takes out what looks like a secret, and the secrets that are known."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        known = sorted({each for each in secrets if len(each) >= SHORTEST}, key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, known))) if known else None

    def __call__(self, text: str) -> str:
        """Return the text without secrets."""
        if self._known:
            text = self._known.sub(HIDDEN, text)
        if "://" in text:
            text = USER_INFO.sub(rf"\1{HIDDEN}@", text)
            text = OTHER_SCHEMES.sub(rf"\1://{HIDDEN}", text)
            text = WEBHOOKS.sub(rf"\1/{HIDDEN}", text)
        text = PARAMETERS.sub(rf"\1{HIDDEN}", text)
        return HEADERS.sub(_hide_header, text)


def _hide_header(found: re.Match[str]) -> str:
    return f"{found[1] or found[2]}{' ' if found[1] else ''}{HIDDEN}"
