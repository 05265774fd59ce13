# automation: follow-ups that run inside PostgreSQL.
#
#   make && sudo make install    build the extension and install it into the server of PG_CONFIG
#   make installcheck            test it on a running server
#   sudo make uninstall          remove its files from the server (docs/operations.md, "Remove")
#   make demo | make test        show it | test all of it, on a throw-away server; both install what they need
#   make agreement               compare what explain, why, upcoming and preview say with what the worker does, for
#                                5,000 pairs (PAIRS=<number>) of automation and lead in random states
#   make nightly                 what takes longer: thousands of random histories instead of a hundred, fuzzing, and
#                                other versions of PostgreSQL and the compilers, the Debian package
#   make dist                    the source archive of the last commit
#
# Knobs: PG_CONFIG=<path>, V=1 (show commands), WERROR=1; never to be installed: DEBUG_HOOKS=1 (hooks for the crash tests),
# SANITIZE=1 (for a server that runs with AddressSanitizer).
# The sources are found by wildcard: no list of files stands here or in CMakeLists.txt.

EXTENSION  = automation
EXTVERSION := $(shell sed -n "s/^default_version *= *'\(.*\)'/\1/p" $(EXTENSION).control 2>/dev/null)
# Of the tables: the last version that changed them.
TABLESVERSION := $(shell ls sql/install/changes 2>/dev/null | sed 's/\.sql$$//' | sort -V | tail -n 1)
MODULE_big = automation

# Debian's PostgreSQL 15 where it is installed: whatever stands first in PATH may be another server's.
PG_CONFIG ?= $(firstword $(wildcard /usr/lib/postgresql/15/bin/pg_config) pg_config)
PGXS := $(shell $(PG_CONFIG) --pgxs 2>/dev/null)

SOURCES    := $(sort $(shell find src/ -name '*.cpp'))
OBJDIR     := build/obj
# What plants faults for the crash tests is compiled a second time; all other objects serve both builds.
HOOKED     := $(if $(DEBUG_HOOKS),$(shell grep -l -e debug_hooks.hpp -e AUTOMATION_DEBUG_HOOKS $(SOURCES)))
OBJS       := $(patsubst src/%.cpp,$(OBJDIR)/%.o,$(filter-out $(HOOKED),$(SOURCES))) $(HOOKED:src/%.cpp=$(OBJDIR)/%.hooks.o)
INSTALL_SQL := $(EXTENSION)--$(EXTVERSION).sql
# An upgrade from each version that sql/upgrade/ tells of.
UPGRADE_SQL := $(patsubst sql/upgrade/%.sql,$(EXTENSION)--%--$(EXTVERSION).sql,$(wildcard sql/upgrade/[0-9]*.sql))
DATA_built = $(INSTALL_SQL) $(UPGRADE_SQL)
EXTRA_CLEAN = build

# The install test comes first: the others build on what it creates.
REGRESS        = $(filter install,$(REGRESS_NAMES)) $(filter-out install,$(REGRESS_NAMES))
# What begins with an earlier version needs its script from test/data, which only the servers of the suites have.
EARLIER       := $(wildcard $(shell $(PG_CONFIG) --sharedir 2>/dev/null)/extension/$(EXTENSION)--0.9.sql)
REGRESS_NAMES := $(sort $(basename $(notdir $(if $(EARLIER),$(wildcard test/sql/*.sql),$(shell grep -LE "extension automation .*version '" test/sql/*.sql 2>/dev/null)))))
ISOLATION     := $(sort $(basename $(notdir $(wildcard test/isolation/specs/*.spec))))
# The tests' database is the same on every server, whatever its own locale.
REGRESS_OPTS   = --inputdir=test --no-locale --encoding=UTF8
ISOLATION_OPTS = --inputdir=test/isolation --load-extension=automation

# The server's headers are system headers (they are C, and not free of our warnings); gnu++20 because they need typeof;
# no LLVM bitcode, which PGXS would compile with other flags than these. Only entry points leave the library (PostgreSQL
# does so by itself from 16 on).
EXPORTED    = -DPGDLLEXPORT='__attribute__((visibility("default")))'
GMIME_FLAGS := $(patsubst -I%,-isystem %,$(filter -I%,$(shell pkg-config --cflags gmime-3.0 2>/dev/null)))
PG_CPPFLAGS = -Isrc -isystem $(includedir_server) $(GMIME_FLAGS) $(EXPORTED)
PG_CXXFLAGS = -std=gnu++20 -Wall -Wextra -Wshadow -Wno-register -fvisibility=hidden $(if $(WERROR),-Werror)
SHLIB_LINK  = -lcurl -lcrypto -licui18n -licuuc -lidn2 -lgmime-3.0 -lgobject-2.0 -lglib-2.0 -lstdc++
ifdef SANITIZE
SANITIZERS  = -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
PG_CXXFLAGS += $(SANITIZERS)
SHLIB_LINK  += $(SANITIZERS)
endif
VERSION_FLAG = -DAUTOMATION_VERSION=$(EXTVERSION) -DAUTOMATION_TABLES_VERSION=$(TABLESVERSION)
override with_llvm = no

# By their names in Debian.
PGMAJOR := $(or $(shell $(PG_CONFIG) --version 2>/dev/null | sed -n 's/^PostgreSQL \([0-9]*\).*/\1/p'),15)
BUILD_PACKAGES := g++ postgresql-server-dev-$(PGMAJOR) libcurl4-openssl-dev libssl-dev libicu-dev libidn2-dev libgmime-3.0-dev nlohmann-json3-dev

DEVELOPER_GOALS := test agreement nightly bench demo deps dist help
.DEFAULT_GOAL := all

# Debian ships pgxs.mk without the headers in its client package.
ifneq ($(and $(PGXS),$(wildcard $(shell $(PG_CONFIG) --includedir-server)/postgres.h)),)
include $(PGXS)

# PGXS hands its knob for more flags to C only.
override CXXFLAGS += $(COPT)

ifndef V
.SILENT:
link_shared := $(LINK.shared)
LINK.shared  = echo "LD  $@" && $(link_shared)
say = echo "$(1)"
else
say = :
endif

# Found before src/precompiled.hpp; where it does not fit, that is read instead. Empty: none, for what is compiled with one
# depends on the folder in which that is done.
PRECOMPILED ?= build/precompiled/precompiled.hpp.gch
# With it GCC 12 sees an overflow where a string and a literal are joined (its bug 105329); builds without it look for real ones.
PRECOMPILED_FLAGS = $(if $(PRECOMPILED),-Ibuild/precompiled -include precompiled.hpp -Wno-array-bounds -Wno-stringop-overflow -Wno-restrict)
ifneq ($(PRECOMPILED),)
$(PRECOMPILED): src/precompiled.hpp build/flags | build/headers
	mkdir -p $(@D)
	$(CXX) $(CXXFLAGS) $(CPPFLAGS) -x c++-header -o $@ $<
endif

# Headers are tracked by the compiler itself; flags and the list of objects by files that change when they do.
$(OBJDIR)/%.o: src/%.cpp $(PRECOMPILED) build/flags | build/headers
	$(call say,CXX $<)
	mkdir -p $(@D)
	$(CXX) $(CXXFLAGS) $(PRECOMPILED_FLAGS) $(CPPFLAGS) -MMD -MP -c -o $@ $<

$(OBJDIR)/%.hooks.o: src/%.cpp $(PRECOMPILED) build/flags | build/headers
	$(call say,CXX $< with hooks)
	mkdir -p $(@D)
	$(CXX) $(CXXFLAGS) $(PRECOMPILED_FLAGS) $(CPPFLAGS) -DAUTOMATION_DEBUG_HOOKS -MMD -MP -c -o $@ $<

build/flags: export CONTENT = $(CXX) $(CXXFLAGS) $(CPPFLAGS)
build/objects: export CONTENT = $(OBJS)
build/flags build/objects: FORCE
	mkdir -p $(@D)
	echo "$$CONTENT" | cmp -s - $@ || echo "$$CONTENT" >$@
$(MODULE_big)$(DLSUFFIX): build/objects

# What is missing is named in one line, before the compiler does it in hundreds.
build/headers: export HEADERS = curl/curl.h:libcurl4-openssl-dev openssl/evp.h:libssl-dev unicode/udat.h:libicu-dev idn2.h:libidn2-dev gmime/gmime.h:libgmime-3.0-dev nlohmann/json.hpp:nlohmann-json3-dev
build/headers: build/flags
	command -v $(firstword $(CXX)) >/dev/null || { echo "No compiler $(firstword $(CXX)): apt-get install -y $(BUILD_PACKAGES)" >&2; exit 1; }
	missing=$$(for header in $$HEADERS; do printf '#if !__has_include(<%s>)\n%s\n#endif\n' "$${header%:*}" "$${header#*:}"; done | \
	    $(CXX) $(CPPFLAGS) -E -P -x c++ - | xargs) && [ -z "$$missing" ] || \
	    { echo "Headers are missing: apt-get install -y $${missing:-$(BUILD_PACKAGES)}" >&2; exit 1; }
	touch $@

-include $(OBJS:.o=.d)

$(INSTALL_SQL) $(UPGRADE_SQL): sql/assemble $(shell find sql/install sql/upgrade -type f 2>/dev/null) $(EXTENSION).control
	$(call say,SQL $@)
	sql/assemble $(patsubst $(EXTENSION)--%--$(EXTVERSION).sql,%,$(filter $@,$(UPGRADE_SQL))) >$@.new
	mv $@.new $@

# The version that the library knows itself to be.
$(OBJDIR)/pg/extension/extension_schema.o $(OBJDIR)/module.o: override CPPFLAGS += $(VERSION_FLAG)
$(OBJDIR)/pg/extension/extension_schema.o $(OBJDIR)/module.o: $(EXTENSION).control $(wildcard sql/install/changes/*.sql)

install: install-note
install-note: all
	$(call say,INSTALL $(DESTDIR)$(pkglibdir)/$(MODULE_big)$(DLSUFFIX) $(DESTDIR)$(datadir)/extension/$(INSTALL_SQL))

# PGXS removes what it has installed; earlier versions of ours have left their scripts.
uninstall: uninstall-earlier
uninstall-earlier:
	$(call say,UNINSTALL $(DESTDIR)$(pkglibdir)/$(MODULE_big)$(DLSUFFIX) $(DESTDIR)$(datadir)/extension/$(EXTENSION)--*.sql)
	rm -f '$(DESTDIR)$(datadir)/extension/$(EXTENSION)'--*.sql

# What the library is built from (test/tools/check_structure).
show-sources:
	@echo $(SOURCES)

# The compiler flags for tools that parse the sources (clang-tidy).
show-flags:
	@echo $(filter-out -Werror -fvisibility=%,$(PG_CXXFLAGS)) $(filter-out -DPGDLLEXPORT%,$(PG_CPPFLAGS)) $(VERSION_FLAG)

else ifneq ($(filter-out test% $(DEVELOPER_GOALS),$(or $(MAKECMDGOALS),all)),)
$(error No server headers found with PG_CONFIG=$(PG_CONFIG). Debian: apt-get install -y $(BUILD_PACKAGES). Another server: make PG_CONFIG=<path of its pg_config>)
endif

# What a developer runs. Each suite is a script in test/lib/suite; `make test-<suite>` runs one, T=<file> one TAP file.
test:
	@test/lib/suites
test-%:
	@test/lib/suites $*
agreement:
	@AUTOMATION_PAIRS=$(or $(PAIRS),5000) SUITE_TIMEOUT=3600 T=debug_agreement test/lib/suites tap-debug
nightly: agreement
	@AUTOMATION_HISTORIES=2000 SUITE_TIMEOUT=7200 T=debug_time_histories test/lib/suites tap-debug
	@AUTOMATION_PAIRS=1000 SUITE_TIMEOUT=3600 T=debug_rehearsal test/lib/suites tap-debug
	@AUTOMATION_SHAPES=3000 SUITE_TIMEOUT=14400 T=shape_fuzz test/lib/suites tap
	@AUTOMATION_TREE=asan AUTOMATION_SHAPES=300 SUITE_TIMEOUT=7200 T=shape_fuzz test/lib/suites tap
	@AUTOMATION_RUNS=100000 T=memory SUITE_TIMEOUT=3600 test/lib/suites tap
	@AUTOMATION_TREE=asan SUITE_TIMEOUT=7200 test/lib/suites regress isolation tap
	@for t in unoptimized lto; do AUTOMATION_TREE=$$t SUITE_TIMEOUT=7200 test/lib/suites regress isolation || exit 1; done
	@for t in lifecycle lifecycle_workers lifecycle_versions; do \
	    AUTOMATION_TRIES=5 SUITE_TIMEOUT=7200 T=$$t test/lib/suites tap || exit 1; done
	@FUZZ_SECONDS=300 SUITE_TIMEOUT=7200 test/lib/suites fuzz
	@test/lib/suites matrix
	@test/lib/suites package
bench:
	@test/bench/run
demo:
	@demo/run
deps:
	@test/lib/deps test
dist:
	@test/lib/dist
help:
	@sed -n '2,/^$$/s/^# \{0,1\}//p' Makefile; echo "Suites: make test-{$$(ls test/lib/suite | paste -sd, -)}"

FORCE:
.PHONY: test agreement nightly bench demo deps dist help install-note uninstall-earlier show-flags FORCE
