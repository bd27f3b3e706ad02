# The vocabulary of this repository: `make help`.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PRESET ?= release
BUILD := build/$(PRESET)
JOBS ?= $(shell nproc)
DATA ?= data

# Every target of the list that `make help` prints, and the steps they share.
.PHONY: $(shell awk -F: '/^[a-z-]+:.*\#\# /{print $$1}' $(firstword $(MAKEFILE_LIST))) configure build setup-build

help: ## print this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  %-12s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

run: setup-build ## build and start the whole suite on the embedded log (Ctrl-C ends it)
	@$(MAKE) --no-print-directory build TARGETS="rondetafel rtctl"
	@exec bin/rondetafel --data-dir $(DATA)

run-kafka: setup-build ## the same as separate processes on a real Apache Kafka
	@deploy/debian/install.sh kafka
	@$(MAKE) --no-print-directory build TARGETS="all_services rtctl kafka_ready"
	@exec deploy/kafka/run_suite.sh

kafka: setup-build ## fetch Apache Kafka if needed and start a single broker on loopback
	@deploy/debian/install.sh kafka
	@deploy/kafka/fetch.sh
	@$(MAKE) --no-print-directory build TARGETS="kafka_ready"
	@deploy/kafka/start.sh

kafka-stop: ## stop the broker that `make kafka` started
	@deploy/kafka/stop.sh

demo: setup-build ## one case told step by step against a running suite
	@$(MAKE) --no-print-directory build TARGETS="rtctl"
	@exec bin/rtctl demo

test: setup-build ## build everything and run every test, a real Kafka broker among them
	@deploy/debian/install.sh test
	@deploy/kafka/fetch.sh
	@$(MAKE) --no-print-directory build TARGETS="all"
	@ctest --test-dir $(BUILD) --output-on-failure --no-tests=error -j $(JOBS)

mutants: setup-build ## weaken each rule of the commit protocol in turn; writes the table in docs/testing.md
	@deploy/debian/install.sh test
	@$(MAKE) --no-print-directory build TARGETS="mutants_test"
	@$(BUILD)/bin/mutants_test --gtest_brief=1
	@/usr/bin/python3 tests/simulation/mutants/table.py --found $(BUILD)/mutants/found.tsv --write

mutant-rates: setup-build ## how many of RUNS random histories catch each mutant, into the same table
	@$(MAKE) --no-print-directory build TARGETS="mutants_test simulate_mutants"
	@$(BUILD)/bin/simulate_mutants --rates=$(or $(RUNS),2000) | tee $(BUILD)/mutants/rates.tsv
	@cut -f 1,2 $(BUILD)/mutants/rates.tsv > tests/simulation/mutants/rates.tsv
	@$(MAKE) --no-print-directory mutants

sim: setup-build ## simulate histories of the commit protocol; RUNS= SEED= choose, MUTANT= weakens a rule
	@$(MAKE) --no-print-directory build TARGETS="$(if $(MUTANT),simulate_mutants,simulate)"
	@$(BUILD)/bin/$(if $(MUTANT),simulate_mutants --mutant=$(MUTANT),simulate) --runs=$(or $(RUNS),20000) --seed=$(or $(SEED),1)

lint: setup-build ## every guard: format, tidy, layering, limits, protos, shell, rules; each with a planted failure
	@deploy/debian/install.sh lint
	@$(MAKE) --no-print-directory configure
	@tools/lint/lint.sh $(BUILD)

fuzz: ## every decoder under libFuzzer, SECONDS each (60), and the bug planted for it
	@deploy/debian/install.sh build fuzz
	@PRESET=fuzz $(MAKE) --no-print-directory build TARGETS="fuzz fuzz_planted"
	@/usr/bin/python3 tests/fuzz/run.py --bin build/fuzz/bin --seconds $(or $(SECONDS),60)

sanitize: setup-build ## unit tests, simulation and faults under AddressSanitizer, what has threads under ThreadSanitizer
	@deploy/debian/install.sh test
	@tests/sanitize/run.sh

fix: ## apply clang-format
	@deploy/debian/install.sh lint
	@git ls-files '*.cc' '*.h' | xargs clang-format-14 -i

fault: setup-build ## attack real processes; ROWS=1,2 LOG=embedded|kafka SEED= choose
	@deploy/debian/install.sh test
	@deploy/kafka/fetch.sh
	@$(MAKE) --no-print-directory build TARGETS="all"
	@/usr/bin/python3 tests/fault/run.py --bin $(BUILD)/bin $(if $(ROWS),--row $(ROWS)) \
	  $(if $(LOG),--log $(LOG)) $(if $(SEED),--seed $(SEED))

bench: setup-build ## benchmarks: ratios measured in one run
	@$(MAKE) --no-print-directory build TARGETS="all"
	@tests/bench/run.sh $(BUILD)

fixture: setup-build ## write fixture.ndjson, the synthetic history of 2020 to 2022
	@$(MAKE) --no-print-directory build TARGETS="rtctl"
	@bin/rtctl fixture --out fixture.ndjson

rules: ## for each rule in scope the tests that cite it, and those without one
	@deploy/debian/install.sh rules
	@python3 tools/lint/rules.py

ci: ## what .ci/run does
	@bash .ci/run

clean: ## remove what was built, keep data
	@rm -rf build bin

configure:
	@[ -f $(BUILD)/build.ninja ] || cmake --preset $(PRESET) >/dev/null

build: configure
	@cmake --build $(BUILD) -j $(JOBS) --target $(TARGETS)
	@[ "$(PRESET)" != release ] || ln -sfn $(BUILD)/bin bin

setup-build:
	@deploy/debian/install.sh build
