"""The trained model: where it lies, and whether it is still the one the data would give."""

from __future__ import annotations

import hashlib
from pathlib import Path

HOME = Path(__file__).resolve().parents[1]
MODELS = HOME / "models"
_INPUTS = ("config.yml", "domain.yml", "data/answers/*/*.yml", "data/nlu/*.yml", "data/rules.yml", "bot/nlu/*.py", "bot/nlu/*.npz", "rules/facts.yml", "requirements.lock")


def digest() -> str:
    """A digest of everything training reads."""
    seen = hashlib.sha256()
    for pattern in _INPUTS:
        for path in sorted(HOME.glob(pattern)):
            seen.update(path.relative_to(HOME).as_posix().encode())
            seen.update(path.read_bytes())
    return seen.hexdigest()[:16]


def path() -> Path:
    """Where the model of the present data is, trained or not."""
    return MODELS / f"rongcuo-{digest()}.tar.gz"


def train() -> Path:
    """Trains unless the model of the present data is there already."""
    model = path()
    if not model.exists():
        from bot.quiet import hush

        hush()
        import rasa.model_training

        MODELS.mkdir(exist_ok=True)
        rasa.model_training.train(domain=str(HOME / "domain.yml"), config=str(HOME / "config.yml"),
                                  training_files=[str(HOME / "data")], output=str(MODELS),
                                  fixed_model_name=model.name.removesuffix(".tar.gz"), force_training=True)
    return model


if __name__ == "__main__":
    print(train())
