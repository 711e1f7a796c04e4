# All commands of the project. The README names two of them: `make run` and `make test`.
PYTHON ?= python3
PORT ?= 8501
ADDRESS ?= localhost
SECONDS ?= 60
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
LOCKED := --require-hashes --only-binary :all:
# Packages for `make outside` that have no wheel. They are built here, from files with the digests
# in the lock; nothing that is served needs them.
BUILT := docopt,libhxl,pyld,python-io-wrapper
# Modules are compiled once, also where the environment would have it done at every start.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: run test install lint unit outside broken-rules fuzz bench finder screenshots messages lock audit

run: $(VENV)/run-installed
	@$(BIN)/python scripts/require_free_port.py $(ADDRESS) $(PORT)
	@exec $(BIN)/python -m streamlit run app.py --server.address $(ADDRESS) --server.port $(PORT)

test: lint unit

install: $(VENV)/run-installed $(VENV)/test-installed

lint: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m scripts.messages --check
	$(BIN)/python -m scripts.hand_glued --check

unit: install
	@sh scripts/require_chromium.sh
	$(BIN)/python -m pytest -n 2 --dist loadgroup

# Our output, read by third-party programs; and all downloads of twenty selections.
outside: install .outside/cff/installed .outside/tools/installed
	@sh scripts/require_chromium.sh
	@sh scripts/require_libreoffice.sh
	@sh scripts/require_nginx.sh
	@sh scripts/require_browsers.sh
	$(BIN)/python -m pytest -m outside -n 2

.outside/%/installed: requirements-outside-%.lock
	$(PYTHON) -m venv .outside/$*
	.outside/$*/bin/python -m pip install --quiet --disable-pip-version-check \
		$(LOCKED) --no-binary $(BUILT) -r $<
	@touch $@

# Breaks each counting rule on purpose; a test must notice.
broken-rules: install
	$(BIN)/python scripts/break_rules.py

# Made-up input from strangers: each target (or only TARGET) for this many SECONDS.
fuzz: install
	$(BIN)/python -m fuzz --seconds $(SECONDS) $(if $(TARGET),--target $(TARGET))

# Speed, compared with an empty page and with the alternatives: everything, or one PART and SIZE.
# Takes an hour, and needs the machine to itself.
bench: install .outside/rivals/installed
	@sh scripts/require_chromium.sh
	$(BIN)/python -m benchmarks $(if $(PART),--part $(PART)) $(if $(SIZE),--size $(SIZE))

# How well the event of a hidden report is found: in PACKAGES, or in 1.0.0 and the current data.
finder: install
	$(BIN)/python -m scripts.measure_finder $(PACKAGES)

# Remakes the picture in the README.
screenshots: install
	@sh scripts/require_chromium.sh
	$(BIN)/python scripts/screenshots.py

# Collects every sentence for readers, for translators.
messages: install
	$(BIN)/python -m scripts.messages

# Updates the versions and digests of all packages from requirements*.txt.
lock: .outside/supply/installed
	sh scripts/lock.sh .outside/supply/bin/uv

# Checks the locked packages for known advisories; needs the network.
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
