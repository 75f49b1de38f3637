# SPDX-License-Identifier: Apache-2.0
# demo      a real cluster of two nodes with Fixpoint in it, until Ctrl-C (ONCE=1: until it is shown)
# test      everything that must hold before a change goes in
# bench     beside kube-proxy (QUICK=1: within ten minutes; SIZES, ONLY and more: docs/development.md)
# format    formats the sources
# generate  writes the generated files (crds/, docs/schemas/, docs/metrics.md, docs/values.md) anew
# plugin    the kubectl plugin, as target/plugin/*.tar.gz with a manifest for krew
# image     the container image, as target/image/fixpoint.tar
# test-k3s  the tests of an installation on k3s, where Docker answers

SHELL := /bin/bash
.DELETE_ON_ERROR:
.PHONY: demo test test-k3s bench format generate image plugin setup setup-image tools

export JAVA_HOME := $(shell .ci/jdk)
ifeq ($(JAVA_HOME),)
$(error no JDK 25)
endif

JAR := target/quarkus-app/quarkus-run.jar
CLASSPATH := target/test.classpath
SOURCES := pom.xml $(shell find src crds -type f -not -name '*.md' 2>/dev/null)
RUN = $(JAVA_HOME)/bin/java --enable-native-access=ALL-UNNAMED \
  --sun-misc-unsafe-memory-access=allow \
  -Djava.util.logging.manager=org.jboss.logmanager.LogManager \
  -cp target/test-classes:target/classes:$$(cat $(CLASSPATH))

test: setup-image tools
	mvn -B verify

test-k3s: setup
	@if timeout 20 docker info >/dev/null 2>&1; then \
	  mvn -B verify -Dtest=CrdsTest -Dit.test=K3sIT -Dfixpoint.k3s=true; \
	else \
	  echo "make test-k3s: skipped: no Docker engine answers (docker info)"; \
	fi

demo: setup-image $(JAR) $(CLASSPATH)
	@$(RUN) dev.fixpoint.demo.Demo $(if $(ONCE),--once)

bench: setup $(JAR) $(CLASSPATH)
	@$(RUN) dev.fixpoint.bench.Bench $(ARGS) $(if $(QUICK),quick) $(SIZES:%=size=%) $(ONLY:%=only=%) \
	  $(SYSTEMS:%=system=%) $(ROUNDS:%=rounds=%) $(TIME:%=seconds=%) $(LIMIT:%=minutes=%) $(DIRECT:%=direct=%)

format: setup
	mvn -B -q spotless:apply

generate: setup $(JAR) $(CLASSPATH)
	@$(RUN) dev.fixpoint.crd.GenerateCrds
	@$(RUN) dev.fixpoint.crd.GenerateSchemas
	@$(RUN) dev.fixpoint.ops.GenerateMetrics
	@$(RUN) dev.fixpoint.chart.GenerateValues

image: $(JAR)
	@.ci/image

plugin: $(JAR)
	@.ci/plugin

# What the machine has to have.
setup:
	@.ci/setup

# The same, and what builds images.
setup-image:
	@.ci/setup image

# The Kubernetes programs of the test kit: built at the first time, with progress shown.
tools: setup $(JAR) $(CLASSPATH)
	@$(RUN) dev.fixpoint.kit.BuildTools

# One run of Maven gives the jar, the test classes and their class path.
$(JAR) $(CLASSPATH) &: $(SOURCES) | setup
	mvn -B -DskipTests package dependency:build-classpath \
	  -Dmdep.outputFile=$(CLASSPATH) -Dmdep.includeScope=test
	@touch $(JAR) $(CLASSPATH)
