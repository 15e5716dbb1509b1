"""Writes multiclass.json: what Python's lightgbm predicts, to compare the addon with.

python -m venv VENV && VENV/bin/pip install lightgbm==4.7.0 scipy && VENV/bin/python golden/make.py
"""

import json
from pathlib import Path

import lightgbm
import numpy
import scipy.sparse

ROWS, COLUMNS, CLASSES = 90, 12, 3
ROUNDS = 8
PARAMS = {
    "objective": "multiclass",
    "num_class": CLASSES,
    "num_leaves": 5,
    "min_data_in_leaf": 5,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "feature_fraction": 0.8,
    "seed": 42,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,
    "verbosity": -1,
}


def sparse_rows(random):
    dense = random.random((ROWS, COLUMNS)) * (random.random((ROWS, COLUMNS)) < 0.4)
    return scipy.sparse.csr_matrix(dense)


def as_json(matrix):
    return {
        "indptr": matrix.indptr.tolist(),
        "indices": matrix.indices.tolist(),
        "values": matrix.data.tolist(),
        "numCols": matrix.shape[1],
    }


def main():
    random = numpy.random.default_rng(7)
    rows = sparse_rows(random)
    label = (rows[:, 0].toarray() + 2 * rows[:, 1].toarray() > 0.8).astype(int).ravel()
    label += (rows[:, 2].toarray() > 0.3).astype(int).ravel()
    weight = 0.5 + random.random(ROWS)
    booster = lightgbm.train(PARAMS, lightgbm.Dataset(rows, label, weight=weight), num_boost_round=ROUNDS)
    unseen = sparse_rows(random)
    golden = {
        "lightgbm": lightgbm.__version__,
        "params": PARAMS,
        "numBoostRound": ROUNDS,
        "rows": as_json(rows),
        "label": label.tolist(),
        "weight": weight.tolist(),
        "unseen": as_json(unseen),
        "probabilities": booster.predict(unseen).ravel().tolist(),
        "rawScores": booster.predict(unseen, raw_score=True).ravel().tolist(),
        "firstThree": booster.predict(unseen, num_iteration=3).ravel().tolist(),
        "gain": booster.feature_importance("gain").tolist(),
        "modelText": booster.model_to_string(),
    }
    target = Path(__file__).with_name("multiclass.json")
    target.write_text(json.dumps(golden) + "\n")


main()
