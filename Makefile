# The commands of Feedledger; each makes the environment it needs. PYTHON=… names another Python.
SERVE ?= 1
ARGS ?=
EXAMPLES ?= 1000
SECONDS ?= 60
KILLS ?= 100
WORKERS ?= auto
PRESET ?= online_retail
CURRENCY ?= GBP
export SERVE EXAMPLES ORDERS PRESET CURRENCY

PY := .venv/bin/python
PIP := $(PY) -m pip --disable-pip-version-check -qq
ENVIRONMENT := PYTHON='$(PYTHON)' sh tools/environment.sh
# Empty while .venv works; an environment that is gone or broken is made anew.
BROKEN := $(shell $(ENVIRONMENT) check || echo broken-environment)

.PHONY: help backup demo run test bench bench-orders bench-dashboards bench-revenue soak soak-orders soak-feeds soak-outage lint clean constraints broken-environment soak-published bench-publishing bench-questions bench-browser

help:
	@echo "make demo         sample feeds and orders through the real pipeline, then the dashboard"
	@echo "                  (SERVE=0 stops before serving; ORDERS=FILE imports past orders, too:"
	@echo "                  PRESET=plain CURRENCY=EUR; without them online_retail in GBP)"
	@echo "make run          serve with the current settings and no sample data"
	@echo "make backup       add a backup to a folder or s3://BUCKET/PREFIX, also while it runs"
	@echo "                  (DESTINATION=/mnt/backups, ARGS=--with-raw)"
	@echo "make test         every test, the browser tests included (ARGS='-k feeds' for some),"
	@echo "                  in a process for each core (WORKERS=0: one after another)"
	@echo "make soak         random feeds and orders against models of the contract, at length"
	@echo "                  (EXAMPLES=5000, ARGS='--hypothesis-seed=7')"
	@echo "make soak-orders  customers at the served application, which is killed again and again"
	@echo "                  (SECONDS=60, ARGS='--seed 7')"
	@echo "make soak-feeds   feeds streaming into the served application, which is killed again and again"
	@echo "                  (KILLS=100, ARGS='--seed 7')"
	@echo "make soak-outage  the store is down under the served application (SECONDS=60)"
	@echo "make soak-published  the analysts' file is replaced a hundred times while others read it"
	@echo "make lint         ruff and mypy"
	@echo "make bench        feeds against a bare load"
	@echo "make bench-orders orders against PostgreSQL 15, if it is installed"
	@echo "                  (ARGS='--only feedledger --history 10000000 --rows 0', ARGS=--help)"
	@echo "make bench-dashboards revenue at 10 M order items, against PostgreSQL 15 and Polars"
	@echo "make bench-revenue revenue at 10 M order items, line by line and from cells"
	@echo "make bench-publishing what publishing the analysts' file takes, and what orders notice"
	@echo "make bench-questions  what a process for each question in SQL costs"
	@echo "make bench-browser    reruns in a real browser and many sessions at once, 10 M products"
	@echo "make constraints  fix the versions of everything installed now in constraints.txt"
	@echo "make clean        remove the environment and the caches; data/ stays"

demo: .venv/run.stamp
	@$(PY) app.py demo

run: .venv/run.stamp
	@$(PY) app.py

backup: .venv/run.stamp
	@$(PY) app.py backup '$(DESTINATION)' $(ARGS)

test: .venv/dev.stamp .venv/clients.stamp
	@$(PY) -m tests.chromium
	@$(PY) -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(ARGS)

soak: .venv/dev.stamp
	@$(PY) -m pytest tests/integration/test_feed_model.py \
		tests/integration/test_orders_model.py --hypothesis-profile=soak $(ARGS)

soak-orders: .venv/dev.stamp
	@$(PY) -m benchmarks.order_kills --seconds $(SECONDS) $(ARGS)

soak-feeds: .venv/dev.stamp
	@$(PY) -m benchmarks.feed_kills --kills $(KILLS) $(ARGS)

soak-outage: .venv/dev.stamp
	@$(PY) -m benchmarks.store_outage --seconds $(SECONDS) $(ARGS)

soak-published: .venv/dev.stamp
	@$(PY) -m benchmarks.published_readers $(ARGS)

bench-publishing: .venv/dev.stamp
	@$(PY) -m benchmarks.publishing $(ARGS)

bench-questions: .venv/dev.stamp
	@$(PY) -m benchmarks.questions $(ARGS)

bench-browser: .venv/dev.stamp
	@$(PY) -m tests.chromium
	@$(PY) -m benchmarks.browser_reruns $(ARGS)

bench: .venv/dev.stamp
	@$(PY) -m benchmarks.ingest $(ARGS)

bench-orders: .venv/dev.stamp
	@$(PY) -m benchmarks.orders $(ARGS)

bench-dashboards: .venv/dev.stamp
	@$(PY) -m benchmarks.dashboards $(ARGS)

bench-revenue: .venv/dev.stamp
	@$(PY) -m benchmarks.revenue $(ARGS)

lint: .venv/dev.stamp
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy .

# To move a version: `.venv/bin/pip install NAME==NEW`, this, and the same in requirements*.txt.
constraints:
	@$(PIP) freeze > .venv/frozen
	@{ echo "# Every package with its exact version, so that a new machine gets what was tested."; \
	   echo "# Written by \`make constraints\`; not edited by hand."; \
	   LC_ALL=C sort -f .venv/frozen; } > constraints.txt

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis test-artifacts
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# An install that is cut off leaves no stamp, so the next command goes on with it.
.venv/run.stamp: requirements.txt constraints.txt $(BROKEN)
	@$(ENVIRONMENT)
	@echo "Installing what Feedledger runs on (a minute or two the first time)"
	@$(PIP) install -r requirements.txt
	@touch $@

.venv/dev.stamp: requirements-dev.txt .venv/run.stamp
	@echo "Installing what its tests need"
	@$(PIP) install -r requirements-dev.txt
	@touch $@

# Where one of them cannot be had, its tests are skipped, and the next command tries again.
.venv/clients.stamp: requirements-clients.txt tools/clients.sh .venv/run.stamp
	@echo "Installing older DuckDB clients for the tests of the published file"
	@sh tools/clients.sh && touch $@ || true
