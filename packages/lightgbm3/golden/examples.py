"""Writes examples.json: the figures of LightGBM's own examples, trained by Python from their files and configurations.

VENV/bin/python golden/examples.py FOLDER, the folder `examples` of LightGBM's source; VENV as for make.py.
"""

import hashlib
import json
import sys
from pathlib import Path

import lightgbm

NAMES = ["binary_classification", "lambdarank", "multiclass_classification", "regression", "xendcg"]
# What tells the command line where to read and write, and nothing about the model.
PLACES = {
    "task", "data", "valid_data", "output_model", "machine_list_file", "local_listen_port", "num_machines",
    "metric_freq", "is_training_metric", "is_save_binary_file", "use_two_round_loading",
}  # fmt: skip
FIXED = {"num_threads": 1, "deterministic": True, "force_row_wise": True, "verbosity": -1, "seed": 1}


def read_config(path):
    lines = (line.split("#")[0] for line in path.read_text().splitlines())
    pairs = (line.split("=", 1) for line in lines if "=" in line)
    return {key.strip(): value.strip() for key, value in pairs}


def main(folder):
    figures = {}
    for name in NAMES:
        config = read_config(folder / name / "train.conf")
        params = {key: value for key, value in config.items() if key not in PLACES}
        train_set = lightgbm.Dataset(str(folder / name / config["data"]), params={**FIXED})
        valid_set = lightgbm.Dataset(str(folder / name / config["valid_data"]), reference=train_set)
        if "early_stopping" in params:
            params["early_stopping"] = int(params["early_stopping"])
        params["num_trees"] = int(params["num_trees"])
        booster = lightgbm.train({**params, **FIXED}, train_set, valid_sets=[valid_set], valid_names=["test"])
        trees = booster.model_to_string().split("\nparameters:")[0]
        figures[name] = {
            "data": config["data"],
            "validData": config["valid_data"],
            "params": {**params, **FIXED},
            "bestScore": booster.best_score,
            "iterations": booster.current_iteration(),
            "treesSha256": hashlib.sha256(trees.encode()).hexdigest(),
        }
    Path(__file__).with_name("examples.json").write_text(json.dumps(figures, indent=1) + "\n")


main(Path(sys.argv[1]))
