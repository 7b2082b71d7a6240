import { make } from "./dom.ts";
import type { Report } from "../data.ts";
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
  );
}

/** What the report does not have. One line is read at once, more of them when somebody asks. */
export function drawNotes({ notes }: Report): HTMLElement | false {
  const list = make("ul", { class: "notes" }, ...notes.map((note) => make("li", {}, note)));
  if (notes.length < 2) return notes.length > 0 && list;
  return make("details", { class: "notes-holder" }, make("summary", {}, `${notes.length} notes`), list);
}

/** The address holds the state, so there is no place in it for a part's name. */
function goTo(id: string): void {
  document.getElementById(id)?.scrollIntoView({ behavior: "smooth", block: "start" });
}
