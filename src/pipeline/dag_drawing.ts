/** A graph drawn with boxes and stars, each connected part below the one before. */
import { type Dag, dagParts } from "./dag.ts";

const GAP = 5;
const ROWS_BETWEEN = 3;

export function drawDag(dag: Dag): string {
  return dagParts(dag).map(drawPart).join("\n");
}

/** A box, or a bend of an edge that passes through a layer (then without text). */
interface Node {
  readonly text: string | undefined;
  readonly layer: number;
  readonly width: number;
  x: number;
}

function drawPart(dag: Dag): string {
  const nodes = new Map<string, Node>();
  const layerOf = layersOf(dag);
  for (const name of dag.nodes) {
    nodes.set(name, { text: name, layer: layerOf.get(name) ?? 0, width: name.length + 4, x: 0 });
  }
  const links: [Node, Node][] = [];
  const layers: Node[][] = [];
  for (const node of nodes.values()) (layers[node.layer] ??= []).push(node);
  for (const [from, to] of dag.edges) {
    let last = nodes.get(from);
    const target = nodes.get(to);
    if (!last || !target) continue;
    for (let layer = last.layer + 1; layer < target.layer; layer++) {
      const bend: Node = { text: undefined, layer, width: 1, x: 0 };
      layers[layer]?.push(bend);
      links.push([last, bend]);
      last = bend;
    }
    links.push([last, target]);
  }
  placeNodes(layers, links);
  return paint(layers, links);
}

/** How many steps a node is from the farthest node that it needs. */
function layersOf(dag: Dag): Map<string, number> {
  const layer = new Map(dag.nodes.map((node) => [node, 0]));
  for (let round = 0, moved = true; moved && round <= dag.nodes.length; round++) {
    moved = false;
    for (const [from, to] of dag.edges) {
      const least = (layer.get(from) ?? 0) + 1;
      if ((layer.get(to) ?? 0) >= least) continue;
      layer.set(to, least);
      moved = true;
    }
  }
  return layer;
}

/** Orders each layer by the middle of its neighbours, a few times over, and centres it. */
function placeNodes(layers: Node[][], links: readonly (readonly [Node, Node])[]): void {
  const above = new Map<Node, Node[]>(), below = new Map<Node, Node[]>();
  for (const [from, to] of links) {
    above.set(to, [...above.get(to) ?? [], from]);
    below.set(from, [...below.get(from) ?? [], to]);
  }
  const widths = layers.map((layer) => layer.reduce((sum, node) => sum + node.width + GAP, -GAP));
  const widest = Math.max(...widths);
  const spread = (layer: Node[], width: number) => {
    let x = Math.floor((widest - width) / 2);
    for (const node of layer) {
      node.x = x;
      x += node.width + GAP;
    }
  };
  layers.forEach((layer, index) => spread(layer, widths[index] ?? 0));
  for (let round = 0; round < 6; round++) {
    const near = round % 2 === 0 ? above : below;
    layers.forEach((layer, index) => {
      const middle = new Map(layer.map((node) => [node, average((near.get(node) ?? []).map(centre)) ?? centre(node)]));
      layer.sort((a, b) => (middle.get(a) ?? 0) - (middle.get(b) ?? 0));
      spread(layer, widths[index] ?? 0);
    });
  }
}

function centre(node: Node): number {
  return node.x + Math.floor(node.width / 2);
}

function average(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : values.reduce((a, b) => a + b, 0) / values.length;
}

function paint(layers: readonly Node[][], links: readonly (readonly [Node, Node])[]): string {
  const width = Math.max(...layers.flat().map((node) => node.x + node.width)) + 2;
  const top = (layer: number) => layer * (3 + ROWS_BETWEEN);
  const canvas = Array.from({ length: top(layers.length) - ROWS_BETWEEN }, () => Array<string>(width).fill(" "));
  const put = (x: number, y: number, text: string) => {
    for (const [i, char] of [...text].entries()) if (canvas[y]) canvas[y][x + i] = char;
  };
  for (const [from, to] of links) {
    const [x0, y0, x1, y1] = [centre(from), top(from.layer) + 3, centre(to), top(to.layer) - 1];
    for (let y = y0; y <= y1; y++) put(Math.round(x0 + ((x1 - x0) * (y - y0 + 1)) / (y1 - y0 + 2)), y, "*");
  }
  for (const node of layers.flat()) {
    const y = top(node.layer);
    if (node.text === undefined) {
      for (let row = 0; row < 3; row++) put(node.x, y + row, "*");
      continue;
    }
    const rule = `+${"-".repeat(node.width - 2)}+`;
    put(node.x, y, rule);
    put(node.x, y + 1, `| ${node.text} |`);
    put(node.x, y + 2, rule);
  }
  return canvas.map((row) => row.join("")).join("\n");
}
