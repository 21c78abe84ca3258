"""Shared fixtures: the rulebook as shipped."""

from __future__ import annotations

import pytest

from rules.rulebook import Rulebook, load_rulebook


@pytest.fixture(scope="session")
def book() -> Rulebook:
    return load_rulebook()
