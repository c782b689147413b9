# make run    opens the window; without a display plays the sample case and says where its documents are
# make test   everything that must hold: format, vet, staticcheck, unit tests, and the real window on a virtual display
# make demo   plays the sample case by command line into out/demo
# make build  OUT=path builds the program with its window
# make bench  the program's speed, and beside it that of the peers in BENCH_PEERS, when given    make lint  format, vet, staticcheck
SHELL       := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := run
.PHONY: run test demo build bench lint packages-run packages-test unit window

OUT         ?= bin/zhiya
DEMO        ?= out/demo
STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.8.2
RACE        ?=
# Asked only after the packages are there: which tags suit depends on the headers installed.
TAGS         = $(shell .ci/packages tags)
VERSION     := $(shell sed -n 's/^Version = "\(.*\)"/\1/p' FyneApp.toml)
STAMP       := -ldflags "-X zhiya/app/start.version=$(VERSION)"
export GOFLAGS := -buildvcs=false $(GOFLAGS)

ifeq ($(shell uname -s),Darwin)
DISPLAYED := yes
else ifneq (,$(findstring NT,$(OS)))
DISPLAYED := yes
else ifneq (,$(DISPLAY)$(WAYLAND_DISPLAY))
DISPLAYED := yes
endif

ifdef DISPLAYED
run: build
	$(OUT)
else
run: demo
endif

build: packages-run
	CGO_ENABLED=1 go build $(STAMP) -tags $(TAGS) -o $(OUT) .

# No window, so neither a C compiler nor graphics headers are needed.
demo:
	CGO_ENABLED=0 go build $(STAMP) -tags nogui -o bin/zhiya .
	rm -rf out/demo # yesterday's play; a folder of your own (DEMO=…) is left alone
	bin/zhiya demo --out $(DEMO)
	@echo "示例案件已办完：数据库 $(DEMO)/zhiya.db，文书在 $(DEMO)/文书/。在有显示器的环境中执行 make run 可打开窗口。"

# The window test mostly waits for the window, so it runs beside the others.
test: packages-test lint
	@$(MAKE) --no-print-directory --output-sync=target -j2 unit window

lint: packages-run
	@bad="$$(gofmt -l . )"; if [ -n "$$bad" ]; then echo "以下文件未按 gofmt 排版：" >&2; echo "$$bad" >&2; exit 1; fi
	go vet -tags $(TAGS) ./...
	CGO_ENABLED=0 go vet -tags nogui .
	go run $(STATICCHECK) -tags $(TAGS) ./...

unit: packages-test
	go test $(if $(RACE),-race) -tags $(TAGS) ./...

# The built program itself, driven with mouse and keys on a virtual display.
window: packages-test
	ZHIYA_E2E=1 go test -count=1 -timeout 20m -tags $(TAGS) ./app/e2e/...

bench:
	CGO_ENABLED=0 go build $(STAMP) -tags nogui -o bin/zhiya-bench .
	.ci/bench bin/zhiya-bench

packages-run:
	@.ci/packages run

packages-test:
	@.ci/packages test
