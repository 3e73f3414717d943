# Needs Go, git and make; libraries come with "go mod download". The tests of the
# web site want chromium and npm: see e2e below.
#
#   make help      this list
#   make demo      archive a story of the project's own, look at it
#   make test      everything that must hold; does all the set-up it needs
#   make build     bin/newsarc
#   make install   newsarc and its man pages below PREFIX
#   make eval      measure quality; make eval-update keeps the figures
#   make bench     measure speed, beside stock git
#   make stress    try to make newsarc lose a revision
#   make stress-watch  watch a simulated web of 300 outlets
#   make fuzz      every fuzz test for FUZZTIME
#   make docs      write docs/cli.md and the man pages again
#   make golden    write what scripts and README expect again; read the difference
#   make scale     the tables of docs/scale.md, from the constants in internal/scale
#   make clean     remove bin and build

GO       ?= go
PREFIX   ?= $(HOME)/.local
FUZZTIME ?= 30s
VERSION  := $(shell git describe --tags --always --dirty 2>/dev/null || echo devel)
LDFLAGS  := -s -w -X github.com/newsarc/newsarc/cmd.version=$(VERSION)

# The race detector links C; without a compiler the tests run without it.
RACE := $(shell command -v cc >/dev/null 2>&1 && echo -race)

.PHONY: help scale postgres sshd e2e demo test build install eval eval-update bench stress stress-watch fuzz docs golden check unit clean

# What "make" alone does.
build:
	CGO_ENABLED=0 $(GO) build -trimpath -ldflags '$(LDFLAGS)' -o bin/ ./cmd/newsarc

help:
	@sed -n 's/^#  *make /make /p' Makefile

demo: build
	@examples/demo/run bin/newsarc build/demo

test: postgres sshd check unit e2e
	@echo "make test: all passed"

check:
	$(GO) mod download
	$(GO) vet ./...
	$(GO) tool staticcheck ./...
	@unformatted="$$($(GO) tool gofumpt -l .)"; \
	if [ -n "$$unformatted" ]; then echo "run: go tool gofumpt -w" $$unformatted; exit 1; fi

# The tests of archives in a database start a server of their own, from Debian's
# package. Where that is missing and cannot be had they are skipped, but not with CI=1.
postgres:
	@if ! ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 && ! command -v initdb >/dev/null && \
		[ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		mkdir -p /etc/postgresql-common && \
		{ [ -e /etc/postgresql-common/createcluster.conf ] || echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.conf; } && \
		apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends postgresql || \
		echo "PostgreSQL could not be installed: its tests are skipped"; fi

# The tests of remotes over SSH start a server of their own, from Debian's package,
# which is told not to start one for everybody.
sshd:
	@if [ ! -x /usr/sbin/sshd ] && ! command -v sshd >/dev/null && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		mkdir -p /etc/ssh && touch /etc/ssh/sshd_not_to_be_run && \
		apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends openssh-server openssh-client || \
		echo "OpenSSH could not be installed: its tests are skipped"; fi

unit:
	@[ -n "$(RACE)" ] || echo "no C compiler: the tests run without the race detector"
	GORACE=atexit_sleep_ms=0 $(GO) test $(RACE) -timeout 12m ./...

# The web site in a real browser, and read by a Memento client. Where this is root
# on a Debian, chromium, node and npm are installed if they are missing; elsewhere
# the tests are skipped, and with CI=1 they fail.
e2e:
	cd e2e && $(GO) test -count=1 -timeout 15m ./...

install: build
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/man/man1
	install -m 755 bin/newsarc $(DESTDIR)$(PREFIX)/bin/newsarc
	install -m 644 docs/man/*.1 $(DESTDIR)$(PREFIX)/share/man/man1/
	@case ":$$PATH:" in *":$(PREFIX)/bin:"*) ;; *) echo 'not in the PATH of this shell yet: export PATH="$(PREFIX)/bin:$$PATH"' ;; esac

eval eval-update:
	CGO_ENABLED=0 $(GO) build -o build/ ./cmd/newsarc-eval
	$(GO) run ./internal/eval/score $(if $(filter eval-update,$@),-update) build/newsarc-eval
	@for f in $$(git ls-files '*.golden'); do printf '\n%s, held by make test:\n' "$$f"; cat "$$f"; done

# SIZE: 10k, 100k or 1m revisions.
SIZE ?= 10k
# SOAK: how long the web site is under load, such as 5m.
SOAK ?= 30s
bench: build
	$(GO) run ./internal/bench -newsarc bin/newsarc -size $(SIZE)
	$(GO) run ./internal/bench/diffbench
	$(GO) run ./internal/bench/storebench
	$(GO) run ./internal/bench/webload -newsarc bin/newsarc -size $(SIZE:1m=100k) -for $(SOAK) -out docs/benchmarks-web.md

# KILLS: how often newsarc is killed; the other trials take their size from it.
# TRIALS: kill git power full readonly memory; all of them when empty. Those that
# need mounts of their own need root.
KILLS ?= 200
TRIALS ?=
stress: build
	CGO_ENABLED=0 $(GO) build -o build/ ./internal/stress
	build/stress -newsarc bin/newsarc -kills $(KILLS) $(TRIALS)
	KILLS=$(KILLS) $(GO) test -count=1 -timeout 60m -run 'Kill|TwoWriters|Interrupt|Crash|Fault' ./cmd ./archive/...
	STRESS=1 $(GO) test -count=1 -timeout 60m -run 'Survive|Writers|Server|Failover' ./archive/odb/pgstore

# OUTLETS: of the simulated web, with 67 articles each.
OUTLETS ?= 300
stress-watch:
	STRESS_WATCH=$(OUTLETS) CGO_ENABLED=0 $(GO) test -count=1 -v -timeout 120m -run SimulatedWeb ./internal/watch

scale:
	UPDATE_SCALE=1 $(GO) test -count=1 -run TestPage ./internal/scale

fuzz:
	@grep -rlE '^func Fuzz' --include='*_test.go' . | while read -r file; do \
		for f in $$(sed -n 's/^func \(Fuzz[A-Za-z0-9_]*\).*/\1/p' $$file); do \
			echo "== $$(dirname $$file) $$f"; \
			$(GO) test -run '^$$' -fuzz "^$$f$$" -fuzztime $(FUZZTIME) ./$$(dirname $$file) || exit 1; \
		done; \
	done

golden: docs
	UPDATE_LEXICON=1 $(GO) test -run TestLexiconTable ./text/claim
	UPDATE_TABLES=1 $(GO) test -run TestTables ./text/timex
	UPDATE_SCRIPTS=1 UPDATE_README=1 $(GO) test -run 'TestScript|TestReadme' ./cmd

docs:
	$(GO) run ./internal/gendocs docs

clean:
	rm -rf bin build
