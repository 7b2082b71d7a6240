"""Optuna's defaults on the functions of functions.ts: the best value after each trial, as one JSON line a run.

    python optuna_runs.py SEEDS [MANNER …]      tpe, workers, cmaes, asha, known; all of them but `known` where none is named
    python optuna_runs.py 100-160 tpe/hartmann6     one function alone, from seed 100 on to below 160
"""

import json
import math
import random
import sys
import warnings

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


NUMBERS = {
    "branin": (branin, [(-5, 10), (0, 15)]),
    "hartmann6": (hartmann6, [(0, 1)] * 6),
    "rosenbrock5": (rosenbrock, [(-5, 10)] * 5),
    "ackley10": (ackley, [(-32.768, 32.768)] * 10),
}


def of_numbers(function, ends):
    return lambda t: function([t.suggest_float(f"x{i}", low, high) for i, (low, high) in enumerate(ends)])


def conditional(t):
    model = t.suggest_categorical("model", [0, 1])
    common = (math.log10(t.suggest_float("rate", 1e-5, 1e-1, log=True)) + 3) ** 2 / 4
    if model == 0:
        return common + 0.3 + (math.log10(t.suggest_float("margin", 1e-3, 1e3, log=True)) - 1) ** 2 / 4
    layers = t.suggest_int("layers", 1, 4)
    dropout = t.suggest_float("dropout", 0, 0.6) if layers > 1 else 0.2
    return common + (layers - 3) ** 2 / 8 + 4 * (dropout - 0.2) ** 2


PLAIN = {name: (of_numbers(*parts), 0) for name, parts in NUMBERS.items()}
ALL = {**PLAIN, "conditional": (conditional, 0), "noisy hartmann6": (of_numbers(*NUMBERS["hartmann6"]), 0.1)}

CURVES = {
    "branin": lambda x: 20 * (1.5 + math.sin(3 * x[0] + x[1])),
    "hartmann6": lambda x: 1.5 + math.sin(10 * x[0] + 7 * x[1]),
}
STEPS = 81


def search(objective, noise, seed, sampler, trials, workers=1):
    """The true value of the trial that looks best, after each that has ended."""
    study = optuna.create_study(sampler=sampler)
    noises = random.Random(seed)
    running, best, seen, value = [], [], math.inf, math.inf
    asked = 0
    while len(best) < trials:
        if asked < trials:
            trial = study.ask()
            running.append((trial, objective(trial)))
            asked += 1
            if len(running) < workers:
                continue
        trial, truth = running.pop(0)
        loss = truth + noise * noises.gauss(0, 1)
        study.tell(trial, loss)
        if loss < seen:
            seen, value = loss, truth
        best.append(value)
    return {"best": best}


def halve(name, seed, trials):
    function, ends = NUMBERS[name]
    pruner = optuna.pruners.SuccessiveHalvingPruner()
    study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=seed), pruner=pruner)
    steps = 0

    def objective(t):
        nonlocal steps
        x = [t.suggest_float(f"x{i}", low, high) for i, (low, high) in enumerate(ends)]
        end, gap = function(x), CURVES[name](x)
        for step in range(1, STEPS + 1):
            steps += 1
            loss = end + gap / math.sqrt(step)
            t.report(loss, step)
            if step < STEPS and t.should_prune():
                raise optuna.TrialPruned()
        return loss

    study.optimize(objective, n_trials=trials)
    return {"best": [study.best_value], "share": steps / (STEPS * trials)}


def tpe(seed):
    return optuna.samplers.TPESampler(seed=seed)


MANNERS = {
    "tpe": (ALL, lambda f, noise, seed: search(f, noise, seed, tpe(seed), 100)),
    "workers": (ALL, lambda f, noise, seed: search(f, noise, seed, tpe(seed), 100, workers=8)),
    "cmaes": (PLAIN, lambda f, noise, seed: search(f, noise, seed, optuna.samplers.CmaEsSampler(seed=seed), 300)),
    "asha": ({name: (name,) for name in CURVES}, lambda name, seed: halve(name, seed, 100)),
}


def known():
    from known_functions import KNOWN

    def suggest(t, i, axis):
        kind, *ends = axis
        if kind == "float":
            return t.suggest_float(f"x{i}", *ends)
        if kind == "place":
            return t.suggest_int(f"x{i}", 0, ends[0] - 1)
        return t.suggest_categorical(f"x{i}", list(range(ends[0])))

    def objective(axes, value):
        return lambda t: value([suggest(t, i, axis) for i, axis in enumerate(axes)])

    functions = {name: (objective(*parts), 0) for name, parts in KNOWN.items()}
    return functions, MANNERS["tpe"][1]


def main():
    first, _, end = sys.argv[1].rpartition("-")
    names = sys.argv[2:] or list(MANNERS)
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    warnings.simplefilter("ignore")
    for manner, _, only in (name.partition("/") for name in names):
        functions, run = known() if manner == "known" else MANNERS[manner]
        for name, parts in functions.items():
            for seed in range(int(first or 0), int(end)) if only in ("", name) else []:
                print(json.dumps({"manner": manner, "function": name, "seed": seed, **run(*parts, seed)}), flush=True)


main()
