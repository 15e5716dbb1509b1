"""Writes a JSON file per case beside itself: what Python's lightgbm trains and predicts, to compare the addon with.

python -m venv VENV && VENV/bin/pip install lightgbm==4.7.0 scipy pandas && VENV/bin/python golden/make.py
"""

import json
from pathlib import Path

import lightgbm
import numpy
import scipy.sparse

HERE = Path(__file__).parent
COMMON = {
    "num_leaves": 5,
    "min_data_in_leaf": 5,
    "seed": 42,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,
    "verbosity": -1,
}


def dense(matrix):
    return {"values": matrix.ravel().tolist(), "numRows": matrix.shape[0], "numCols": matrix.shape[1]}


def csr(matrix):
    return {
        "indptr": matrix.indptr.tolist(),
        "indices": matrix.indices.tolist(),
        "values": matrix.data.tolist(),
        "numCols": matrix.shape[1],
    }


def csc(matrix):
    return {
        "colPtr": matrix.indptr.tolist(),
        "indices": matrix.indices.tolist(),
        "values": matrix.data.tolist(),
        "numRows": matrix.shape[0],
    }


def plain(value):
    return value.ravel().tolist() if isinstance(value, numpy.ndarray) else value


def predictions(booster, rows):
    return {
        "normal": plain(booster.predict(rows)),
        "raw": plain(booster.predict(rows, raw_score=True)),
        "leaf": plain(booster.predict(rows, pred_leaf=True)),
        "contrib": dense_contrib(booster.predict(rows, pred_contrib=True)),
        "part": plain(booster.predict(rows, start_iteration=1, num_iteration=3, raw_score=True)),
        "earlyStop": plain(
            booster.predict(
                rows, raw_score=True, pred_early_stop=True, pred_early_stop_freq=2, pred_early_stop_margin=0.5
            )
        ),
    }


def dense_contrib(contributions):
    """Sparse rows give a sparse matrix, for several classes a list of them; here it is row-major, class by class."""
    if isinstance(contributions, list):
        return numpy.hstack([part.toarray() for part in contributions]).ravel().tolist()
    if scipy.sparse.issparse(contributions):
        contributions = contributions.toarray()
    return contributions.ravel().tolist()


def write(name, as_json, params, rounds, rows, unseen, label, valid=None, **fields):
    """`fields` are those of the dataset by Python's names; `valid` is (rows, label, fields)."""
    train_set = lightgbm.Dataset(rows, label, **fields)
    evals = {}
    more = {}
    if valid:
        valid_rows, valid_label, valid_fields = valid
        more = {
            "valid_sets": [train_set, lightgbm.Dataset(valid_rows, valid_label, reference=train_set, **valid_fields)],
            "callbacks": [lightgbm.record_evaluation(evals)],
        }
    booster = lightgbm.train({**COMMON, **params}, train_set, num_boost_round=rounds, **more)
    golden = {
        "lightgbm": lightgbm.__version__,
        "params": {**COMMON, **params},
        "numBoostRound": rounds,
        "rows": as_json(rows),
        "label": plain(label),
        "fields": {key: plain(value) for key, value in fields.items()},
        "unseen": as_json(unseen),
        "predictions": predictions(booster, unseen),
        "bestIteration": booster.best_iteration,
        "bestScore": booster.best_score,
        "evals": evals,
        "gain": booster.feature_importance("gain").tolist(),
        "split": booster.feature_importance("split").tolist(),
        "featureName": booster.feature_name(),
        "modelText": booster.model_to_string(),
    }
    if valid:
        golden["valid"] = {
            "rows": as_json(valid_rows),
            "label": plain(valid_label),
            "fields": {key: plain(value) for key, value in valid_fields.items()},
        }
    save(name, golden)
    return booster


def save(name, golden):
    (HERE / f"{name}.json").write_text(json.dumps(golden) + "\n")


def sparse(random, rows, columns=12):
    return scipy.sparse.csr_matrix(random.random((rows, columns)) * (random.random((rows, columns)) < 0.4))


def coarse(random, rows, columns=5):
    """Few digits keep the files small; some values are missing."""
    matrix = numpy.round(random.random((rows, columns)), 3)
    matrix[random.random((rows, columns)) < 0.05] = numpy.nan
    return matrix


def multiclass(random):
    rows = sparse(random, 90)
    label = (rows[:, 0].toarray() + 2 * rows[:, 1].toarray() > 0.8).astype(int).ravel()
    label += (rows[:, 2].toarray() > 0.3).astype(int).ravel()
    params = {
        "objective": "multiclass",
        "num_class": 3,
        "bagging_fraction": 0.8,
        "bagging_freq": 1,
        "feature_fraction": 0.8,
    }
    weight = numpy.round(0.5 + random.random(90), 3)
    write("multiclass", csr, params, 6, rows, sparse(random, 12), label, weight=weight)


def binary(random):
    """Dense rows with missing values, validation data and early stopping."""

    def labelled(rows):
        values = coarse(random, rows)
        noise = 0.5 * random.random(rows)
        return values, (numpy.nan_to_num(values[:, 0]) + noise > 0.8).astype(int)

    rows, label = labelled(120)
    valid_rows, valid_label = labelled(60)
    params = {"objective": "binary", "metric": ["auc", "binary_logloss"], "early_stopping_round": 4}
    init_score = numpy.round(random.random(120) - 0.5, 2)
    write(
        "binary",
        dense,
        params,
        40,
        rows,
        coarse(random, 12),
        label,
        valid=(valid_rows, valid_label, {}),
        init_score=init_score,
    )


def regression(random):
    """Sparse columns."""
    rows = scipy.sparse.csc_matrix(sparse(random, 80, 6))
    label = numpy.round(3 * rows[:, 0].toarray().ravel() - rows[:, 1].toarray().ravel() + random.random(80) / 10, 3)
    write("regression", csc, {"objective": "regression"}, 6, rows, scipy.sparse.csc_matrix(sparse(random, 12, 6)), label)


def ranking(random):
    rows = coarse(random, 100)
    label = numpy.clip(numpy.floor(4 * numpy.nan_to_num(rows[:, 0]) + random.random(100)), 0, 4).astype(int)
    valid_rows = coarse(random, 40)
    valid_label = numpy.clip(numpy.floor(4 * numpy.nan_to_num(valid_rows[:, 0])), 0, 4).astype(int)
    params = {"objective": "lambdarank", "metric": "ndcg", "eval_at": [1, 3]}
    valid = (valid_rows, valid_label, {"group": [10] * 4})
    group = [5, 15, 20, 10, 30, 20]
    write("ranking", dense, params, 6, rows, coarse(random, 12), label, valid=valid, group=group)


def categorical(random):
    rows = coarse(random, 120, 3)
    rows[:, 1] = random.integers(0, 9, 120)
    label = numpy.round(numpy.isin(rows[:, 1], [1, 4, 7]) * 2 + numpy.nan_to_num(rows[:, 0]), 3)
    unseen = coarse(random, 12, 3)
    unseen[:, 1] = random.integers(0, 12, 12)
    params = {"objective": "regression", "min_data_per_group": 5, "cat_smooth": 1, "max_cat_to_onehot": 1}
    write(
        "categorical",
        dense,
        params,
        6,
        rows,
        unseen,
        label,
        feature_name=["harga", "kota", "umur"],
        categorical_feature=["kota"],
    )


def later_steps(random):
    """What is done with a model: continued, refitted, dumped, cross-validated, and trained on functions of one's own."""
    rows, label = coarse(random, 80, 4), None
    label = (numpy.nan_to_num(rows[:, 0]) > 0.5).astype(int)
    params = {**COMMON, "objective": "binary", "metric": "binary_logloss"}
    first = lightgbm.train(params, lightgbm.Dataset(rows, label), num_boost_round=3)
    more = coarse(random, 60, 4)
    more_label = (numpy.nan_to_num(more[:, 0]) > 0.4).astype(int)
    continued = lightgbm.train(params, lightgbm.Dataset(more, more_label), num_boost_round=2, init_model=first)
    refitted = first.refit(more, more_label, decay_rate=0.7)
    folds = [(numpy.arange(20, 80), numpy.arange(20)), (numpy.arange(60), numpy.arange(60, 80))]
    cv_params = {**params, "early_stopping_round": 3}
    cv = lightgbm.cv(cv_params, lightgbm.Dataset(rows, label), num_boost_round=30, folds=folds, eval_train_metric=True)

    def squared_error(preds, data):
        return preds - data.get_label(), numpy.ones(len(preds))

    def mean_error(preds, data):
        return "mean_error", float(numpy.mean(preds - data.get_label())), False

    own, evals = {**COMMON, "objective": squared_error, "metric": "l2"}, {}
    train_set = lightgbm.Dataset(rows, label)
    custom = lightgbm.train(
        own,
        train_set,
        num_boost_round=4,
        valid_sets=[train_set],
        feval=mean_error,
        callbacks=[
            lightgbm.record_evaluation(evals),
            lightgbm.reset_parameter(learning_rate=lambda iteration: 0.2 * 0.5**iteration),
        ],
    )
    save(
        "later-steps",
        {
            "params": params,
            "rows": dense(rows),
            "label": plain(label),
            "more": dense(more),
            "moreLabel": plain(more_label),
            "folds": [[plain(part) for part in fold] for fold in folds],
            "first": first.model_to_string(),
            "continued": continued.model_to_string(),
            "refitted": refitted.predict(more, raw_score=True).tolist(),
            "refittedText": refitted.model_to_string(),
            "dump": first.dump_model(num_iteration=1),
            "cv": cv,
            "customText": custom.model_to_string(),
            "customEvals": evals,
        },
    )


def main():
    for case in [multiclass, binary, regression, ranking, categorical, later_steps]:
        case(numpy.random.default_rng(7))


main()
