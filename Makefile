# Everything that is done to this project, by hand or by a machine, is a target here.

PYTHON ?= python3
JOBS ?= 2
ARGS ?=

# The environments are the project's own, whatever is active around it.
unexport VIRTUAL_ENV PYTHONPATH PYTHONHOME CONDA_PREFIX UV_PYTHON
export UV_PYTHON_DOWNLOADS = never
export UV_LINK_MODE = copy
export UV_NO_PROGRESS = 1
ifneq ($(wildcard /etc/ssl/certs/ca-certificates.crt),) # trust whom the machine trusts, as pip does
export UV_SYSTEM_CERTS = 1
export NODE_EXTRA_CA_CERTS ?= /etc/ssl/certs/ca-certificates.crt
endif
ifeq ($(wildcard $(HOME)/.),) # without a home, uv has no place for its cache
export UV_CACHE_DIR ?= $(CURDIR)/.tools/cache
endif

UV := .tools/bin/uv
BIN := .venv/bin
WEB := src/magpie/web/converse/client.json
QML := src/magpie/desktop/ui/qml
# What Qt needs of the system, and fonts for all scripts.
QT := dbus-daemon libdbus-1-3 libegl1 libfontconfig1 libgl1 libglib2.0-0 libxcb-cursor0 libxkbcommon0 fonts-noto-cjk fonts-noto-color-emoji
INSTALL := $(UV) pip install --quiet --python $(BIN)/python

.DEFAULT_GOAL := help
.PHONY: help run chat console test check fix bench crash federate live clients fuzz docs gallery pictures originals seen smoothness starting web lock clean setup

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 10

run: .venv/run.stamp $(WEB) ## start the server; ARGS="--domain example.org" passes options
	$(BIN)/magpie serve $(ARGS)

chat: .venv/dev.stamp ## start the desktop client; ARGS="--data FOLDER" passes options
	tools/system.sh $(QT)
	$(BIN)/magpie chat $(ARGS)

.PHONY: omemo
omemo: .venv/omemo.stamp ## let the desktop client encrypt from end to end (libraries under the AGPL)

console: .venv/dev.stamp $(WEB) ## open the server's window; ARGS="--data FOLDER" passes options
	tools/system.sh $(QT)
	$(BIN)/magpie console $(ARGS)

test: check $(WEB) ## check, then every test but the slow ones
	tools/system.sh go-sendxmpp profanity mcabber nginx-light poezio prosody strace postgresql chromium libatomic1
	$(BIN)/python -m pytest -n $(JOBS) -m "not slow" $(ARGS)

check: .venv/omemo.stamp ## what needs no run: format, lint, types, rooms, spelling, stale documents
	tools/system.sh $(QT)
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/codespell
	$(BIN)/python tools/files.py
	$(BIN)/python tools/fragments.py
	$(BIN)/python tools/docs.py --check
	$(BIN)/python tools/languages.py --check
	$(BIN)/pyside6-qmllint -W 0 -I $(QML) $(QML)/Magpie/*/*.qml
	$(BIN)/pyside6-qmllint -W 0 --import disable -I $(QML) $(QML)/Magpie/*.qml # singletons: it takes them for none

fix: .venv/dev.stamp ## format, and repair what ruff can repair
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

bench: .venv/dev.stamp ## Magpie beside Prosody and ejabberd, into docs/performance.md
	tools/system.sh prosody lua-dbi-sqlite3 ejabberd erlang-p1-sqlite3
	$(BIN)/magpie bench compare $(ARGS)

crash: .venv/dev.stamp ## kill the server under load, many times, and count what was lost
	tools/system.sh strace
	$(BIN)/python -m pytest tests/crash -q $(ARGS)

federate: .venv/dev.stamp ## federation with Debian's Prosody and ejabberd
	tools/system.sh prosody ejabberd erlang-p1-sqlite3
	$(BIN)/python -m pytest tests/live/federation -q $(ARGS)

live: .venv/dev.stamp ## the talks over TCP and TLS against the real program
	$(BIN)/python -m pytest tests/live/test_talks.py -q $(ARGS)

clients: .venv/dev.stamp ## clients with windows, and encrypted talks, against the real program; pictures in build/pictures
	tools/system.sh profanity gajim gajim-omemo psi-plus xvfb dbus-daemon openbox xdotool imagemagick
	$(BIN)/python -m pytest tests/live/test_gajim.py tests/live/test_psi.py tests/live/test_omemo.py -q $(ARGS)

fuzz: .venv/dev.stamp ## the protocol's property tests, for longer
	HYPOTHESIS_PROFILE=fuzz $(BIN)/python -m pytest tests/units/xmpp -q -n $(JOBS) $(ARGS)

docs: .venv/dev.stamp ## write magpie.doap and the lists in docs/ anew
	tools/system.sh $(QT)
	$(BIN)/python tools/docs.py
	$(BIN)/python tools/languages.py

gallery: .venv/dev.stamp ## a page of the desktop client with sample data; ARGS="settings --dark --zh --narrow"
	tools/system.sh $(QT)
	$(BIN)/python -m tests.desktop.gallery $(ARGS)

pictures: .venv/dev.stamp ## pictures of all pages of the desktop client and of the console, into build/pictures
	tools/system.sh $(QT)
	$(BIN)/python -m tests.desktop.pictures build/pictures $(ARGS)
	$(BIN)/python -m tests.desktop.console.pictures build/pictures $(ARGS)

originals: .venv/dev.stamp ## the pictures of docs/original.md, of the real programs
	tools/system.sh $(QT)
	$(BIN)/python -m tests.desktop.originals docs/pictures

seen: .venv/dev.stamp $(WEB) ## one conversation on magpie chat, Converse and Gajim, into docs/pictures
	tools/system.sh $(QT) chromium gajim openbox xdotool imagemagick xvfb
	$(BIN)/python -m tests.desktop.seen docs/pictures

smoothness: .venv/dev.stamp ## frame times of the desktop client, and how long it is busy at one go
	tools/system.sh $(QT)
	$(BIN)/python -m tests.desktop.smoothness

starting: .venv/dev.stamp ## how long the desktop client takes to a usable window with 100,000 messages
	tools/system.sh $(QT)
	$(BIN)/python -m tests.desktop.starting

web: $(WEB) ## the web client, fetched from npm into the package

lock: .tools/stamp ## resolve all dependencies anew, into requirements/
	tools/lock.sh $(ARGS)

clean: ## remove the environments and caches; never data
	rm -rf .venv .tools src/magpie/web/converse web/node_modules .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find src tests tools -name __pycache__ -prune -exec rm -rf {} +

setup: .venv/dev.stamp ## the environment for development, and nothing else

.tools/stamp: requirements/uv.txt
	@tools/bootstrap.sh "$(PYTHON)" .tools
	@.tools/bin/python -m pip install --quiet --no-user --disable-pip-version-check \
		--require-hashes --only-binary :all: -r requirements/uv.txt
	@touch $@

.venv/stamp: .tools/stamp
	@$(UV) venv --quiet --clear --python .tools/bin/python .venv
	@touch $@

# Only the server: what `make run` needs.
.venv/run.stamp: .venv/stamp requirements/run.txt requirements/build.txt pyproject.toml
	@echo "Installing Magpie into .venv"
	@$(INSTALL) --require-hashes -r requirements/run.txt
	@$(INSTALL) --no-deps --build-constraints requirements/build.txt --editable .
	@touch $@

# The tools and tests on top of it; both locks agree on every version.
.venv/dev.stamp: .venv/run.stamp requirements/dev.txt
	@echo "Installing the development tools into .venv"
	@$(INSTALL) --require-hashes -r requirements/dev.txt
	@touch $@

# Only for who asks for it: some of it is under the AGPL. The tests ask.
.venv/omemo.stamp: .venv/dev.stamp requirements/omemo.txt
	@echo "Installing encryption from end to end into .venv"
	@$(INSTALL) --require-hashes -r requirements/omemo.txt
	@touch $@

$(WEB): web/package-lock.json tools/web.py | .tools/stamp
	@tools/web.sh $(UV)
