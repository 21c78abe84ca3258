"""`make bench`: every measurement side by side in one run, written to docs/performance.md with machine and date."""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
from datetime import date

from bot import model

REPETITIONS = 3
KINDS = ("ours", "bare", "stock")
REPORT = model.HOME / "docs" / "performance.md"
_ENVIRONMENT = {**os.environ, "RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3"}


def main() -> int:
    """Runs the benches and writes the report; a missed mark is reported, never an error."""
    rules = _run("bench.assess")
    runs: dict[str, list[dict[str, float]]] = {kind: [] for kind in KINDS}
    for _ in range(REPETITIONS):
        for kind in KINDS:
            runs[kind].append(json.loads(_run("bench.dialogue", kind).splitlines()[-1]))
    report = "\n".join([_head(), "## Rules", "", rules.strip(), "", "## Dialogue", "", _table(runs), "", _marks(runs), ""])
    REPORT.write_text(report, "utf-8")
    print(report)
    return 0


def _run(module: str, *arguments: str) -> str:
    done = subprocess.run([sys.executable, "-W", "ignore", "-m", module, *arguments], cwd=model.HOME, env=_ENVIRONMENT,
                          capture_output=True, text=True, check=True)
    return done.stdout


def _head() -> str:
    return (f"# Performance\n\nWritten by `make bench` on {date.today()}, {os.cpu_count()} cores, {platform.machine()}, "
            f"Python {platform.python_version()}. Shared machines are noisy: read the ratios.\n")


def _median(rows: list[dict[str, float]], key: str) -> float:
    return statistics.median(row[key] for row in rows)


def _table(runs: dict[str, list[dict[str, float]]]) -> str:
    names = {"ours": "this assistant, in process", "bare": "bare Rasa bot, one `utter_` response, same pipeline",
             "stock": "stock set-up: DIET, TED, HTTP action server, same dialogue"}
    lines = ["| | turn p50 ms | turn p95 ms | turn 5 ms | turn 200 ms | load s | resident MiB |", "|---|---|---|---|---|---|---|"]
    for kind, rows in runs.items():
        cells = [f"{_median(rows, key):.1f}" for key in ("p50", "p95", "early", "late", "load", "mib")]
        lines.append(f"| {names[kind]} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _marks(runs: dict[str, list[dict[str, float]]]) -> str:
    ours, bare, stock = (runs[kind] for kind in KINDS)
    found = [("turn beside the bare bot", _median(ours, "p50") / _median(bare, "p50"), "≤ 2.5"),
             ("stock turn beside ours", _median(stock, "p50") / _median(ours, "p50"), "≥ 4"),
             ("turn 200 beside turn 5", _median(ours, "late") / _median(ours, "early"), "≤ 1.3"),
             ("time to first prompt beside a bare load", _median(ours, "load") / _median(bare, "load"), "report"),
             ("memory beside a bare load", _median(ours, "mib") / _median(bare, "mib"), "report")]
    lines = ["| ratio | measured | mark | |", "|---|---|---|---|"]
    lines += [f"| {name} | {ratio:.2f} | {mark} | {_verdict(ratio, mark)} |" for name, ratio, mark in found]
    return "\n".join(lines)


def _verdict(ratio: float, mark: str) -> str:
    if mark == "report":
        return ""
    bound = float(mark[1:])
    return "met" if (ratio <= bound if mark[0] == "≤" else ratio >= bound) else "**missed**"


if __name__ == "__main__":
    sys.exit(main())
