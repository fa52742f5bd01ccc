# What a developer runs. CI runs the same, through .ci/run.

# The tools, pinned; they are built into .tools, which git does not keep.
GOLANGCI_LINT := v2.15.0
GOVULNCHECK   := v1.9.0
AGE           := v1.3.2

# How long each fuzz target runs, and all of them together, in seconds (0: no end).
FUZZTIME   ?= 30s
FUZZBUDGET ?= 0

# Where the demo puts its people.
DEMO ?= tocsin-demo

TOOLS := $(CURDIR)/.tools
export PATH := $(TOOLS)/bin:$(PATH)

.PHONY: all test race lint fuzz long bench demo vuln tools clean
all: lint test

test:
	go test ./...

race: tools
	go test -race ./...

lint: tools
	golangci-lint run ./...

# Every Fuzz function in the tree, one after the other.
fuzz:
	.ci/fuzz $(FUZZTIME) $(FUZZBUDGET)

# The big counts, at most 80 minutes: before an issue is closed.
long: tools
	go test -tags long -timeout 75m ./...

bench:
	go run ./bench

demo:
	go run ./cmd/tocsin demo --data $(DEMO)

vuln: tools
	govulncheck ./...

clean:
	rm -rf $(TOOLS)

# A tool is built again when its version or that of Go changes.
GO := $(shell go env GOVERSION)
STAMPS := $(TOOLS)/golangci-lint-$(GOLANGCI_LINT)-$(GO) $(TOOLS)/govulncheck-$(GOVULNCHECK)-$(GO) $(TOOLS)/age-$(AGE)-$(GO)
INSTALL = GOBIN=$(TOOLS)/bin go install

tools: $(STAMPS)

$(TOOLS)/golangci-lint-$(GOLANGCI_LINT)-$(GO):
	$(INSTALL) github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(GOLANGCI_LINT)
	@touch $@

$(TOOLS)/govulncheck-$(GOVULNCHECK)-$(GO):
	$(INSTALL) golang.org/x/vuln/cmd/govulncheck@$(GOVULNCHECK)
	@touch $@

$(TOOLS)/age-$(AGE)-$(GO):
	$(INSTALL) filippo.io/age/cmd/age@$(AGE)
	$(INSTALL) filippo.io/age/cmd/age-keygen@$(AGE)
	@touch $@
