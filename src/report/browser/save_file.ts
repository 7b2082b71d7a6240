/** Has the browser save a text under a name. */
export function saveFile(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}

/** A drawing by itself: with the colours that it has on the page, so that it looks the same anywhere. */
export function saveDrawing(name: string, drawing: SVGSVGElement): void {
  const copy = drawing.cloneNode(true) as SVGSVGElement;
  const [from, to] = [drawing, copy].map((root) => [root, ...root.querySelectorAll<SVGElement>("*")]);
  to!.forEach((element, i) => {
    const style = getComputedStyle(from![i]!);
    for (const property of ["fill", "stroke", "font-size", "font-family", "opacity"]) {
      element.style.setProperty(property, style.getPropertyValue(property));
    }
  });
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  saveFile(`${name}.svg`, "image/svg+xml", new XMLSerializer().serializeToString(copy));
}
