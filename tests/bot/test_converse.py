"""The machine interface of the dialogue: one JSON line out for each line in."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from bot import model

LINES = ["你好", "#2", "已经收到问责决定了", "不清楚", ""]


@pytest.fixture(scope="module")
def printed(conversations) -> list[dict]:
    """`conversations` comes first so that the model is trained by now."""
    done = subprocess.run([sys.executable, "-W", "ignore", "-m", "bot", "converse", "--json", "--sender", "t", "--today", "2026-11-02"],
                          input="\n".join(LINES) + "\n", cwd=model.HOME, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-500:]
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_every_line_in_gives_one_line_out(printed) -> None:
    assert len(printed) == len(LINES)


def test_the_keys_of_the_contract(printed) -> None:
    for turn in printed:
        assert {"messages", "asked", "facts", "read", "assessment"} <= set(turn)
        for message in turn["messages"]:
            assert {"text", "buttons", "document"} <= set(message)
            assert all({"title", "payload"} == set(button) for button in message["buttons"])


def test_a_button_is_pressed_by_its_payload(printed) -> None:
    assert printed[1]["place"] == "yueyang"


def test_what_was_read_is_given_with_its_span(printed) -> None:
    assert printed[2]["facts"] == {"阶段": "已收到决定"}
    (reading,) = printed[2]["read"]
    start, end = reading["span"]
    assert (reading["fact"], reading["value"]) == ("阶段", "已收到决定")
    assert reading["text"] == LINES[2][start:end]


def test_the_assessment_is_the_contracts(printed) -> None:
    assert printed[0]["assessment"] is None
    assert printed[2]["assessment"]["jurisdiction"] == "yueyang"
