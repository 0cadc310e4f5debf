# The commands for contributors and visitors. They need make and Python 3.11 or newer. `make help` lists them.

VENV := .venv
BIN := $(VENV)/bin
DEMO_READY := $(VENV)/.demo-ready
DEV_READY := $(VENV)/.dev-ready

# The first installed interpreter that is new enough. PYTHON=… names another one.
PYTHON ?= $(shell for name in python3 python3.13 python3.12 python3.11; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo $$name && break; done)
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check

# The demo's port. Change it if port 8000 is in use.
DEMO_PORT ?= 8000

# The folder with the recorded events and the grade book, for tests and benchmarks.
export MICROMASTERS_DATA ?= $(abspath ../shared/data)

# The platform loads the block's messages from the domain "text", and the app's messages from "django".
CATALOGUES := micromasters_xblock/translations micromasters_plugin/locale
LANGUAGES := ar es_419 fr zh_CN
# The empty English catalogue is compiled too: without it, the platform would search all its other catalogues.
BLOCK_SOURCE := micromasters_xblock/translations/en/LC_MESSAGES/text.po
MSGMERGE := msgmerge --quiet --update --backup=none --no-fuzzy-matching --sort-by-file

# Use the platform's test configuration instead of this suite's.
PLATFORM_TESTS := $(CURDIR)/tests/platform
STUDIO_TESTS := $(wildcard $(PLATFORM_TESTS)/test_studio*.py)
PLATFORM_OPTIONS := -p no:cacheprovider -p conftest -c setup.cfg --rootdir=. --confcutdir=$(PLATFORM_TESTS)

# The number of parallel test workers. Each worker has its own databases, servers and browser.
WORKERS ?= 2
TOGETHER := -n $(WORKERS) --dist loadfile --no-loadscope-reorder
# Let subprocesses of the tests use compiled modules, even if the shell disables them.
PYTEST := env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -m pytest

RULES_ALONE := -c tests/domain/without_django.ini --rootdir=.

.DEFAULT_GOAL := help
.PHONY: help demo smoke test test-together test-alone test-fast soak torture coverage mutation gallery gallery-accept test-platform bench-platform platform-ready quality docs bench pins release-check requirements clean
.PHONY: extract_translations compile_translations dummy_translations validate_translations

help:  ## list the targets
	@awk -F ':.*## ' '/^[a-z_-]+:.*## / {printf "  make %-21s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: export DEMO_URL ?= http://127.0.0.1:$(DEMO_PORT)
demo: $(DEMO_READY)  ## install, seed and serve the demo on http://127.0.0.1:8000; DEMO_PORT=… names another port
	@$(BIN)/python demo/manage.py migrate --verbosity 0
	@$(BIN)/python demo/manage.py seed
	@$(BIN)/python demo/manage.py runserver --noreload 127.0.0.1:$(DEMO_PORT)

smoke: $(DEMO_READY)  ## drive the demo's main job over HTTP
	@$(BIN)/python demo/manage.py smoke

test: $(DEV_READY)  ## run the whole suite; MICROMASTERS_REQUIRE_ALL=1 fails instead of skipping, WORKERS=… sets the parallel workers
	@$(MAKE) --no-print-directory test-together
	@$(MAKE) --no-print-directory test-alone

test-together: $(DEV_READY)  ## run the first part of the suite: the tests that can run in parallel
	@$(PYTEST) $(TOGETHER) -m "not alone"

test-alone: $(DEV_READY)  ## run the second part of the suite one by one: races and comparisons of times
	@$(PYTEST) -m alone

test-fast: $(DEV_READY)  ## run the suite without tests that start a service or a browser or must run alone
	@$(PYTEST) $(TOGETHER) -m "not service and not browser and not alone"

soak: $(DEV_READY)  ## run the long tests: many examples, kills on every database, torture; SEED=… repeats a run
	@.ci/soak

torture: $(DEV_READY)  ## kill workers and shuffle events for TORTURE_SECONDS (600); SEED=… repeats a run
	@DJANGO_SETTINGS_MODULE=tests.settings $(BIN)/python -m tests.torture

gallery: $(DEV_READY)  ## render the block in every state into gallery/index.html, for a browser
	@DJANGO_SETTINGS_MODULE=tests.settings $(BIN)/python -m tests.gallery.build gallery

gallery-accept: $(DEV_READY)  ## accept the present markup, which the suite then compares with
	@DJANGO_SETTINGS_MODULE=tests.settings $(BIN)/python -m tests.gallery.snapshots
	@DJANGO_SETTINGS_MODULE=tests.settings $(BIN)/python -m tests.gallery.spoken

coverage: $(DEV_READY)  ## test the rules without Django, and check that every branch is covered
	@env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -m coverage run -m pytest -q $(RULES_ALONE)
	@$(BIN)/python -m coverage report

extract_translations: $(DEV_READY)  ## collect the messages and add missing ones to each language; needs GNU gettext
	cd micromasters_xblock && xgettext --language=Python --from-code=UTF-8 --add-comments=Translators: \
		--add-location=file --sort-by-file --output=translations/text.pot $$(find * -name '*.py')
	cd micromasters_xblock && xgettext --language=Python --from-code=UTF-8 --keyword --keyword=on_page --join-existing \
		--add-location=file --sort-by-file --output=translations/text.pot ../micromasters_plugin/domain/*.py
	for language in en $(LANGUAGES); do \
		$(MSGMERGE) micromasters_xblock/translations/$$language/LC_MESSAGES/text.po micromasters_xblock/translations/text.pot \
		|| exit 1; done
	rm micromasters_xblock/translations/text.pot
	cd micromasters_plugin && env -u DJANGO_SETTINGS_MODULE $(abspath $(BIN))/django-admin makemessages --verbosity 0 --add-location file --no-obsolete \
		$(foreach language,en $(LANGUAGES),--locale $(language))
	sed --in-place '/^"POT-Creation-Date/d' $(CATALOGUES:%=%/*/LC_MESSAGES/*.po)

compile_translations:  ## write the compiled catalogues, which are committed; needs GNU gettext
	for text in $(BLOCK_SOURCE) $(foreach language,$(LANGUAGES),$(CATALOGUES:%=%/$(language)/LC_MESSAGES/*.po)); do \
		msgfmt --check --output-file=$${text%.po}.mo $$text || exit 1; done

dummy_translations: $(DEV_READY)  ## create the pseudo-language eo for the gallery; needs GNU gettext
	for folder in $(CATALOGUES); do $(BIN)/i18n_tool dummy --config $(CURDIR)/$$folder/config.yaml || exit 1; done
	for text in $(CATALOGUES:%=%/eo/LC_MESSAGES/*.po); do msgfmt --output-file=$${text%.po}.mo $$text || exit 1; done

validate_translations: $(DEV_READY)  ## check the format and placeholders of every translation; needs GNU gettext
	for folder in $(CATALOGUES); do $(BIN)/i18n_tool validate --config $(CURDIR)/$$folder/config.yaml || exit 1; done

mutation: $(DEV_READY)  ## make two thousand small changes to the rules; list those that no test finds
	@$(PIP) install mutmut==3.8.1
	@HYPOTHESIS_PROFILE=mutation $(BIN)/mutmut run
	@$(BIN)/mutmut results

test-platform: platform-ready  ## run tests/platform inside the edx-platform checkout EDX_PLATFORM_DIR, in its environment
	cd "$(EDX_PLATFORM_DIR)" && python -m pytest --ds=lms.envs.test $(PLATFORM_OPTIONS) $(filter-out $(STUDIO_TESTS),$(wildcard $(PLATFORM_TESTS)/test_*.py))
	cd "$(EDX_PLATFORM_DIR)" && python -m pytest --ds=cms.envs.test $(PLATFORM_OPTIONS) $(STUDIO_TESTS)

bench-platform: platform-ready  ## measure receivers and block inside the checkout EDX_PLATFORM_DIR; EDX_PLATFORM_LINE names its line
	cd "$(EDX_PLATFORM_DIR)" && python -m pytest -s --ds=lms.envs.test $(PLATFORM_OPTIONS) \
		$(PLATFORM_TESTS)/measure_overhead.py $(PLATFORM_TESTS)/measure_block.py

platform-ready:
	@python $(PLATFORM_TESTS)/ready.py "$(EDX_PLATFORM_DIR)"

quality: $(DEV_READY)  ## check style, types, import contracts, migrations, PII annotations and translations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	DJANGO_SETTINGS_MODULE=tests.settings $(BIN)/python -m django makemigrations --check --dry-run micromasters
	DJANGO_SETTINGS_MODULE=tests.settings $(BIN)/code_annotations django_find_annotations \
		--config_file .pii_annotations.yml --lint --coverage
	$(MAKE) --no-print-directory validate_translations

docs: $(DEV_READY)  ## build the documentation into build/docs; a warning is an error
	@$(BIN)/sphinx-build --quiet --fail-on-warning --keep-going docs build/docs
	@echo "build/docs/index.html"

bench: $(DEV_READY)  ## measure, check against the limits and record under benchmarks/
	@$(BIN)/python -m benchmarks.run

pins: $(DEV_READY)  ## resolve the requirements together with the pins of the platforms
	@PATH="$(abspath $(BIN)):$$PATH" .ci/pins

release-check: $(DEV_READY)  ## build sdist and wheel, and run the smoke test with each in an empty environment
	@.ci/release-check

requirements:  ## compile the pinned lists again; needs uv
	requirements/compile

clean:  ## remove the environments, caches and the demo's database
	rm -rf $(VENV) .tox build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache mutants demo/var gallery
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed; none was found (PYTHON=… names one)." >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(DEMO_READY): requirements/demo.txt setup.py | $(BIN)/python
	@echo "Installing the demo's requirements into $(VENV) …"
	@$(PIP) install -r requirements/demo.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(DEV_READY): requirements/dev.txt setup.py | $(BIN)/python
	@echo "Installing the requirements of tests and checks into $(VENV) …"
	@$(PIP) install --constraint requirements/dev.txt uv
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --compile-bytecode -r requirements/dev.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@
