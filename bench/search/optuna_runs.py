"""Optuna's defaults on the functions of functions.ts: the best value after each trial, as one JSON line a run.

    python optuna_runs.py SEEDS TRIALS
"""

import json
import math
import sys

import optuna

HARTMANN_WEIGHTS = [1.0, 1.2, 3.0, 3.2]
HARTMANN_SCALES = [
    [10, 3, 17, 3.5, 1.7, 8],
    [0.05, 10, 17, 0.1, 8, 14],
    [3, 3.5, 1.7, 10, 17, 8],
    [17, 8, 0.05, 10, 0.1, 14],
]
HARTMANN_CENTRES = [
    [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886],
    [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
    [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.6650],
    [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
]


def branin(x):
    a, b = x
    curve = b - 5.1 / (4 * math.pi**2) * a**2 + 5 / math.pi * a - 6
    return curve**2 + 10 * (1 - 1 / (8 * math.pi)) * math.cos(a) + 10


def hartmann6(x):
    rows = zip(HARTMANN_WEIGHTS, HARTMANN_SCALES, HARTMANN_CENTRES)
    return -sum(w * math.exp(-sum(s * (v - c) ** 2 for s, v, c in zip(ss, x, cs))) for w, ss, cs in rows)


def rosenbrock(x):
    return sum(100 * (b - a**2) ** 2 + (1 - a) ** 2 for a, b in zip(x, x[1:]))


def ackley(x):
    root = math.sqrt(sum(v**2 for v in x) / len(x))
    waves = sum(math.cos(2 * math.pi * v) for v in x) / len(x)
    return -20 * math.exp(-0.2 * root) - math.exp(waves) + 20 + math.e


FUNCTIONS = {
    "branin": (branin, [(-5, 10), (0, 15)]),
    "hartmann6": (hartmann6, [(0, 1)] * 6),
    "rosenbrock5": (rosenbrock, [(-5, 10)] * 5),
    "ackley10": (ackley, [(-32.768, 32.768)] * 10),
}


def main():
    seeds, trials = map(int, sys.argv[1:])
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    for name, (function, ends) in FUNCTIONS.items():
        for seed in range(seeds):
            study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=seed))
            study.optimize(
                lambda t: function([t.suggest_float(f"x{i}", low, high) for i, (low, high) in enumerate(ends)]),
                n_trials=trials,
            )
            best = math.inf
            so_far = [best := min(best, t.value) for t in study.trials]
            print(json.dumps({"function": name, "seed": seed, "best": so_far}), flush=True)


main()
