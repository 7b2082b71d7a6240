/** Elements made of texts: nothing that comes from data is ever read as markup. */

type Child = Node | string | number | false | undefined;
type Listener = (event: Event) => void;
type Properties = Readonly<Record<string, string | number | boolean | undefined | Listener>>;

/**
 * An element. A property is an attribute (true: without a value; false, undefined: none), or a listener when its name
 * begins with `on`.
 */
export function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  properties: Properties = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  return fill(document.createElement(tag), properties, children);
}

/** The same within an `<svg>`, and for it. */
export function draw<Tag extends keyof SVGElementTagNameMap>(
  tag: Tag,
  properties: Properties = {},
  ...children: readonly Child[]
): SVGElementTagNameMap[Tag] {
  return fill(document.createElementNS("http://www.w3.org/2000/svg", tag), properties, children);
}

function fill<Made extends Element>(element: Made, properties: Properties, children: readonly Child[]): Made {
  for (const [name, value] of Object.entries(properties)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children) {
    if (child !== undefined && child !== false) element.append(typeof child === "number" ? String(child) : child);
  }
  return element;
}

/** A labelled list to choose from. */
export function choice(
  label: string,
  options: readonly (readonly [value: string, text: string])[],
  chosen: string,
  onChoose: (value: string) => void,
): HTMLElement {
  const select = make(
    "select",
    { "aria-label": label, onchange: () => onChoose(select.value) },
    ...options.map(([value, text]) => make("option", { value, selected: value === chosen }, text)),
  );
  return make("label", { class: "choice" }, make("span", {}, label), select);
}

/** A labelled box to tick. */
export function tick(label: string, isTicked: boolean, onTick: (isTicked: boolean) => void): HTMLElement {
  const box = make("input", { type: "checkbox", checked: isTicked, onchange: () => onTick(box.checked) });
  return make("label", { class: "tick" }, box, make("span", {}, label));
}

export function button(label: string, onClick: () => void, more: Properties = {}): HTMLButtonElement {
  return make("button", { type: "button", onclick: onClick, ...more }, label);
}
