# Every command of the project. `make run` and `make test` are the two that the README names.
PYTHON ?= python3
PORT ?= 8501
ADDRESS ?= localhost
SECONDS ?= 60
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
LOCKED := --require-hashes --only-binary :all:
# Of what `make outside` compares with, these have no wheel and are built here, of files that have
# the digests in the lock. Nothing that is served needs them.
BUILT := docopt,libhxl,python-io-wrapper

.PHONY: run test install lint unit outside broken-rules fuzz bench finder screenshots lock audit

run: $(VENV)/run-installed
	@$(BIN)/python scripts/require_free_port.py $(ADDRESS) $(PORT)
	@exec $(BIN)/python -m streamlit run app.py --server.address $(ADDRESS) --server.port $(PORT)

test: lint unit

install: $(VENV)/run-installed $(VENV)/test-installed

lint: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

unit: install
	@sh scripts/require_chromium.sh
	$(BIN)/python -m pytest -n 2 --dist loadgroup

# What we write, read by programs that are not ours; and all downloads of twenty selections.
outside: install .outside/cff/installed .outside/tools/installed
	@sh scripts/require_chromium.sh
	@sh scripts/require_libreoffice.sh
	@sh scripts/require_nginx.sh
	$(BIN)/python -m pytest -m outside -n 2

.outside/%/installed: requirements-outside-%.lock
	$(PYTHON) -m venv .outside/$*
	.outside/$*/bin/python -m pip install --quiet --disable-pip-version-check \
		$(LOCKED) --no-binary $(BUILT) -r $<
	@touch $@

# Breaks each counting rule on purpose: a test must notice.
broken-rules: install
	$(BIN)/python scripts/break_rules.py

# What strangers send, made up: each target (or TARGET alone) for so many SECONDS.
fuzz: install
	$(BIN)/python -m fuzz --seconds $(SECONDS) $(if $(TARGET),--target $(TARGET))

# Speed, side by side with an empty page and with what a user would pick instead: all, or one
# PART and SIZE. It takes an hour, and wants the machine for itself.
bench: install .outside/rivals/installed
	@sh scripts/require_chromium.sh
	$(BIN)/python -m benchmarks $(if $(PART),--part $(PART)) $(if $(SIZE),--size $(SIZE))

# How well the event of a report is found when that is hidden: of PACKAGES, or of 1.0.0 and today.
finder: install
	$(BIN)/python -m scripts.measure_finder $(PACKAGES)

# The picture in the README, made anew.
screenshots: install
	@sh scripts/require_chromium.sh
	$(BIN)/python scripts/screenshots.py

# Versions and digests of all that is installed, anew from requirements*.txt.
lock: .outside/supply/installed
	sh scripts/lock.sh .outside/supply/bin/uv

# Known advisories for what is installed, where the network allows to ask.
audit: .outside/supply/installed
	.outside/supply/bin/python scripts/audit.py requirements.lock requirements-dev.lock

$(VENV)/run-installed: requirements.lock
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) $(LOCKED) -r requirements.lock
	@touch $@

$(VENV)/test-installed: $(VENV)/run-installed requirements-dev.lock
	$(PIP) $(LOCKED) -r requirements-dev.lock
	@touch $@
