"""Full dialogue turns: ours beside a bare Rasa bot and beside the stock set-up, each in its own process.

`python -m bench.dialogue ours|bare|stock` measures one of them and prints JSON; the
parent (bench/__main__.py) runs them by turns and compares medians. All read the same
script with the same pipeline front; bare answers with one `utter_` response; stock has
DIET and TED, no repairs, and its actions behind HTTP on loopback.
"""

from __future__ import annotations

import asyncio
import json
import os
import resource
import shutil
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from bot import model
from bot.quiet import hush

WORK = model.HOME / ".build" / "bench"
SCRIPT = ("我在商州", "正在被调查", "为什么问这个", "1 2", "上一步", "1 2", "都没有", "商州第五条第七项怎么说", "2", "你都记了些什么",
          "现在什么结果", "不清楚")
ROUNDS = 6
Say = Callable[[str], Awaitable[Any]]


def measure(kind: str) -> dict[str, float]:
    """Median and p95 milliseconds a turn, seconds to load, MiB resident."""
    hush()
    before = time.perf_counter()
    with server() if kind == "stock" else nullcontext() as url:
        say = _sayer(kind, url)
        loaded = time.perf_counter() - before
        return {**asyncio.run(_rounds(say)), "load": loaded, "mib": _resident()}


def _resident() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


async def _rounds(say: Callable[[str, str], Awaitable[Any]]) -> dict[str, float]:
    times: list[float] = []
    for number in range(ROUNDS + 1):
        for line in SCRIPT:
            start = time.perf_counter()
            await say(f"bench-{number}", line)
            times.append(1000 * (time.perf_counter() - start))
    kept = sorted(times[len(SCRIPT):])  # the first round warms up
    early, late = await _long(say)
    return {"p50": statistics.median(kept), "p95": kept[int(0.95 * len(kept))], "early": early, "late": late}


async def _long(say: Callable[[str, str], Awaitable[Any]]) -> tuple[float, float]:
    """Turns around the 5th and around the 200th of one case."""
    times = []
    for number in range(210):
        line = ("我在商州", "正在被调查")[number] if number < 2 else ("为什么问这个", "现在什么结果")[number % 2]
        start = time.perf_counter()
        await say("long", line)
        times.append(1000 * (time.perf_counter() - start))
    return statistics.median(times[3:13]), statistics.median(times[195:205])


def _sayer(kind: str, url: str | None) -> Callable[[str, str], Awaitable[Any]]:
    if kind == "ours":
        from bot.conversation import Conversations

        conversations = Conversations(model.train())
        return lambda sender, line: conversations.say(sender, line, date(2026, 11, 2))
    from rasa.core.agent import Agent
    from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
    from rasa.utils.endpoints import EndpointConfig

    agent = Agent.load(str(_trained(kind)), action_endpoint=EndpointConfig(url) if url else None)
    return lambda sender, line: agent.handle_message(UserMessage(line, CollectingOutputChannel(), sender))


def _trained(kind: str) -> Path:
    """The peer's model, trained once for the present data."""
    path = WORK / f"{kind}-{model.digest()}.tar.gz"
    if not path.exists():
        import rasa.model_training

        shutil.rmtree(WORK / kind, ignore_errors=True)
        (_bare if kind == "bare" else _stock)(WORK / kind)
        rasa.model_training.train(domain=str(WORK / kind / "domain.yml"), config=str(WORK / kind / "config.yml"),
                                  training_files=[str(WORK / kind / "data")], output=str(WORK),
                                  fixed_model_name=path.name.removesuffix(".tar.gz"), force_training=True)
    return path


def _bare(folder: Path) -> None:
    """One response to anything: what a turn of Rasa costs by itself."""
    _copy_project(folder)
    intents = yaml.safe_load((model.HOME / "domain.yml").read_text("utf-8"))["intents"]
    domain = {"version": "3.1", "intents": intents, "entities": ["fact", "place", "citation", "date", "options", "choice"],
              "responses": {"utter_ok": [{"text": "好的。"}]}}
    rules = {"version": "3.1", "rules": [
        {"rule": name, "steps": [{"intent": name}, {"action": "utter_ok"}]} for name in intents]}
    _dump(folder / "domain.yml", domain)
    _dump(folder / "data" / "rules.yml", rules)


def _stock(folder: Path) -> None:
    """The same dialogue with Rasa's own classifier and policies."""
    _copy_project(folder)
    config = yaml.safe_load((folder / "config.yml").read_text("utf-8"))
    position = next(at for at, each in enumerate(config["pipeline"]) if each["name"] == "LogisticRegressionClassifier")
    config["pipeline"][position] = {"name": "DIETClassifier", "epochs": 5}
    config["policies"] = [{"name": "MemoizationPolicy"}, {"name": "TEDPolicy", "epochs": 2}, *config["policies"]]
    _dump(folder / "config.yml", config)
    stories = {"version": "3.1", "stories": [{"story": "开场", "steps": [{"intent": "greet"}, {"action": "utter_greet"}]}]}
    _dump(folder / "data" / "stories.yml", stories)


def _copy_project(folder: Path) -> None:
    folder.mkdir(parents=True)
    shutil.copytree(model.HOME / "data", folder / "data", ignore=shutil.ignore_patterns("scenarios"))
    for name in ("config.yml", "domain.yml"):
        shutil.copy(model.HOME / name, folder / name)


def _dump(path: Path, value: Any) -> None:
    path.write_text(yaml.safe_dump(value, allow_unicode=True, sort_keys=False), "utf-8")


@contextmanager
def server() -> Iterator[str]:
    """The actions behind HTTP on loopback, as `rasa run actions` serves them."""
    port = _free_port()
    server = subprocess.Popen([sys.executable, "-m", "rasa_sdk", "--actions", "actions", "--port", str(port)],
                              cwd=model.HOME, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(port)
        yield f"http://127.0.0.1:{port}/webhook"
    finally:
        server.terminate()
        server.wait(10)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(port: int) -> None:
    for _ in range(120):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.5)
    raise RuntimeError("动作服务没有启动")


if __name__ == "__main__":
    os.chdir(model.HOME)
    print(json.dumps(measure(sys.argv[1])))
