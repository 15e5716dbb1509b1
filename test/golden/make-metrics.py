"""Writes metrics.json: scikit-learn's figures of made-up answers.

    python3 -m venv venv && venv/bin/pip install scikit-learn==1.9.1 && venv/bin/python make-metrics.py

The labels hold one that is never predicted, one that never occurs but is predicted, and one that neither does.
"""
import json
import pathlib

import numpy as np
import sklearn
from sklearn.metrics import accuracy_score, confusion_matrix, f1_score, precision_recall_fscore_support

LABELS = 7


def main():
    random = np.random.default_rng(5)
    expected = random.choice([0, 1, 2, 3, 4], size=200, p=[0.5, 0.2, 0.15, 0.1, 0.05])
    predicted = np.where(random.random(200) < 0.7, expected, random.choice([0, 1, 2, 3, 5], size=200))
    predicted[predicted == 4] = 0
    precision, recall, f1, support = precision_recall_fscore_support(
        expected, predicted, labels=range(LABELS), zero_division=0
    )
    out = {
        "sklearn": sklearn.__version__,
        "labels": LABELS,
        "expected": expected.tolist(),
        "predicted": predicted.tolist(),
        "accuracy": accuracy_score(expected, predicted),
        "macroF1": f1_score(expected, predicted, average="macro", zero_division=0),
        "weightedF1": f1_score(expected, predicted, average="weighted", zero_division=0),
        "perLabel": [
            {"precision": float(p), "recall": float(r), "f1": float(f), "support": int(s)}
            for p, r, f, s in zip(precision, recall, f1, support)
        ],
        "confusion": confusion_matrix(expected, predicted, labels=range(LABELS)).tolist(),
    }
    path = pathlib.Path(__file__).with_name("metrics.json")
    path.write_text(json.dumps(out, separators=(",", ":")) + "\n")
    print(path, path.stat().st_size)


main()
