"""The prediction service of the system before this one, for comparison: FastAPI on uvicorn, one process.

    service.py --train F --port P

Says `ready` on stdout once it answers `POST /predict {tech_raw_text, solving}`, with LightGBM's own number of threads as
there, and `POST /predict-one-thread`, which is quicker where callers come at once.
"""
import argparse
import contextlib
import time

import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel, Field

from recipe import AUTO_THRESHOLD, Recipe, clean, read


class Asked(BaseModel):
    tech_raw_text: str
    solving: str = ""


class Answer(BaseModel):
    predicted_symtomps: str
    ml_confidence: float = Field(ge=0, le=1)
    prediction_status: str
    inference_time_ms: float
    source: str
    gemini_label: str | None = None
    gemini_confidence: float | None = None


def service(recipe, on_ready):
    @contextlib.asynccontextmanager
    async def lifespan(_app):
        on_ready()
        yield

    app = FastAPI(lifespan=lifespan)

    def answer(asked, threads):
        started = time.perf_counter()
        proba = recipe.proba([clean(f"{asked.tech_raw_text} {asked.solving}")], threads)[0]
        best = proba.argmax()
        return Answer(
            predicted_symtomps=str(recipe.model.classes_[best]),
            ml_confidence=float(proba[best]),
            prediction_status="AUTO" if proba[best] >= AUTO_THRESHOLD else "REVIEW",
            inference_time_ms=(time.perf_counter() - started) * 1000,
            source="lightgbm",
        )

    # Plain functions, as there: FastAPI runs them in its pool of threads.
    @app.post("/predict", response_model=Answer)
    def predict(asked: Asked):
        return answer(asked, 0)

    @app.post("/predict-one-thread", response_model=Answer)
    def predict_one_thread(asked: Asked):
        return answer(asked, 1)

    return app


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--train", required=True)
    parser.add_argument("--port", type=int, required=True)
    options = parser.parse_args()
    texts, labels = read(options.train)
    recipe = Recipe(texts, labels, 1)
    app = service(recipe, lambda: print("ready", flush=True))
    uvicorn.run(app, host="127.0.0.1", port=options.port, log_level="warning")


main()
