import type { Report } from "../data.ts";

/** For so long nobody has touched the page before it is loaded anew. */
const QUIET_MS = 2_000;

/**
 * While the file is being rewritten, loads it anew from time to time: a file may not look at itself in any other way.
 * Never while somebody types or drags; the address keeps what was chosen, and the place on the page is kept here.
 */
export function reloadSometimes({ reloadMs }: Report): void {
  const kept = history.state as { readonly scrollY?: number } | null;
  if (typeof kept?.scrollY === "number") {
    history.scrollRestoration = "manual";
    requestAnimationFrame(() => scrollTo(0, kept.scrollY!));
  }
  if (reloadMs === undefined) return;
  let touchedAt = -Infinity;
  for (const kind of ["pointerdown", "pointermove", "keydown", "wheel", "input"]) {
    addEventListener(kind, () => touchedAt = performance.now(), { passive: true });
  }
  setInterval(() => {
    if (document.hidden || performance.now() - touchedAt < QUIET_MS) return;
    history.replaceState({ scrollY }, "");
    location.reload();
  }, reloadMs);
}
