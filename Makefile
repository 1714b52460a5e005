# Two commands do all: `make run` and `make test`. Both begin with `make setup`, which installs what is missing and says what.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin

# N kills, by default 200. SEED of an earlier run does the same again.
N ?= 200
SEED ?=

# Inputs for each target of `make fuzz`; TARGET of docs/fuzzing.md, by default all.
RUNS ?= 1000000
TARGET ?=

.PHONY: setup run test lint torture fuzz shots papers bench lock openapi faults clean

setup:
	@PYTHON="$(PYTHON)" ./installer/setup.sh

run: setup
	@$(BIN)/python main.py demo --out out

test: setup lint
	@$(BIN)/python -m pytest -n auto --dist worksteal || \
	  { echo "test: what failed runs once more, alone, without the others' load (decision 0022)"; \
	    $(BIN)/python -m pytest --last-failed --last-failed-no-failures none --maxfail 10; }

lint: setup
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

torture: setup
	@$(BIN)/python -m tests.torture --kills $(N) $(if $(SEED),--seed $(SEED))

fuzz: setup
	@nice -n 19 $(BIN)/python -m tests.fuzz $(TARGET) --runs $(RUNS)

shots: setup
	@$(BIN)/python -m kiosk.desk.shots --out out/shots

papers: setup
	@$(BIN)/python -m tests.documents out/papers

bench: setup
	@./benchmarks/chromium.sh
	@$(BIN)/python -m benchmarks

openapi: setup
	@$(BIN)/python -m central openapi --out docs/openapi.json

faults: setup
	@$(BIN)/python -m tests.faults.register

lock: setup
	@./installer/lock.sh

clean:
	rm -rf $(VENV) out build *.egg-info
