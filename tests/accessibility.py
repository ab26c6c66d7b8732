"""What axe-core finds on a page: the violations that keep people out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

# what it calls serious or critical, an entry for each element that nothing excuses
ASK = """async ([excuses, rules]) => {
    const asked = rules ? {runOnly: rules} : {};
    const {violations} = await axe.run(document, {resultTypes: ["violations"], ...asked});
    const isExcused = (rule, target) => excuses.some(
        ([known, within]) => known === rule && document.querySelector(target)?.closest(within));
    return violations
        .filter(({impact}) => ["serious", "critical"].includes(impact))
        .flatMap(({id, impact, nodes}) => nodes
            .filter(({target}) => !isExcused(id, target[0]))
            .map(({target, html, any, all, none}) => ({
                rule: `${id} (${impact})`, target: target.join(" "), html,
                why: [...any, ...all, ...none].map(({message}) => message),
            })));
}"""


@dataclass(frozen=True)
class Excuse:
    """A rule that elements break which we cannot mend, by what they are in, and why we cannot."""

    rule: str
    within: str
    reason: str


def find_violations(
    page: Page, excuses: Sequence[Excuse] = (), rules: Sequence[str] | None = None
) -> list[dict[str, Any]]:
    """Return what axe-core calls serious or critical on the page as it is now, by all its rules."""
    if not page.evaluate("() => Boolean(window.axe)"):
        page.evaluate(AXE_SCRIPT)
    asked = [(excuse.rule, excuse.within) for excuse in excuses]
    found: list[dict[str, Any]] = page.evaluate(ASK, [asked, rules])
    return found
