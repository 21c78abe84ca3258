# make chat: talk in the terminal. make test: all tests. Both do all set-up on first use.
PY := .venv/bin/python
UV := .build/tools/bin/uv
UV_VERSION := 0.13.9
export RASA_TELEMETRY_ENABLED := false
export TF_CPP_MIN_LOG_LEVEL := 3

.PHONY: setup train chat test lint bench eval lock

setup: .venv/.ready

$(UV):
	@python3 -m pip install --quiet --disable-pip-version-check --root-user-action ignore --target .build/tools uv==$(UV_VERSION)

.venv/.ready: requirements.lock .python-version | $(UV)
	@$(UV) venv --quiet --system-certs --clear --python 3.10 .venv
	@$(UV) pip install --quiet --system-certs --python $(PY) --require-hashes -r requirements.lock
	@touch $@

train: setup
	@$(PY) -W ignore -m bot.model

chat: train
	@$(PY) -W ignore -m bot chat $(if $(SCENARIO),--scenario "$(SCENARIO)")

test: train lint
	@$(PY) -m pytest

lint: setup
	@$(PY) -m rules lint
	@$(PY) -m rules coverage | tail -n 1
	@$(PY) -m ruff check .
	@$(PY) -m mypy

eval: train
	@$(PY) -W ignore -m bot.nlu.evaluate_answers

bench: train
	@$(PY) -W ignore -m bench

lock:
	@$(UV) pip compile --quiet --system-certs --generate-hashes --no-emit-index-url --python-version 3.10 requirements.in -o requirements.lock
