"""Writes tfidf.json: what scikit-learn's TfidfVectorizer makes of a few texts.

    python3 -m venv venv && venv/bin/pip install scikit-learn==1.9.1 && venv/bin/python make-tfidf.py

The texts hold what tokenizers differ in: Indonesian slang, digits, emoji, combining marks, astral letters, odd spaces.
At a cap (max_features) scikit-learn leaves the order of equally frequent terms open, so the cap here has no tie.
"""
import json
import pathlib

import sklearn
from sklearn.feature_extraction.text import TfidfVectorizer

TEXTS = [
    "Mohon bantuan min, tdk bisa login mytech dari pagi",
    "mohon bantuan login login LOGIN gagal terus",
    "wo12345678 tidak muncul di UT Online 2x sudah refresh 3 kali",
    "foto evidence 📷📷 gagal upload 😭 mohon dicek ya 🙏🏽",
    "e\u0301vidence vs \u00e9vidence, kafe\u0301 dan caf\u00e9; na\u00efve I\u0307stanbul \u0130zmir",
    "a b c aa bb a",
    "\u0939\u093f\u0928\u094d\u0926\u0940 \u0e20\u0e32\u0e29\u0e32\u0e44\u0e17\u0e22 \u4e2d\u6587\u5b57 \u0661\u0662\u0663 \u00bd \u2167",
    "\U0001d4d0\U0001d4d1 \U0001d4d0\uffe6\uff21 \U00010400\U00010428 snake_case _x __ \u00aa\u00b2",
    "tab\tbaru\nbaris\x1cpisah\x85next\u00a0nbsp\u2003em\u200bzero\ufeffbom \u3000ideo",
    "",
    "   ",
    "!!! ??? ...",
    "bai bai bai reject bai, submit bai gagal; reopen bai. BAI!",
    "gagal submit bai karena foto evidence tidak muncul",
    "\u03a3\u0395\u039b\u0391\u03a3 \u03c3\u03b5\u03bb\u03b1\u03c2 stra\u00dfe STRASSE \ufb01le",
]

CASES = [
    {"analyzer": "word", "ngram_range": [1, 2], "min_df": 1, "max_df": 1.0, "max_features": None},
    {"analyzer": "word", "ngram_range": [1, 3], "min_df": 2, "max_df": 1.0, "max_features": None},
    {"analyzer": "word", "ngram_range": [1, 1], "min_df": 1, "max_df": 4, "max_features": 11, "sublinear_tf": False},
    {"analyzer": "word", "ngram_range": [2, 2], "min_df": 0.1, "max_df": 0.2, "max_features": None, "norm": None},
    {"analyzer": "word", "ngram_range": [1, 2], "min_df": 2, "max_df": 3, "max_features": None, "norm": "l1"},
    {"analyzer": "char_wb", "ngram_range": [2, 3], "min_df": 2, "max_df": 0.9, "max_features": None, "norm": "l1", "sublinear_tf": False},
    {"analyzer": "char_wb", "ngram_range": [3, 3], "min_df": 1, "max_df": 1.0, "max_features": None},
    {"analyzer": "char_wb", "ngram_range": [2, 5], "min_df": 2, "max_df": 0.5, "max_features": None},
    {"analyzer": "char_wb", "ngram_range": [1, 2], "min_df": 1, "max_df": 1.0, "max_features": 8, "sublinear_tf": False},
]

NEW_TEXTS = ["tidak bisa submit bai bai", "📷 login", "katayangtidakdikenal", "\U0001d4d0\U0001d4d1 evidence"]


def rows(matrix):
    matrix.sort_indices()
    return [
        [[int(c), float(v)] for c, v in zip(row.indices, row.data)]
        for row in (matrix[i] for i in range(matrix.shape[0]))
    ]


def has_tie_at_cap(case, texts):
    if case["max_features"] is None:
        return False
    free = TfidfVectorizer(**{**case, "ngram_range": tuple(case["ngram_range"]), "max_features": None, "use_idf": False, "norm": None, "sublinear_tf": False})
    counts = sorted(free.fit_transform(texts).sum(axis=0).A1, reverse=True)
    cap = case["max_features"]
    return len(counts) > cap and counts[cap - 1] == counts[cap]


def main():
    cases = []
    for options in CASES:
        case = {"sublinear_tf": True, "norm": "l2", **options}
        if has_tie_at_cap(case, TEXTS):
            raise SystemExit(f"tie at the cap: {case}")
        model = TfidfVectorizer(**{**case, "ngram_range": tuple(case["ngram_range"])})
        fitted = model.fit_transform(TEXTS)
        # Full rows only where they stay small; the new texts cover every case.
        new = rows(model.transform(NEW_TEXTS))
        kept = rows(fitted) if fitted.nnz < 700 else None
        cases.append({"options": case, "terms": list(model.get_feature_names_out()), "idf": [float(v) for v in model.idf_] if kept else None, "rows": kept, "new": new})
    out = {"sklearn": sklearn.__version__, "texts": TEXTS, "newTexts": NEW_TEXTS, "cases": cases}
    path = pathlib.Path(__file__).with_name("tfidf.json")
    path.write_text(json.dumps(out, ensure_ascii=True, separators=(",", ":")) + "\n")
    print(path, path.stat().st_size)


main()
