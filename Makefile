# Everything a contributor or a curious visitor runs. Needs make and Python 3.11 or newer; `make help` lists it.

VENV := .venv
BIN := $(VENV)/bin
DEMO_READY := $(VENV)/.demo-ready
DEV_READY := $(VENV)/.dev-ready

# The first interpreter that answers and is new enough; PYTHON=… names another.
PYTHON ?= $(shell for name in python3 python3.13 python3.12 python3.11; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo $$name && break; done)
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check

# Where the demo listens, for whom 8000 is taken.
DEMO_PORT ?= 8000

# Where tests and benchmarks find the recorded events and the grade book.
export MICROMASTERS_DATA ?= $(abspath ../shared/data)

# The block's messages are in the domain "text", the app's in "django": so the platform looks for them.
CATALOGUES := micromasters_xblock/translations micromasters_plugin/locale
LANGUAGES := ar es_419 fr zh_CN
# Compiled too, empty as it is: without a catalogue of the block's own, the platform looks through all of its others.
BLOCK_SOURCE := micromasters_xblock/translations/en/LC_MESSAGES/text.po
MSGMERGE := msgmerge --quiet --update --backup=none --no-fuzzy-matching --sort-by-file

# The platform's own test configuration, and none of this suite's.
PLATFORM_TESTS := $(CURDIR)/tests/platform
STUDIO_TESTS := $(wildcard $(PLATFORM_TESTS)/test_studio*.py)
PLATFORM_OPTIONS := -p no:cacheprovider -p conftest -c setup.cfg --rootdir=. --confcutdir=$(PLATFORM_TESTS)

# How many tests run at once: each worker has databases, servers and a browser of its own.
WORKERS ?= 2
TOGETHER := -n $(WORKERS) --dist loadfile --no-loadscope-reorder
# Let processes that the tests start use compiled modules, whatever the shell has set.
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

test: $(DEV_READY)  ## run the whole suite; MICROMASTERS_REQUIRE_ALL=1 fails where it would skip, WORKERS=… share it
	@$(MAKE) --no-print-directory test-together
	@$(MAKE) --no-print-directory test-alone

test-together: $(DEV_READY)  ## the first part of the suite: what may run beside other tests
	@$(PYTEST) $(TOGETHER) -m "not alone"

test-alone: $(DEV_READY)  ## the second: races and comparisons of times, one after the other
	@$(PYTEST) -m alone

test-fast: $(DEV_READY)  ## leave out the tests that start a service or a browser, and those that run alone
	@$(PYTEST) $(TOGETHER) -m "not service and not browser and not alone"

soak: $(DEV_READY)  ## the long forms: many examples, kills on every database, torture; SEED=… repeats a run
	@.ci/soak

torture: $(DEV_READY)  ## kill workers and shuffle events for TORTURE_SECONDS (600); SEED=… repeats a run
	@DJANGO_SETTINGS_MODULE=tests.settings $(BIN)/python -m tests.torture

gallery: $(DEV_READY)  ## draw the block in every state into gallery/index.html, to be opened in a browser
	@DJANGO_SETTINGS_MODULE=tests.settings $(BIN)/python -m tests.gallery.build gallery

gallery-accept: $(DEV_READY)  ## take the markup as it is now for what the suite compares with
	@DJANGO_SETTINGS_MODULE=tests.settings $(BIN)/python -m tests.gallery.snapshots
	@DJANGO_SETTINGS_MODULE=tests.settings $(BIN)/python -m tests.gallery.spoken

coverage: $(DEV_READY)  ## test the rules alone: without Django, every branch reached
	@env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -m coverage run -m pytest -q $(RULES_ALONE)
	@$(BIN)/python -m coverage report

extract_translations: $(DEV_READY)  ## collect the messages and give each language those it lacks; needs GNU gettext
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

compile_translations:  ## write the compiled files that are committed beside the texts; needs GNU gettext
	for text in $(BLOCK_SOURCE) $(foreach language,$(LANGUAGES),$(CATALOGUES:%=%/$(language)/LC_MESSAGES/*.po)); do \
		msgfmt --check --output-file=$${text%.po}.mo $$text || exit 1; done

dummy_translations: $(DEV_READY)  ## make the pseudo-language eo, which the gallery then shows too; needs GNU gettext
	for folder in $(CATALOGUES); do $(BIN)/i18n_tool dummy --config $(CURDIR)/$$folder/config.yaml || exit 1; done
	for text in $(CATALOGUES:%=%/eo/LC_MESSAGES/*.po); do msgfmt --output-file=$${text%.po}.mo $$text || exit 1; done

validate_translations: $(DEV_READY)  ## check form and placeholders of every translation; needs GNU gettext
	for folder in $(CATALOGUES); do $(BIN)/i18n_tool validate --config $(CURDIR)/$$folder/config.yaml || exit 1; done

mutation: $(DEV_READY)  ## change the rules in some two thousand small ways; list the changes that no test notices
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

quality: $(DEV_READY)  ## style, types, import contracts, migrations, PII annotations, translations
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

pins: $(DEV_READY)  ## resolve the requirements beside what platforms pin
	@PATH="$(abspath $(BIN)):$$PATH" .ci/pins

release-check: $(DEV_READY)  ## build sdist and wheel, and run the smoke test from each in an empty environment
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
	@echo "Installing what the demo needs into $(VENV) …"
	@$(PIP) install -r requirements/demo.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(DEV_READY): requirements/dev.txt setup.py | $(BIN)/python
	@echo "Installing what tests and checks need into $(VENV) …"
	@$(PIP) install --constraint requirements/dev.txt uv
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --compile-bytecode -r requirements/dev.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@
