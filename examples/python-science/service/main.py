from pathlib import Path

import numpy as np
import pandas as pd
from fastapi import FastAPI
from scipy import linalg, stats

app = FastAPI()
tides = pd.read_csv(Path(__file__).parent / "tides.csv", parse_dates=["day"])


@app.get("/mean")
def mean() -> dict[str, float]:
    return tides.groupby("port")["metres"].mean().round(2).to_dict()


@app.get("/trend/{port}")
def trend(port: str) -> dict[str, float]:
    metres = tides.loc[tides["port"] == port, "metres"]
    return {"slope": round(float(stats.linregress(np.arange(len(metres)), metres).slope), 3)}


@app.get("/determinant")
def determinant(size: int = 60) -> dict[str, float]:
    return {"determinant": round(float(linalg.det(np.eye(size) * 1.0)), 6)}
