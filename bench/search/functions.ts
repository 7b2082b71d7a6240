/** Functions with a known shape that optimisers are held against: small is good. */
import type { Axis, Group, PartialPoint } from "@exp/tpe";

export interface TestFunction {
  readonly name: string;
  readonly space: readonly Axis[];
  /** Default: every axis counts everywhere. */
  readonly groups?: readonly Group[];
  /** Standard deviation of what is added to what a trial sees; none by default. */
  readonly noise?: number;
  readonly at: (x: PartialPoint) => number | Promise<number>;
}

const HARTMANN_WEIGHTS = [1.0, 1.2, 3.0, 3.2];
const HARTMANN_SCALES = [
  [10, 3, 17, 3.5, 1.7, 8],
  [0.05, 10, 17, 0.1, 8, 14],
  [3, 3.5, 1.7, 10, 17, 8],
  [17, 8, 0.05, 10, 0.1, 14],
];
const HARTMANN_CENTRES = [
  [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886],
  [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
  [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.6650],
  [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
];

const BRANIN = { name: "branin", space: [float(-5, 10), float(0, 15)], at: whole(branin) };
const HARTMANN6 = { name: "hartmann6", space: cube(6, 0, 1), at: whole(hartmann6) };

/** Of numbers alone. */
export const NUMBERS: readonly TestFunction[] = [
  BRANIN,
  HARTMANN6,
  { name: "rosenbrock5", space: cube(5, -5, 10), at: whole(rosenbrock) },
  { name: "ackley10", space: cube(10, -32.768, 32.768), at: whole(ackley) },
];

export const FUNCTIONS: readonly TestFunction[] = [
  ...NUMBERS,
  {
    name: "conditional",
    space: [
      { kind: "choice", size: 2 },
      { kind: "float", low: 1e-5, high: 1e-1, isLog: true },
      { kind: "float", low: 1e-3, high: 1e3, isLog: true },
      { kind: "stepped", low: 1, high: 4, step: 1, isLog: false },
      float(0, 0.6),
    ],
    groups: [
      { axes: [0, 1], isActive: () => true },
      { axes: [2], isActive: ([model]) => model === 0 },
      { axes: [3], isActive: ([model]) => model === 1 },
      { axes: [4], isActive: ([model, , , layers]) => model === 1 && layers! > 1 },
    ],
    at: conditional,
  },
  { ...HARTMANN6, name: "noisy hartmann6", noise: 0.1 },
];

export interface CurveFunction extends TestFunction {
  /** How far above its end it begins. */
  readonly gap: (x: PartialPoint) => number;
}

/** Trials that report after each step: they fall towards their ends as one by the root of the steps, and cross each other. */
export const CURVES: readonly CurveFunction[] = [
  { ...BRANIN, gap: ([a, b]) => 20 * (1.5 + Math.sin(3 * a! + b!)) },
  { ...HARTMANN6, gap: ([a, b]) => 1.5 + Math.sin(10 * a! + 7 * b!) },
];

function float(low: number, high: number): Axis {
  return { kind: "float", low, high, isLog: false };
}

function cube(dimensions: number, low: number, high: number): Axis[] {
  return Array.from({ length: dimensions }, () => float(low, high));
}

function whole(at: (x: readonly number[]) => number): TestFunction["at"] {
  return (x) => at(x as readonly number[]);
}

/** Two models with parameters of their own, one of which has a parameter that hangs on another one of its. */
function conditional([model, rate, margin, layers, dropout]: PartialPoint): number {
  const common = (Math.log10(rate!) + 3) ** 2 / 4;
  if (model === 0) return common + 0.3 + (Math.log10(margin!) - 1) ** 2 / 4;
  return common + (layers! - 3) ** 2 / 8 + (dropout === undefined ? 0 : 4 * (dropout - 0.2) ** 2);
}

function branin(x: readonly number[]): number {
  const [a, b] = x as [number, number];
  const curve = b - 5.1 / (4 * Math.PI ** 2) * a ** 2 + 5 / Math.PI * a - 6;
  return curve ** 2 + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(a) + 10;
}

function hartmann6(x: readonly number[]): number {
  return -HARTMANN_WEIGHTS.reduce((sum, weight, row) => {
    const far = x.reduce((all, v, i) => all + HARTMANN_SCALES[row]![i]! * (v - HARTMANN_CENTRES[row]![i]!) ** 2, 0);
    return sum + weight * Math.exp(-far);
  }, 0);
}

function rosenbrock(x: readonly number[]): number {
  return x.slice(1).reduce((sum, b, i) => sum + 100 * (b - x[i]! ** 2) ** 2 + (1 - x[i]!) ** 2, 0);
}

function ackley(x: readonly number[]): number {
  const root = Math.sqrt(x.reduce((sum, v) => sum + v ** 2, 0) / x.length);
  const waves = x.reduce((sum, v) => sum + Math.cos(2 * Math.PI * v), 0) / x.length;
  return -20 * Math.exp(-0.2 * root) - Math.exp(waves) + 20 + Math.E;
}
