# Makefile -- the door: each target is one line that calls meson, ninja or a script of tools/.
# SPDX-License-Identifier: ISC
ROUNDS ?= 1000

build/latchstring: build/build.ninja FORCE
	@ninja -C build --quiet latchstring

build/build.ninja:
	@tools/install build
	@tools/setup build

run: ; @tools/install build && $(MAKE) --no-print-directory build/latchstring
	@exec build/latchstring serve --demo

test: ; @tools/install build test && tools/test
unit: ; @tools/install build cmocka && tools/test --suite unit
check: ; @tools/install build test check languages && tools/check
crash: ; @tools/install build test && ROUNDS=$(ROUNDS) tools/test --suite crash
bench: ; @tools/install build test bench && tools/bench
engines-test: ; @tools/engines-test
languages: ; @tools/install languages && tools/languages.py --status
format: ; @tools/install check && tools/format
docs: ; @tools/diagram.py && tools/docs.py && tools/citations.py
clean: ; @rm -rf build build-*

help:
	@echo "make               build/latchstring"
	@echo "make run           build and serve on http://localhost:8080, with a demo account"
	@echo "make unit          unit tests: seconds, no network"
	@echo "make test          every test that needs no outside engine"
	@echo "make check         both compilers, sanitizers, arrows, sizes, format, citations, docs (tools/check STEP runs one)"
	@echo "make crash         kill -9 in a loop, ROUNDS=$(ROUNDS) times"
	@echo "make engines-test  the contract tests against outside engines"
	@echo "make bench         what it costs, beside its floor"
	@echo "make languages     how complete each language is, who has read it, its spelling; writes docs/languages.md"
	@echo "make format        format the C files"
	@echo "make docs          write the generated pages of docs/ anew"
	@echo "make clean         remove every build folder (data in ./var stays)"

FORCE:
.PHONY: FORCE run test unit check crash bench engines-test languages format docs clean help
