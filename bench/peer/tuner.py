"""Optuna's TPE as a tuner that asks somebody else for the figures.

    tuner.py --space JSON --trials N --seed S

Writes one line of JSON with the settings of each trial to stdout and reads its figure, to be maximised, from stdin.
"""
import argparse
import json
import sys

import optuna


def ask(trial, space):
    settings = {}
    for name, parameter in space.items():
        if parameter["kind"] == "choice":
            settings[name] = trial.suggest_categorical(name, parameter["options"])
        elif parameter["kind"] == "int":
            settings[name] = trial.suggest_int(name, parameter["low"], parameter["high"], log=parameter.get("log", False))
        else:
            low, high = parameter["low"], parameter["high"]
            settings[name] = trial.suggest_float(name, low, high, log=parameter.get("log", False))
    return settings


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--space", required=True, type=json.loads)
    parser.add_argument("--trials", required=True, type=int)
    parser.add_argument("--seed", required=True, type=int)
    options = parser.parse_args()
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    sampler = optuna.samplers.TPESampler(seed=options.seed)
    study = optuna.create_study(direction="maximize", sampler=sampler)
    for _ in range(options.trials):
        trial = study.ask()
        print(json.dumps(ask(trial, options.space)), flush=True)
        study.tell(trial, float(sys.stdin.readline()))


main()
