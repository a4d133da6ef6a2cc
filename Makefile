# Everything runs in .venv, which is made from the hashed lock on the first call and kept.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
export DBT_SEND_ANONYMOUS_USAGE_STATS := false
export CX_RAW_PATH ?= data/example
export CX_DUCKDB_PATH ?= target/customer_experience.duckdb

.PHONY: help
help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  %-24s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: build
build: .venv/ready input ## Score every day that is not scored yet and show the worst and the best customers
	@mkdir -p $(dir $(CX_DUCKDB_PATH))
	$(BIN)/dbt build --quiet
	@$(BIN)/dbt --quiet run-operation print_scores

.PHONY: daily
daily: .venv/ready input ## Check the input, build with all data tests and publish, for a scheduler: DBT_ARGS=<more for dbt build>
	@$(BIN)/python scripts/daily_job.py -- $(DBT_ARGS)

.PHONY: publish
publish: .venv/ready ## Copy the marts of the database to a new version that readers open
	@$(BIN)/python scripts/publish.py

.PHONY: fingerprint
fingerprint: .venv/ready ## Print one hash over all scores: the same scores give the same hash
	@if [ ! -f "$(CX_DUCKDB_PATH)" ]; then echo 'There is no database at $(CX_DUCKDB_PATH): run `make build` first, or set CX_DUCKDB_PATH to its file.' >&2; exit 2; fi
	@$(BIN)/dbt --quiet run-operation print_fingerprint

.PHONY: test
test: .venv/ready .venv/duckdb_1_5/ready .venv/spark/ready .venv/fit/ready data/example/_generated.json ## Run every check: linters, dbt unit and data tests, pytest
	$(BIN)/yamllint --strict .
	mkdir -p target/test
	rm -f target/test/example.duckdb
	CX_RAW_PATH=data/example CX_DUCKDB_PATH=target/test/example.duckdb $(BIN)/dbt --quiet build --target-path target/test
	CX_RAW_PATH=data/example CX_DUCKDB_PATH=target/test/example.duckdb DBT_WARN_ERROR_OPTIONS='{}' $(BIN)/sqlfluff lint models tests analyses
	CX_TEST_EXAMPLE=data/example CX_TEST_DATABASE=target/test/example.duckdb CX_TEST_DUCKDB_1_5=.venv/duckdb_1_5 \
		CX_TEST_SPARK=.venv/spark CX_TEST_FIT=.venv/fit $(BIN)/pytest -q -m 'not spark' --numprocesses auto --dist loadfile --no-loadscope-reorder python_tests

.PHONY: test-spark
test-spark: .venv/ready .venv/spark/ready java data/example/_generated.json ## Run every model, unit and data test on Apache Spark and compare all tables with those of DuckDB
	mkdir -p target/test
	rm -f target/test/spark.duckdb
	CX_RAW_PATH=data/example CX_DUCKDB_PATH=target/test/spark.duckdb $(BIN)/dbt --quiet build --exclude-resource-type unit_test --target-path target/test
	CX_TEST_EXAMPLE=data/example CX_TEST_DATABASE=target/test/spark.duckdb CX_TEST_SPARK=.venv/spark \
		$(BIN)/pytest -q --durations=0 --numprocesses 2 --dist load python_tests/test_spark.py

.PHONY: soak
soak: .venv/ready ## Run 60 simulated days with faults, 40 kills and readers, and compare every route (about 15 minutes)
	$(BIN)/python python_tests/soak.py --folder target/soak

.PHONY: input
input: .venv/ready
	@if [ "$(CX_RAW_PATH)" = data/example ] && [ -z "$${CX_RAW_SCHEMA:-}" ]; then $(MAKE) --no-print-directory data/example/_generated.json; fi

.PHONY: example
example: data/example/_generated.json ## Write the synthetic example portfolio to data/example

data/example/_generated.json: scripts/generate_example.py | .venv/ready
	$(BIN)/python scripts/generate_example.py --output data/example

.PHONY: example-incident-log
example-incident-log: .venv/ready ## Score a real incident log end to end: DATA=<folder with the log>
	@if [ ! -d "$(DATA)" ]; then echo 'Say where the log is: make example-incident-log DATA=<folder>; examples/incident_log/README.md says where to get it.' >&2; exit 2; fi
	mkdir -p data/incident_log
	rm -f data/incident_log/scores.duckdb
	$(BIN)/python examples/incident_log/run_adapter.py --data "$(DATA)" --output data/incident_log/raw
	CX_RAW_PATH=data/incident_log/raw CX_DUCKDB_PATH=data/incident_log/scores.duckdb $(BIN)/dbt --quiet build \
		--target-path target/incident_log --vars '{as_of_date: 2016-05-31, unlisted_topics: keep}'
	$(BIN)/python examples/incident_log/report.py --database data/incident_log/scores.duckdb \
		--labels "$(DATA)/labels_uci_dev.parquet" --log-folder data/incident_log/raw --check

.PHONY: benchmark
benchmark: .venv/ready ## Time the daily job on a generated portfolio: SIZE=<10k, 100k or 1m customers>
	@if [ -z "$(SIZE)" ]; then echo 'Say how large: make benchmark SIZE=10k (or 100k, 1m).' >&2; exit 2; fi
	$(BIN)/python benchmarks/scale/run_scale_benchmark.py --size "$(SIZE)"

.PHONY: benchmark-tone
benchmark-tone: .venv/ready ## Hold the tone of text against people and against vaderSentiment: DATA=<folder>
	@if [ ! -d "$(DATA)" ]; then echo 'Say where the texts are: make benchmark-tone DATA=<folder>; benchmarks/tone/README.md names them.' >&2; exit 2; fi
	$(BIN)/python benchmarks/tone/run_tone_benchmark.py --data "$(DATA)"

.PHONY: benchmark-peers
benchmark-peers: .venv/ready .venv/peers/ready ## Score one day with pandas and Polars too, compare results, time and memory: DATABASE=<file>
	@if [ ! -f "$(or $(DATABASE),$(CX_DUCKDB_PATH))" ]; then echo 'There is no database at $(or $(DATABASE),$(CX_DUCKDB_PATH)): run `make build` first, or set DATABASE to a file.' >&2; exit 2; fi
	$(BIN)/python benchmarks/peers/run_peers_benchmark.py --database "$(or $(DATABASE),$(CX_DUCKDB_PATH))"

.PHONY: benchmark-spark-cluster
benchmark-spark-cluster: .venv/ready .venv/spark/ready java data/example/_generated.json ## Score the example on a Spark cluster of this machine that loses a worker
	$(BIN)/python benchmarks/spark_cluster/run_cluster_benchmark.py --spark-python .venv/spark/bin/python

.PHONY: docs
docs: build ## Write the dbt documentation and the column lineage as one offline page each
	$(BIN)/dbt --quiet docs generate --static
	mkdir -p target/docs
	cp target/static_index.html target/docs/index.html
	$(BIN)/colibri generate --manifest target/manifest.json --catalog target/catalog.json \
		--output-dir target/colibri --disable-telemetry
	cp target/colibri/index.html target/docs/lineage.html
	@echo 'Open target/docs/index.html and target/docs/lineage.html in a browser.'

.PHONY: semantic-layer
semantic-layer: build .venv/metricflow/ready ## Check the metrics on the database and print scores and service of each month
	.venv/metricflow/bin/dbt --quiet parse
	.venv/metricflow/bin/mf validate-configs
	.venv/metricflow/bin/mf query --metrics average_score,customers_scored,critical_rate \
		--group-by metric_time__month,customer_score__cohort --order metric_time__month
	.venv/metricflow/bin/mf query --metrics nps,nps_responses,resolution_hours,reopen_rate \
		--group-by metric_time__month --order metric_time__month

.PHONY: entities
entities: .venv/ready ## Write docs/entities.md, the tables and how they join, anew from the tests of relationships
	@$(BIN)/dbt --quiet parse
	@$(BIN)/python scripts/draw_entities.py --manifest target/manifest.json --output docs/entities.md

.PHONY: weights-fit
weights-fit: .venv/ready .venv/fit/ready ## Propose weights of the factors from what followed: COHORT=residents OUTCOME=next_grievance, FIT_ARGS=<more>
	@if [ -z "$(COHORT)" ] || [ -z "$(OUTCOME)" ]; then echo 'Say for whom and for what: make weights-fit COHORT=residents OUTCOME=next_grievance; the seed score_outcomes lists them.' >&2; exit 2; fi
	@if [ ! -f "$(CX_DUCKDB_PATH)" ]; then echo 'There is no database at $(CX_DUCKDB_PATH): run `make build` first, or set CX_DUCKDB_PATH to its file.' >&2; exit 2; fi
	@PYTHONPATH=.venv/fit $(BIN)/python scripts/fit_weights.py --database "$(CX_DUCKDB_PATH)" --cohort "$(COHORT)" --outcome "$(OUTCOME)" $(FIT_ARGS)

.PHONY: build-spark
build-spark: .venv/spark/ready java input ## Do what `make build` does on Apache Spark, in this process or on the cluster of CX_SPARK_MASTER
	.venv/spark/bin/dbt build --quiet --target spark
	@.venv/spark/bin/dbt --quiet run-operation print_scores --target spark

.PHONY: java
java:
	@java -version 2>&1 | awk -F '"' '/version/ { split($$2, parts, "."); found = parts[1] >= 17 } END { exit !found }' \
		|| { echo 'Apache Spark needs Java 17 or newer: install it, for example the package openjdk-17-jre-headless, and put `java` on the PATH.' >&2; exit 2; }

.PHONY: lock
lock: .venv/ready ## Write the hashed locks anew from requirements/*.in
	for name in installer project duckdb_1_5 peers fit spark metricflow; do \
		$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
			--no-header requirements/$$name.in --output-file requirements/$$name.txt; \
	done

.PHONY: clean
clean: ## Remove the environment, the databases and everything generated
	rm -rf .venv target logs data

.venv/ready: requirements/installer.txt requirements/project.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo 'Python 3.11 or newer is needed; set PYTHON=<path of it>.' >&2; exit 2; }
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements/installer.txt
	$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes --requirement requirements/project.txt
	touch $@

# what programs find by PYTHONPATH: the oldest version of DuckDB that is supported, to be put before the other one, pandas
# and Polars, which only the benchmark needs, and SciPy, which only the fit of weights needs
.venv/duckdb_1_5/ready .venv/peers/ready .venv/fit/ready: .venv/%/ready: requirements/%.txt | .venv/ready
	$(BIN)/uv pip install --quiet --compile-bytecode --target $(@D) --require-hashes --requirement $<
	touch $@

# environments of their own: dbt with Apache Spark, and MetricFlow, which queries the semantic layer
.venv/spark/ready .venv/metricflow/ready: .venv/%/ready: requirements/%.txt | .venv/ready
	$(PYTHON) -m venv $(@D)
	$(BIN)/uv pip install --quiet --compile-bytecode --python $(@D)/bin/python --require-hashes --requirement $<
	touch $@
