# The verbs people use. `make demo` and `make test` each work from a bare clone.
PYTHON ?= python3
export PYTHON
VENV := .venv/bin
ROOMS := scenarios hardware models certificates protocol kiosk assessor_server acredita

.PHONY: help demo test lint format kiosk serve bench faults fuzz docs vr clean

help: ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

demo: ## install, then run the main job end to end (results in var/demo)
	@setup/python.sh run
	$(VENV)/acredita demo $(ARGS)

test: ## install, then pass every test
	@setup/python.sh dev
	@setup/system.sh test
	@cd tests/interop && { [ node_modules/.package-lock.json -nt package-lock.json ] || npm ci --silent --no-audit --no-fund; }
	@cd kiosk/vr/web && { [ node_modules/.package-lock.json -nt package-lock.json ] || npm ci --silent --no-audit --no-fund; }
	$(VENV)/pytest -n 2 --dist loadfile $(ARGS)

lint: ## style, types, import contracts
	@setup/python.sh dev
	$(VENV)/ruff check .
	$(VENV)/ruff format --check .
	$(VENV)/mypy
	$(VENV)/lint-imports --no-logo

format: ## mend what can be mended
	@setup/python.sh dev
	$(VENV)/ruff check --fix .
	$(VENV)/ruff format .

kiosk: ## the touch application in a window, against a server under var/site
	@setup/python.sh run
	$(VENV)/acredita kiosk run $(ARGS)

serve: ## the assessor server (intake and web) under var/site
	@setup/python.sh run
	$(VENV)/acredita serve $(ARGS)

bench: ## figures beside their same-run references
	@setup/python.sh bench
	@setup/system.sh bench
	@for bench in benchmarks/*.py; do echo "== $$bench"; $(VENV)/python $$bench --quick || exit 1; done

faults: ## a thousand kill -9 and every other fault, into docs/reliability.md; goes on where it was
	@setup/python.sh dev
	@setup/system.sh faults
	$(VENV)/python -m tests.faults.long --kills 1000 $(ARGS)

fuzz: ## a million mutated messages for parsers and intake, a million guided, a million certificates
	@setup/python.sh fuzz
	$(VENV)/python -m tests.fuzz.long --inputs 1000000
	$(VENV)/python -m tests.fuzz.guided --inputs 1000000
	$(VENV)/python -m tests.fuzz.certificates --inputs 1000000

docs: ## regenerate the reference pages and the pictures from the code and the real screens
	@setup/python.sh dev
	@setup/system.sh test
	$(VENV)/python docs/generate.py

vr: ## build the headset's page and the replay from kiosk/vr/web
	@cd kiosk/vr/web && { [ node_modules/.package-lock.json -nt package-lock.json ] || npm ci --silent --no-audit --no-fund; }
	cd kiosk/vr/web && npm run --silent build

clean: ## remove what can be made again
	rm -rf var .venv tests/interop/node_modules kiosk/vr/web/node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis
