# Everything installs itself: a fresh machine needs Python 3.11 or later; for the tests Debian's
# Prometheus, for the faults Java 17 and Maven, all three from Debian's packages.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/installed
KAFKA := $(VENV)/kafka/installed
PEERS := $(VENV)/peers/installed
PEER_LOCKS := $(patsubst %,benchmarks/peers/%.lock,quix faust raw)
LOCK := uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header -q

.PHONY: help demo down clean test test-fast faults bench kafka peers lint format boards contracts lock sample

help: ## what there is to make
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(INSTALLED): requirements-dev.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or later is needed: make PYTHON=python3.11 ..."; exit 1; }
	@echo "memasang paket (installing packages) ..."
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

demo: $(INSTALLED) ## the whole flow on embedded parts; DETACH=1 returns when it is ready
	@$(BIN)/python -m deploy.local demo $(if $(DETACH),--detach)

down: $(INSTALLED) ## end what `make demo DETACH=1` started
	@$(BIN)/python -m deploy.local down

clean: $(INSTALLED) ## end it, and forget its data under var/
	@$(BIN)/python -m deploy.local clean

test: $(INSTALLED) ## every test: unit, contracts, flow on real parts, boards
	@tests/install-tools
	$(BIN)/python -m pytest

test-fast: $(INSTALLED) ## the tests that open no socket
	$(BIN)/python -m pytest tests/unit tests/contracts

faults: $(INSTALLED) $(KAFKA) ## nothing lost, whatever breaks; LONG=1 for full lengths, PART=2/4 for a part
	LONG=$(LONG) PART=$(PART) $(BIN)/python -m pytest -q tests/faults

bench: $(INSTALLED) $(KAFKA) $(PEERS) ## how fast, beside other ways; QUICK=1 to see that it works; PARTS="intake http ..."
	@tests/install-tools bench
	QUICK=$(QUICK) $(BIN)/python -m benchmarks $(PARTS)

kafka: $(KAFKA) ## Apache Kafka's jars from Maven Central, held to deploy/kafka/jars.sha256

$(KAFKA): deploy/kafka/pom.xml deploy/kafka/jars.sha256 $(INSTALLED)
	@tests/install-tools java
	@echo "mengambil Apache Kafka (fetching Apache Kafka) ..."
	@rm -rf $(@D) && mkdir -p $(@D)
	@mvn -q -B -f $< dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory=$(abspath $(@D))
	@cd $(@D) && sha256sum --check --strict --quiet $(abspath deploy/kafka/jars.sha256)
	@touch $@

peers: $(PEERS) ## what the intake is measured beside, each with the packages of its .lock file

$(PEERS): $(PEER_LOCKS) $(INSTALLED)
	@echo "memasang pembanding (installing the peers) ..."
	@rm -rf $(@D) && mkdir -p $(@D)
	@for lock in $(PEER_LOCKS); do \
		peer=$(@D)/$$(basename $$lock .lock); \
		$(BIN)/python -m venv $$peer && \
		$$peer/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $$lock || exit 1; \
	done
	@touch $@

lint: $(INSTALLED) ## ruff, mypy --strict, import-linter, yamllint, hadolint
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/yamllint --strict .
	$(BIN)/hadolint deploy/Dockerfile

format: $(INSTALLED) ## put the code into shape
	$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

boards: $(INSTALLED) ## write the Grafana boards anew from their Python
	$(BIN)/python -m deploy.grafana.boards

contracts: $(INSTALLED) ## write schemas and docs/events.md anew from the events
	$(BIN)/python -m contracts.publish_schemas

sample: $(INSTALLED) ## write the sample plan anew, dated today
	$(BIN)/python -m deploy.sample plan --today $$(date +%F) --out deploy/sample/rencana-aksi-kukar.xlsx

lock: ## resolve the versions anew (needs uv)
	$(LOCK) -o requirements.lock pyproject.toml
	$(LOCK) -c requirements.lock --all-extras -o requirements-dev.lock pyproject.toml
	@for lock in $(PEER_LOCKS); do $(LOCK) -o $$lock $${lock%.lock}.in || exit 1; done
