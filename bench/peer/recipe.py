"""The recipe of the system before this one, for comparison: scikit-learn TF-IDF, LightGBM, no calibration.

    recipe.py quality --train F --test F [--threads N]
    recipe.py predict --train F [--threads N]
    recipe.py train --train F [--threads N]

Files are CSV (.gz) with the columns text and label. Progress goes to stderr; the last line of stdout is JSON.
"""
import argparse
import csv
import gzip
import json
import re
import resource
import sys
import time

import lightgbm as lgb
import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import f1_score

ABBREVIATIONS = dict(
    pair.split("=")
    for pair in (
        "moban=mohon bantuan|tks=terima kasih|thx=terima kasih|yg=yang|utk=untuk|dgn=dengan|tdk=tidak|gak=tidak|"
        "ga=tidak|gk=tidak|krn=karena|blm=belum|sdh=sudah|udh=sudah|lg=lagi|jg=juga|bs=bisa|trs=terus|klo=kalau|"
        "kl=kalau|sm=sama|dr=dari|sy=saya|ak=aku|min=admin|pls=please|plz=please"
    ).split("|")
)
AUTO_THRESHOLD = 0.75
BINS = 15


def clean(text):
    text = text.lower()
    text = re.sub(r"https?://\S+|www\.\S+", " ", text)
    text = re.sub(r"\S+@\S+\.\S+", " ", text)
    text = re.sub(r"@\w+", " ", text)
    text = re.sub(r"(\+?62|08)\d{8,13}", " ", text)
    text = re.sub(r"\b(wo|sc)[- ]?\d+\b", r"\1_code", text)
    text = re.sub(r"\b(nik|laborcode) ?[:-]? ?\d+\b", r"\1", text)
    text = re.sub(r"[^\w\s]|\b\d+\b", " ", text)
    return " ".join(ABBREVIATIONS.get(word, word) for word in text.split())


def read(path):
    opened = gzip.open(path, "rt", encoding="utf-8") if path.endswith(".gz") else open(path, encoding="utf-8")
    with opened as file:
        rows = list(csv.DictReader(file))
    return [clean(row["text"]) for row in rows], [row["label"] for row in rows]


class Recipe:
    def __init__(self, texts, labels, threads):
        started = time.perf_counter()
        started_cpu = time.process_time()
        self.threads = threads
        self.word = TfidfVectorizer(ngram_range=(1, 2), max_features=5000, sublinear_tf=True, min_df=2)
        self.char = TfidfVectorizer(
            analyzer="char_wb", ngram_range=(3, 5), max_features=2000, sublinear_tf=True, min_df=2
        )
        rows = sparse.hstack([self.word.fit_transform(texts), self.char.fit_transform(texts)]).tocsr()
        self.model = lgb.LGBMClassifier(
            objective="multiclass", class_weight="balanced", n_estimators=100, max_depth=5, learning_rate=0.1,
            num_leaves=31, min_child_samples=10, subsample=0.8, subsample_freq=1, colsample_bytree=0.8,
            reg_alpha=0.1, reg_lambda=0.1, random_state=42, n_jobs=threads, verbosity=-1,
        )
        self.model.fit(rows, labels)
        self.fit_s = time.perf_counter() - started
        self.fit_cpu_s = time.process_time() - started_cpu

    def proba(self, texts, threads=None):
        rows = sparse.hstack([self.word.transform(texts), self.char.transform(texts)]).tocsr()
        return self.model.predict_proba(rows, num_threads=self.threads if threads is None else threads)


def quality(recipe, texts, labels):
    proba = recipe.proba(texts)
    expected = np.array(labels)
    predicted = recipe.model.classes_[proba.argmax(axis=1)]
    confidence = proba.max(axis=1)
    right = predicted == expected
    auto = confidence >= AUTO_THRESHOLD
    running = np.cumsum(right[np.argsort(-confidence, kind="stable")]) / np.arange(1, len(right) + 1)
    enough = np.where(running >= 0.95)[0]
    bins = np.clip(np.ceil(confidence * BINS).astype(int) - 1, 0, BINS - 1)
    gaps = [abs(right[bins == one].sum() - confidence[bins == one].sum()) for one in range(BINS)]
    return {
        "accuracy": right.mean(),
        "macro_f1": f1_score(expected, predicted, average="macro"),
        "weighted_f1": f1_score(expected, predicted, average="weighted"),
        "coverage_at_95": (enough[-1] + 1) / len(right) if len(enough) else 0.0,
        "auto_share": auto.mean(),
        "auto_precision": right[auto].mean() if auto.any() else 0.0,
        "ece": sum(gaps) / len(right),
        "fit_s": recipe.fit_s,
    }


def predict(recipe, texts):
    asked = (texts * (1 + 1000 // len(texts)))[:1000]
    for text in asked[:100]:
        recipe.proba([text])
    times = []
    for text in asked:
        started = time.perf_counter()
        recipe.proba([text])
        times.append((time.perf_counter() - started) * 1000)
    started = time.perf_counter()
    for _ in range(3):
        recipe.proba(asked)
    batch_s = (time.perf_counter() - started) / 3
    return {
        "p50_ms": np.percentile(times, 50),
        "p99_ms": np.percentile(times, 99),
        "rows_per_s": len(asked) / batch_s,
        "rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=["quality", "predict", "train"])
    parser.add_argument("--train", required=True)
    parser.add_argument("--test")
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    texts, labels = read(options.train)
    print("peer: fitting", file=sys.stderr, flush=True)
    recipe = Recipe(texts, labels, options.threads)
    if options.what == "quality":
        figures = quality(recipe, *read(options.test))
    elif options.what == "predict":
        figures = predict(recipe, texts)
    else:
        figures = {"fit_s": recipe.fit_s, "fit_cpu_s": recipe.fit_cpu_s}
    print(json.dumps({key: round(float(value), 4) for key, value in figures.items()}))


if __name__ == "__main__":
    main()
