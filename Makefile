# Everything installs itself: a fresh machine needs Python 3.11 or later; for the tests Debian's
# Prometheus, for the faults Java 17 and Maven, all three from Debian's packages. What was
# interrupted, at any second, is mended by the next call.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# what needs no package runs on any Python, also when .venv is broken or gone
ANY_PYTHON := $$($(BIN)/python -c 'print("$(BIN)/python")' 2>/dev/null || echo $(PYTHON))
INSTALLED := $(VENV)/installed
INSTALLED_DEV := $(VENV)/installed-dev
KAFKA := $(VENV)/kafka/installed
PEERS := $(VENV)/peers/installed
PEER_LOCKS := $(patsubst %,benchmarks/peers/%.lock,quix faust raw)
# of the tests, which wait more than they compute
WORKERS ?= 3
LOCK := uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header -q

.PHONY: help demo down clean test test-fast faults bench kafka peers lint format boards contracts lock pictures board-pictures boards-proof boards-size sample

help: ## what there is to make
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(INSTALLED): requirements-demo.lock pyproject.toml
	@PYTHON="$(PYTHON)" deploy/install-packages demo

$(INSTALLED_DEV): requirements-dev.lock pyproject.toml
	@PYTHON="$(PYTHON)" deploy/install-packages dev

demo: $(INSTALLED) ## the whole flow on embedded parts; DETACH=1 returns when it is ready
	@$(BIN)/python -m deploy.local demo $(if $(DETACH),--detach)

down: ## end what `make demo` started
	@$(ANY_PYTHON) -m deploy.local.ending

clean: ## end it, and forget its data under var/
	@$(ANY_PYTHON) -m deploy.local.ending --forget

test: $(INSTALLED_DEV) ## every test: unit, contracts, flow on real parts, boards
	@tests/install-tools
	$(BIN)/python -m pytest -n $(WORKERS) --no-loadscope-reorder

test-fast: $(INSTALLED_DEV) ## the tests that open no socket
	$(BIN)/python -m pytest tests/unit tests/contracts

faults: $(INSTALLED_DEV) $(KAFKA) ## nothing lost, whatever breaks; LONG=1 for full lengths, PART=2/4 for a part
	LONG=$(LONG) PART=$(PART) $(BIN)/python -m pytest -q tests/faults

bench: $(INSTALLED_DEV) $(KAFKA) $(PEERS) ## how fast, beside other ways; QUICK=1 to see that it works; PARTS="intake http ..."
	@tests/install-tools bench
	QUICK=$(QUICK) $(BIN)/python -m benchmarks $(PARTS)

kafka: $(KAFKA) ## Apache Kafka's jars from Maven Central, held to deploy/kafka/jars.sha256

$(KAFKA): deploy/kafka/pom.xml deploy/kafka/jars.sha256 $(INSTALLED_DEV)
	@tests/install-tools java
	@echo "mengambil Apache Kafka (fetching Apache Kafka) ..."
	@rm -rf $(@D) && mkdir -p $(@D)
	@mvn -q -B -f $< dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory="$$PWD/$(@D)"
	@sums="$$PWD/deploy/kafka/jars.sha256"; cd $(@D) && sha256sum --check --strict --quiet "$$sums"
	@touch $@

peers: $(PEERS) ## what the intake is measured beside, each with the packages of its .lock file

$(PEERS): $(PEER_LOCKS) $(INSTALLED_DEV)
	@echo "memasang pembanding (installing the peers) ..."
	@rm -rf $(@D) && mkdir -p $(@D)
	@for lock in $(PEER_LOCKS); do \
		peer=$(@D)/$$(basename $$lock .lock); \
		$(BIN)/python -m venv $$peer && \
		$$peer/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $$lock || exit 1; \
	done
	@touch $@

lint: $(INSTALLED_DEV) ## ruff, mypy --strict, import-linter, yamllint, hadolint
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/yamllint --strict .
	$(BIN)/hadolint deploy/Dockerfile

format: $(INSTALLED_DEV) ## put the code into shape
	$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

boards: $(INSTALLED_DEV) ## write the Grafana boards anew from their Python
	$(BIN)/python -m deploy.grafana.boards

pictures: $(INSTALLED_DEV) ## draw the main pages into docs/pictures, phone and desktop
	@tests/install-tools
	@$(BIN)/python -m deploy.local demo --detach
	@$(BIN)/python -m tests.browser.pictures
	@$(ANY_PYTHON) -m deploy.local.ending

board-pictures: $(INSTALLED_DEV) ## draw every board into docs/pictures/boards, wall and phone, of the running demo or its own
	@tests/install-tools
	@if [ -f var/demo.json ]; then $(BIN)/python -m tests.browser.board_pictures; else \
		$(BIN)/python -m deploy.local demo --detach && $(BIN)/python -m tests.browser.board_pictures; \
		code=$$?; $(ANY_PYTHON) -m deploy.local.ending; exit $$code; fi

boards-proof: $(INSTALLED_DEV) ## every number on every board beside a recount of MongoDB; one tracker, two, one killed, none
	@tests/install-tools
	@$(BIN)/python -m tests.proof

boards-size: $(INSTALLED_DEV) ## series, bytes of a scrape and disk a year at 300, 4,000 and 100,000 items
	@tests/install-tools
	@$(BIN)/python -m tests.proof.size

contracts: $(INSTALLED_DEV) ## write schemas and docs/events.md anew from the events
	$(BIN)/python -m contracts.publish_schemas

sample: $(INSTALLED) ## write the sample plan anew, dated today
	$(BIN)/python -m deploy.sample plan --today $$(date +%F) --out deploy/sample/rencana-aksi-kukar.xlsx

lock: ## resolve the versions anew (needs uv)
	$(LOCK) -o requirements.lock pyproject.toml
	$(LOCK) -c requirements.lock --all-extras -o requirements-dev.lock pyproject.toml
	$(LOCK) -c requirements-dev.lock --extra embedded -o requirements-demo.lock pyproject.toml
	@for lock in $(PEER_LOCKS); do $(LOCK) -o $$lock $${lock%.lock}.in || exit 1; done
