# make              library and examples
# make run          the examples talk to each other; shows the exchange
# make test         every test
# make bench        figures beside other SIP libraries
# make install      PREFIX=/usr/local DESTDIR=
# make uninstall
# make clean

PREFIX ?= /usr/local
DESTDIR ?=
LIBDIR ?= $(PREFIX)/lib
INCLUDEDIR ?= $(PREFIX)/include/rvsip
CARGO ?= cargo
CC ?= cc
CFLAGS ?= -O2 -g

VERSION := $(shell sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -1)
SOVERSION := 0
TARGET := $(or $(CARGO_TARGET_DIR),target)
BUILD := build
RELEASE := $(TARGET)/release
SOURCES := $(shell find src build.rs build/*.rs build/*.h cbindgen.toml Cargo.toml Cargo.lock -type f)
EXAMPLES := $(patsubst c_examples/%.c,$(BUILD)/%,$(wildcard c_examples/*.c))
# What libs a static link needs beside librvsip.a.
STATIC_LIBS := -lpthread -ldl -lm
WARNINGS := -std=gnu11 -Wall -Wextra -Wpedantic -Werror

export CC CARGO

.PHONY: all lib examples run test bench install uninstall clean

all: lib examples

lib: $(RELEASE)/librvsip.so

$(RELEASE)/librvsip.so: $(SOURCES)
	$(CARGO) build --release
	@touch $@

# An installation inside the build directory: the examples are compiled as a user of the library compiles.
$(BUILD)/stage/installed: $(RELEASE)/librvsip.so rvsip.pc.in rvsipConfig.cmake.in Makefile
	@rm -rf $(BUILD)/stage && mkdir -p $(BUILD)/stage
	@$(MAKE) --no-print-directory -s install PREFIX=$(CURDIR)/$(BUILD)/stage LIBDIR=$(CURDIR)/$(BUILD)/stage/lib \
		INCLUDEDIR=$(CURDIR)/$(BUILD)/stage/include/rvsip DESTDIR=
	@touch $@

examples: $(EXAMPLES)

$(BUILD)/%: c_examples/%.c $(wildcard c_examples/*.h) $(BUILD)/stage/installed
	$(CC) $(WARNINGS) $(CFLAGS) -I$(BUILD)/stage/include/rvsip $< -o $@ \
		-L$(BUILD)/stage/lib -Wl,-rpath,'$$ORIGIN/stage/lib' -lrvsip -lpthread

run: all
	c_examples/demo.sh $(BUILD)

# The header is compared with itself before the build: a clone whose header is not what its sources generate fails.
test:
	@mkdir -p $(BUILD) && cp include/rvsip.h $(BUILD)/rvsip.h.before
	$(MAKE) all
	@cmp -s include/rvsip.h $(BUILD)/rvsip.h.before || \
		{ echo "include/rvsip.h was not what the sources generate; it is now: commit it"; exit 1; }
	tests/run.sh

bench: all
	benches/run.sh

install: lib
	install -d $(DESTDIR)$(LIBDIR)/pkgconfig $(DESTDIR)$(LIBDIR)/cmake/rvsip $(DESTDIR)$(INCLUDEDIR)
	install -m 755 $(RELEASE)/librvsip.so $(DESTDIR)$(LIBDIR)/librvsip.so.$(VERSION)
	ln -sf librvsip.so.$(VERSION) $(DESTDIR)$(LIBDIR)/librvsip.so.$(SOVERSION)
	ln -sf librvsip.so.$(SOVERSION) $(DESTDIR)$(LIBDIR)/librvsip.so
	install -m 644 $(RELEASE)/librvsip.a $(DESTDIR)$(LIBDIR)/librvsip.a
	install -m 644 include/*.h $(DESTDIR)$(INCLUDEDIR)
	sed -e "s|@PREFIX_FROM_PC@|$$(realpath -m --relative-to='$(LIBDIR)/pkgconfig' '$(PREFIX)')|" \
		-e "s|@INCLUDE_FROM_PC@|$$(realpath -m --relative-to='$(LIBDIR)/pkgconfig' '$(INCLUDEDIR)')|" \
		-e 's|@VERSION@|$(VERSION)|; s|@STATIC_LIBS@|$(STATIC_LIBS)|' rvsip.pc.in > $(DESTDIR)$(LIBDIR)/pkgconfig/rvsip.pc
	sed -e "s|@INCLUDE_FROM_LIB@|$$(realpath -m --relative-to='$(LIBDIR)' '$(INCLUDEDIR)')|" \
		-e 's|@SOVERSION@|$(SOVERSION)|; s|@VERSION@|$(VERSION)|' \
		rvsipConfig.cmake.in > $(DESTDIR)$(LIBDIR)/cmake/rvsip/rvsipConfig.cmake
	sed -e 's|@VERSION@|$(VERSION)|' rvsipConfigVersion.cmake.in > $(DESTDIR)$(LIBDIR)/cmake/rvsip/rvsipConfigVersion.cmake
	chmod 644 $(DESTDIR)$(LIBDIR)/pkgconfig/rvsip.pc $(DESTDIR)$(LIBDIR)/cmake/rvsip/*.cmake

uninstall:
	rm -f $(DESTDIR)$(LIBDIR)/librvsip.so $(DESTDIR)$(LIBDIR)/librvsip.so.$(SOVERSION) $(DESTDIR)$(LIBDIR)/librvsip.so.$(VERSION)
	rm -f $(DESTDIR)$(LIBDIR)/librvsip.a $(DESTDIR)$(LIBDIR)/pkgconfig/rvsip.pc
	rm -rf $(DESTDIR)$(INCLUDEDIR) $(DESTDIR)$(LIBDIR)/cmake/rvsip
	-rmdir $(DESTDIR)$(LIBDIR)/cmake $(DESTDIR)$(LIBDIR)/pkgconfig $(DESTDIR)$(LIBDIR) $(DESTDIR)$(PREFIX)/include \
		$(DESTDIR)$(PREFIX) 2>/dev/null || true

clean:
	$(CARGO) clean
	find $(BUILD) -mindepth 1 -maxdepth 1 ! -name '*.rs' ! -name 'preamble.h' -exec rm -rf {} +
