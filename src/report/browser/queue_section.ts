import { make } from "./dom.ts";
import type { PageModel, Section } from "./page_model.ts";

/** The tasks of the queue as they were when the report was made. */
export function queueSection(model: PageModel): Section {
  return {
    id: "queue",
    title: "Queue",
    concerns: () => false,
    draw(place) {
      const { queue } = model.report;
      const counts = Map.groupBy(queue, ({ state }) => state);
      const sums = [...counts].map(([state, tasks]) => `${tasks.length} ${state.toLowerCase()}`).join(", ");
      place.replaceChildren(
        make("p", { class: "hint" }, sums),
        make(
          "div",
          { class: "scroller" },
          make(
            "table",
            {},
            make(
              "thead",
              {},
              make(
                "tr",
                {},
                ...["Name", "State", "Queued", "Task"].map((word) =>
                  make("th", { scope: "col", class: "head-cell" }, word)
                ),
              ),
            ),
            make(
              "tbody",
              {},
              ...queue.map(({ id, name, state, queuedAt, detail }) =>
                make(
                  "tr",
                  {},
                  make("th", { scope: "row" }, name),
                  make("td", {}, detail === "" ? state : `${state}, ${detail}`),
                  make("td", { class: "fact" }, `${queuedAt.replace("T", " ").slice(0, 16)} UTC`),
                  make("td", { class: "fact" }, id),
                )
              ),
            ),
          ),
        ),
      );
    },
  };
}
