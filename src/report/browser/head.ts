import { make } from "./dom.ts";
import type { PageModel, Section } from "./page_model.ts";

/** Title, search box and the way to each part. */
export function drawHead(model: PageModel, sections: readonly Section[]): HTMLElement {
  const { report } = model;
  const count = make("output", { class: "count", "aria-live": "polite" });
  const search = make("input", {
    type: "search",
    role: "searchbox",
    "aria-label": "Filter experiments",
    placeholder: "filter: a name, acc>0.9, lr<=0.1 …",
    value: model.state.query,
    spellcheck: "false",
    autocomplete: "off",
    oninput: () => model.change({ query: search.value }),
  });
  const tell = () => {
    const all = report.rows.length;
    count.textContent = model.problem ??
      (model.rows.length === all ? `${all} rows` : `${model.rows.length} of ${all} rows`);
    count.classList.toggle("problem", model.problem !== undefined);
  };
  model.onChange(tell);
  tell();
  return make(
    "header",
    { class: "head" },
    make(
      "div",
      { class: "line" },
      make("h1", {}, report.title),
      make(
        "p",
        { class: "made" },
        "made ",
        make("time", { datetime: report.madeAt }, report.madeAt.replace("T", " ").slice(0, 16)),
        " UTC",
      ),
    ),
    make("div", { class: "line" }, make("search", {}, search, count)),
    make(
      "nav",
      { "aria-label": "Parts" },
      ...sections.map(({ id, title }) => make("button", { type: "button", onclick: () => goTo(id) }, title)),
    ),
    report.notes.length > 0 && make("ul", { class: "notes" }, ...report.notes.map((note) => make("li", {}, note))),
  );
}

/** The address holds the state, so there is no place in it for a part's name. */
function goTo(id: string): void {
  document.getElementById(id)?.scrollIntoView({ behavior: "smooth", block: "start" });
}
