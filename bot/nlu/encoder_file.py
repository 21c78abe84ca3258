"""Writes an encoder in eight bits, a scale for each row or column: a quarter of the size, the same readings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from bot.nlu.pieces import Pieces

_STEPS = 127


def save_encoder(path: Path, pieces: Pieces, pairs: Sequence[tuple[str, str]], arrays: Mapping[str, np.ndarray]) -> None:
    """Everything `load_encoder` needs, as arrays only."""
    stored: dict[str, np.ndarray] = {
        "pieces": np.array("\n".join(pieces.known)),
        "scores": np.array([score for _, score in pieces.known.values()], dtype=np.float32),
        "pairs": np.array(["\t".join(pair) for pair in pairs]),
    }
    for name, array in arrays.items():
        if array.ndim == 2 and name != "place":
            stored[name], stored[name + "_scale"] = _eight_bits(array, axis=1 if name == "word" else 0)
        else:
            stored[name] = array.astype(np.float32)
    np.savez_compressed(path, **stored)


def _eight_bits(array: np.ndarray, axis: int) -> tuple[np.ndarray, np.ndarray]:
    scale = np.maximum(np.abs(array).max(axis=axis, keepdims=True) / _STEPS, 1e-12).astype(np.float32)
    return np.round(array / scale).astype(np.int8), scale
