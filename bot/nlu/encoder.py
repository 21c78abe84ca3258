"""A small pre-trained sentence encoder, tuned to these facts: it knows what the linear models have never read.

Six layers of multilingual-e5-small (MIT), tuned by `tune_encoder` on training answers and stored in
eight bits; only numpy is needed to run it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from scipy.special import log_softmax

from bot.nlu.normal import normal
from bot.nlu.pieces import Pieces

WEIGHTS = Path(__file__).with_name("encoder.npz")
_HEADS = 12
_LONGEST = 62


@dataclass(frozen=True)
class Encoder:
    """Log probabilities of (fact, value) pairs for a text."""

    pieces: Pieces
    pairs: tuple[tuple[str, str], ...]
    arrays: Mapping[str, np.ndarray]
    layers: int

    def log_odds(self, texts: Sequence[str]) -> np.ndarray:
        """One row a text, one column a pair of `pairs`."""
        tokens = [self.pieces.ids(normal(text))[:_LONGEST] for text in texts]
        bounds = np.cumsum([0, *map(len, tokens)])
        states = self._states(np.concatenate(tokens), bounds)
        pooled = np.stack([_pooled(states[start:end]) for start, end in pairwise(bounds)])
        return log_softmax(pooled @ self.arrays["head"] + self.arrays["head_bias"], axis=1)

    def _states(self, tokens: np.ndarray, bounds: np.ndarray) -> np.ndarray:
        places = np.concatenate([np.arange(end - start) for start, end in pairwise(bounds)])
        states = self._even(self.arrays["word"][tokens] + self.arrays["place"][places], "first")
        for layer in range(self.layers):
            seen = self._attention(states, bounds, layer)
            states = self._even(states + self._linear(seen, f"{layer}ao"), f"{layer}aln")
            inner = _gelu(self._linear(states, f"{layer}fi"))
            states = self._even(states + self._linear(inner, f"{layer}fo"), f"{layer}oln")
        return states

    def _linear(self, states: np.ndarray, name: str) -> np.ndarray:
        return states @ self.arrays[name + "w"] + self.arrays[name + "b"]

    def _even(self, states: np.ndarray, name: str) -> np.ndarray:
        centred = states - states.mean(axis=1, keepdims=True)
        spread = np.sqrt(np.mean(centred * centred, axis=1, keepdims=True) + 1e-12)
        return centred / spread * self.arrays[name + "w"] + self.arrays[name + "b"]

    def _attention(self, states: np.ndarray, bounds: np.ndarray, layer: int) -> np.ndarray:
        """Every text attends to itself alone."""
        mixed = self._linear(states, f"{layer}qkv").reshape(len(states), 3, _HEADS, -1)
        texts = [_attended(mixed[start:end]) for start, end in pairwise(bounds)]
        return np.concatenate(texts)


def _attended(mixed: np.ndarray) -> np.ndarray:
    queries, keys, values = mixed.transpose(1, 2, 0, 3)
    weights = queries @ keys.transpose(0, 2, 1) / np.sqrt(np.float32(queries.shape[2]))
    weights = np.exp(weights - weights.max(axis=2, keepdims=True))
    weights /= weights.sum(axis=2, keepdims=True)
    return (weights @ values).transpose(1, 0, 2).reshape(mixed.shape[0], -1)


def _pooled(states: np.ndarray) -> np.ndarray:
    return np.concatenate([states.mean(axis=0), states.max(axis=0)])


def _gelu(states: np.ndarray) -> np.ndarray:
    return 0.5 * states * (1 + np.tanh(0.7978846 * (states + 0.044715 * states * states * states)))


@lru_cache(maxsize=2)
def load_encoder(path: Path = WEIGHTS) -> Encoder | None:
    """None where the weights are not there: the linear models then read alone."""
    if not path.exists():
        return None
    with np.load(path, allow_pickle=False) as stored:
        return _encoder(dict(stored))


def _encoder(stored: dict[str, Any]) -> Encoder:
    pairs = tuple((fact, value) for fact, _, value in (str(each).partition("\t") for each in stored.pop("pairs")))
    pieces = Pieces.restored(str(stored.pop("pieces")), stored.pop("scores"))
    layers = sum(name.endswith("qkvb") for name in stored)
    scales = {name.removesuffix("_scale"): stored.pop(name) for name in list(stored) if name.endswith("_scale")}
    arrays = {name: _full(array, scales.get(name)) for name, array in stored.items()}
    return Encoder(pieces, pairs, arrays, layers)


def _full(array: np.ndarray, scale: np.ndarray | None) -> np.ndarray:
    return array.astype(np.float32) if scale is None else array.astype(np.float32) * scale.astype(np.float32)
