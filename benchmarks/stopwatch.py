"""How long reruns take in a browser, told by the page itself: from the click until all is drawn."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from playwright.sync_api import Page

# It begins with the last click or key before a message to the server, or with the navigation to a
# new document. It ends with the second frame drawn after the server has answered, the script has
# come to rest, and no skeleton is left; a script may run twice in a row (st.rerun), so that it has
# to rest for a while.
WATCH = """
() => {
  if (window.stopwatch) return;
  const QUIET_MS = 150, LOOK_EVERY_MS = 20;
  const watch = window.stopwatch = {begun: 0, isAsked: false, isAnswered: false, settled: null};
  const note = event => { if (!watch.isAsked) watch.begun = event.timeStamp; };
  for (const name of ['click', 'keydown']) addEventListener(name, note, true);
  window.WebSocket = class extends WebSocket {
    constructor(...named) {
      super(...named);
      this.addEventListener('message', () => { watch.isAnswered = watch.isAsked; });
    }
    send(message) { watch.isAsked = true; super.send(message); }
  };
  const rests = () =>
    watch.isAnswered
    && document.querySelector('[data-testid=stApp][data-test-script-state=notRunning]')
    && !document.querySelector('[data-testid=stSkeleton]');
  const look = () => {
    if (!rests()) { watch.settled = null; return; }
    if (watch.settled !== null) return;
    watch.settled = performance.now();
    requestAnimationFrame(() => requestAnimationFrame(() => {
      if (watch.settled !== null) watch.settled = performance.now();
    }));
  };
  new MutationObserver(look).observe(document, {
    subtree: true, childList: true, attributes: true, attributeFilter: ['data-test-script-state'],
  });
  setInterval(look, LOOK_EVERY_MS);
  watch.took = () =>
    watch.settled !== null && performance.now() - watch.settled > QUIET_MS
      ? watch.settled - watch.begun : null;
  watch.reset = () => { watch.isAsked = watch.isAnswered = false; watch.settled = null; };
}
"""
TOOK = "() => window.stopwatch?.took()"
RESET = "() => window.stopwatch.reset()"


@dataclass
class Stopwatch:
    """Times reruns in one tab, by name; `taken_ms` are the times of each."""

    page: Page
    taken_ms: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        self.page.add_init_script(f"({WATCH})()")

    def time(self, name: str | None, act: Callable[[], object]) -> None:
        """Do what makes the page run anew, and wait until it stands; without a name, untimed."""
        self.page.evaluate(RESET)
        act()
        took_ms = self.wait()
        if name is not None:
            self.taken_ms[name].append(took_ms)

    def wait(self) -> float:
        """Wait until the page stands, and return how long that took since it was asked, in ms."""
        handle = self.page.wait_for_function(TOOK, polling=20)
        return float(handle.json_value())


def percentile(taken_ms: Sequence[float], percent: float) -> float:
    """Return the time that so many percent of them had at most."""
    return float(np.percentile(taken_ms, percent))


def times_table(taken_ms: dict[str, list[float]], target_ms: float) -> str:
    """Return p50, p95 and the longest of each as a table, and which p95 is within the target."""
    lines = ["| rerun | times | p50 ms | p95 | longest | in target |", "|---|---|---|---|---|---|"]
    for name, taken in taken_ms.items():
        p95 = percentile(taken, 95)
        figures = f"{percentile(taken, 50):,.0f} | {p95:,.0f} | {max(taken):,.0f}"
        verdict = "yes" if p95 <= target_ms else "no"
        lines.append(f"| {name} | {len(taken)} | {figures} | {verdict} |")
    return "\n".join(lines)
