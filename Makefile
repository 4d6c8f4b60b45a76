# Two commands matter: make demo, make test. The rest is for those who change the portal.
PORT ?= 8000
python := .venv/bin/python

.PHONY: env demo demo-reset test lint lock shell mutants screenshots i18n bench bench-import bench-linkage bench-searching

env:
	@scripts/environment
	@$(python) -m portal.translating

demo: env
	@exec $(python) -m portal.embedded demo "$(PORT)"

demo-reset: env
	@exec $(python) -m portal.embedded reset

# As many tests at once as there are cores, long files first (tests/conftest.py). Options for pytest: make test ARGS="-x tests/embedded"
test: env
	@scripts/say-chromium
	@$(python) -m pytest -n auto --dist loadfile --no-loadscope-reorder $(ARGS)

lint: env
	@.venv/bin/ruff format --check .
	@.venv/bin/ruff check .
	@.venv/bin/mypy portal $(dir $(wildcard plugins/*/plugin.py))

compile := .venv/bin/uv pip compile pyproject.toml --quiet --generate-hashes \
	--no-emit-index-url --no-header --no-annotate --python-version 3.11 --universal

lock: env
	@$(compile) -o requirements.lock
	@$(compile) --extra dev -c requirements.lock -o requirements-dev.lock
	@$(subst pyproject.toml,bench/requirements.in,$(compile)) -c requirements.lock -o bench/requirements.lock

# A shell with the demo's database and settings, in which flask and pytest work.
shell: env
	@PATH="$(CURDIR)/.venv/bin:$$PATH" $(python) -m portal.embedded run $${SHELL:-sh}

mutants: env
	@$(python) -m portal.testing.mutants $(ARGS)

screenshots: env
	@$(python) -m portal.testing.screenshots $(ARGS)

i18n: env
	@$(python) -m portal.embedded run .venv/bin/flask i18n check

# What a page costs next to other ways to serve it: bench/README.md. More rounds: make bench ARGS=11
bench: env
	@$(python) -m bench $(ARGS)

# What an import of 100,000 rows costs next to the library and COPY by themselves: bench/importing.md. More rounds: ARGS=5
bench-import: env
	@$(python) -m bench.importing $(ARGS)

# What finding a member costs next to the same question by hand: bench/searching.md. More rounds: make bench-searching ARGS=31
bench-searching: env
	@$(python) -m bench.searching $(ARGS)

# How well the linkage tells people apart, on fresh seeds: bench/linkage.md. Given seeds: make bench-linkage ARGS="7 8"
bench-linkage: env
	@$(python) -m bench.linkage $(ARGS)
