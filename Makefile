# Everything a newcomer needs: `make run` and `make test`. The rest is for those who build.

PORT ?= 8000
HOME_DIR ?= var/city
PYTHON ?= python3
BIN := .venv/bin
export PATH := $(CURDIR)/$(BIN):$(PATH)
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: run test test-postgresql check ready web bench bench-accuracy soak licences lock services format

run: ready web
	@echo "启动 Starting"
	@CITYLOOP_PORT=$(PORT) cityloop serve --demo --home "$(HOME_DIR)"

test: ready web services check
	@pytest -n 2 --dist loadgroup

test-postgresql: ready web services
	@CITYLOOP_TEST_DATABASE=postgresql pytest -n 2 --dist loadgroup -k "not sqlite"

check: ready
	@tools/check

bench: ready web
	@python -m bench

soak: ready web
	@python -m bench.city 600 22000000

bench-cases: ready web
	@python -m bench.cases 1000000 10 sqlite postgresql

bench-accuracy: ready
	@python -m bench accuracy

licences: ready
	@tools/licences

lock:
	@tools/lock

ready: .venv/ready
web: web/dist/index.html

services:
	@tools/services

.venv/ready: requirements.lock pyproject.toml
	@tools/install $(PYTHON)
	@touch $@

web/node_modules/ready: web/package-lock.json .venv/ready
	@echo "网页依赖 Web packages"
	@cd web && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

web/dist/index.html: web/node_modules/ready $(shell find web/src web/public web/index.html web/*.ts web/*.json -type f 2>/dev/null)
	@echo "构建网页 Web build"
	@cd web && npm run build --silent
