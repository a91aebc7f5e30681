# Two commands: `make run` and `make test`. They need Python 3.11, pip and make, nothing else.
.DEFAULT_GOAL := help
PYTHON ?= python3.11
UV := .bootstrap/bin/uv
export UV_PROJECT_ENVIRONMENT := .venv
# Networks of public authorities often have certificates of their own.
export UV_SYSTEM_CERTS := true
BI := bi/superset
BI_PORT ?= 8088
# Where Python may not keep compiled modules, every process compiles all libraries again, which takes seconds.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup setup-dev run spark test test-spark test-fast fix hooks test-browser test-bi test-clients lint ruff mypy sqlfluff sqlfluff-changed dev docs bi debian java chromium node r nginx soak bench audit clean

help:  ## what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

setup: .venv/.installed  ## what running needs, in .venv, as locked

setup-dev: .venv/.dev  ## the same, and what tests, lint and types need

.bootstrap/bin/uv: bootstrap.txt
	$(PYTHON) -m venv .bootstrap
	.bootstrap/bin/pip install --quiet --disable-pip-version-check --require-hashes --requirement bootstrap.txt
	@touch $@

.venv/.installed: .bootstrap/bin/uv pyproject.toml uv.lock
	$(UV) sync --locked --quiet --no-default-groups --inexact
	@touch $@

.venv/.dev: .venv/.installed
	$(UV) sync --locked --quiet --inexact
	@touch $@

run: setup  ## load every wave in raw/, check, publish, show the result
	.venv/bin/eforvaltning run

test: setup-dev lint  ## lint, types and tests
	.venv/bin/pytest -n 2 --dist loadfile --no-loadscope-reorder

spark: setup .venv/.spark  ## the same as run, on Apache Spark (Java from Debian's packages if missing)
	EFORVALTNING_ENGINE=spark .venv/bin/eforvaltning run

test-spark: setup-dev .venv/.spark  ## every model and test on Spark, and every mart compared with DuckDB's
	.venv/bin/pytest --override-ini addopts="-ra --strict-markers" tests/spark

test-fast: setup-dev  ## lint, types and the quick tests; of the SQL what has changed since the last commit
	@$(MAKE) --no-print-directory --jobs=2 --output-sync=target ruff sqlfluff-changed mypy
	.venv/bin/pytest -n 2 --dist loadfile -m "not bi and not slow"

fix: setup-dev  ## format, and fix what can be fixed
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .
	cd dbt && ../.venv/bin/sqlfluff fix models tests --disable-progress-bar

hooks: setup-dev  ## lint and types before every commit
	.venv/bin/pre-commit install

soak: setup-dev chromium .venv/.browser  ## the long run of what `test` does in short: fuzzing, 200 kills at random points, and everything at once (an hour and a half)
	HYPOTHESIS_PROFILE=soak .venv/bin/pytest tests/ingest tests/test_attack.py
	EFORVALTNING_TEST_KILLS=200 .venv/bin/pytest -m "not bi" tests/faults
	.venv/bin/pytest --override-ini addopts="-ra --strict-markers -m soak" tests/browser tests/tools

test-browser: setup-dev chromium nginx .venv/.browser  ## the site in a real Chromium, Dagster's UI behind a real nginx (from Debian's packages if missing)
	.venv/bin/pytest --override-ini addopts="-ra --strict-markers -m 'not soak'" tests/browser \
		tests/test_web_server.py::test_documented_proxy_asks_who_comes_and_refuses_the_same

lint: setup-dev  ## ruff, mypy and sqlfluff
	@$(MAKE) --no-print-directory --jobs=2 --output-sync=target ruff sqlfluff mypy

ruff:
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .

mypy:
	.venv/bin/mypy

sqlfluff:
	cd dbt && ../.venv/bin/sqlfluff lint models tests --disable-progress-bar

sqlfluff-changed:
	@cd dbt && changed=$$(git diff --relative --name-only --diff-filter=d HEAD -- 'models/*.sql' 'tests/*.sql'; \
		git ls-files --others --exclude-standard -- 'models/*.sql' 'tests/*.sql'); \
	test -z "$$changed" || ../.venv/bin/sqlfluff lint $$changed --disable-progress-bar

dev: setup  ## Dagster's UI on http://127.0.0.1:3000, with schedule and sensor
	.venv/bin/python -m dagster_project.web_server

docs: setup  ## documentation of the data, with lineage and the checks of every load, into data/docs
	.venv/bin/eforvaltning docs

bi: setup $(BI)/.venv/.installed  ## Superset on http://127.0.0.1:8088 (BI_PORT), over the current release
	BI_PORT=$(BI_PORT) $(BI)/.venv/bin/python $(BI)/serve.py

test-bi: setup-dev $(BI)/.venv/.installed chromium .venv/.browser  ## Superset started for real, asked, and photographed
	.venv/bin/pytest -m bi tests/bi

test-clients: setup-dev node r tests/clients/node_modules/.installed  ## the lines of docs/connecting.md for Node and R, run by them
	.venv/bin/pytest --override-ini addopts="-ra --strict-markers" tests/clients

tests/clients/node_modules/.installed: tests/clients/package.json tests/clients/package-lock.json | node
	npm ci --prefix tests/clients --no-audit --no-fund
	@touch $@

# Superset needs libraries that the project cannot have, so it has an environment and a lock of its own.
$(BI)/.venv/.installed: .bootstrap/bin/uv $(BI)/pyproject.toml $(BI)/uv.lock
	$(UV) sync --locked --quiet --project $(BI)
	@touch $@

.venv/.browser: .venv/.dev
	$(UV) sync --locked --quiet --inexact --group browser
	@touch $@

.venv/.spark: .venv/.installed
	@$(MAKE) --no-print-directory java
	$(UV) sync --locked --quiet --no-default-groups --inexact --group spark
	@touch $@

# What is missing of Debian's packages is installed by one apt-get: make debian FOR="java chromium".
FOR := java chromium node r nginx
debian:
	@missing=; \
	needs() { case " $(FOR) " in *" $$1 "*) command -v $$2 >/dev/null || missing="$$missing $$3";; esac; }; \
	test -n "$$JAVA_HOME" || needs java java openjdk-17-jre-headless; \
	test -n "$$CHROMIUM" || command -v chromium-browser >/dev/null || needs chromium chromium chromium; \
	needs node npm "nodejs npm"; \
	needs r Rscript r-base-core; \
	needs nginx nginx nginx-light; \
	test -z "$$missing" || (apt-get update -qq && \
		DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing)

chromium node r nginx java:
	@$(MAKE) --no-print-directory debian FOR=$@

bench: setup-dev .venv/.spark  ## everything that docs/performance.md says of costs (over two hours; PARTS="start-up rendering" for a part)
	.venv/bin/python -m bench $(PARTS)

audit: .bootstrap/bin/uv  ## known vulnerabilities of both locks; asks the database at api.osv.dev
	@worst=0; for project in . $(BI); do \
		echo "$$project/uv.lock:"; \
		$(UV) audit --locked --preview-features audit-command --project $$project $(AUDIT_OPTIONS); status=$$?; \
		test $$status -le $$worst || worst=$$status; \
	done; \
	case $$worst in \
		0) ;; \
		1) echo "A dependency has a known vulnerability; see above."; exit 1 ;; \
		*) echo "Nothing is known: https://api.osv.dev could not be asked; see above."; exit $$worst ;; \
	esac

clean:  ## remove everything that was built, but not data/
	rm -rf .venv .bootstrap $(BI)/.venv dbt/target dbt/logs
