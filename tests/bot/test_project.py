"""The project is an ordinary Rasa project: it validates, and its actions also work behind HTTP."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.utils.endpoints import EndpointConfig

from bench.dialogue import server
from bot import model

ENVIRONMENT = {**os.environ, "RASA_TELEMETRY_ENABLED": "false", "PYTHONWARNINGS": "ignore"}


def test_rasa_validates_the_data() -> None:
    done = subprocess.run([sys.executable, "-m", "rasa", "data", "validate", "--fail-on-warnings"], cwd=model.HOME,
                          env=ENVIRONMENT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]


@pytest.fixture(scope="module")
def http_agent():
    with server() as url:
        yield Agent.load(str(model.path()), action_endpoint=EndpointConfig(url))


def test_the_same_actions_work_over_http(http_agent, loop) -> None:
    channel = CollectingOutputChannel()
    for line in ("我在商州", "正在被调查"):
        loop.run_until_complete(http_agent.handle_message(UserMessage(line, channel, "http")))
    said = "\n".join(message.get("text") or "" for message in channel.messages)
    assert "按商洛市商州区的规定看" in said and "记下了" in said


def test_telemetry_is_off() -> None:
    import rasa.telemetry

    assert not rasa.telemetry.is_telemetry_enabled()
