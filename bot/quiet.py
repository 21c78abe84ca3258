"""Nothing said to the assistant may reach a log or leave the machine: set before Rasa loads."""

from __future__ import annotations

import logging
import os
import warnings


def hush() -> None:
    """Telemetry off, TensorFlow silent, no message text in any log (Rasa prints trackers at DEBUG)."""
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
    warnings.filterwarnings("ignore")
    logging.getLogger().setLevel(logging.ERROR)
    logging.disable(logging.WARNING)
    import rasa.utils.log_utils

    rasa.utils.log_utils.configure_structlog(logging.ERROR)
