# SPDX-License-Identifier: Apache-2.0
# `make image` builds it: with Docker, or with buildah on base images made on this machine.
# The jar comes from outside: `mvn -DskipTests package`.
ARG DEBIAN=docker.io/library/debian:bookworm-slim
ARG JDK=docker.io/library/eclipse-temurin:25-jdk

# A Java of the modules that the program uses, and no more.
FROM ${JDK} AS java
RUN jlink --output /jre --no-header-files --no-man-pages --strip-java-debug-attributes \
      --add-modules \
        java.base,java.logging,java.management,java.naming,jdk.crypto.ec,jdk.management,jdk.unsupported
COPY src/main/docker/training-key /
RUN sh /training-key /training

FROM ${DEBIAN} AS installed
RUN apt-get update -q \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends \
      conntrack iproute2 ipset ipvsadm iptables kmod nftables \
 && apt-get clean && rm -rf /var/lib/apt/lists/* /var/cache/debconf/* /var/log/* /tmp/*
COPY --from=java /jre /opt/java
COPY target/quarkus-app /opt/fixpoint
COPY src/main/docker/jvm.options /opt/fixpoint/
COPY --chmod=755 src/main/docker/fixpoint /usr/local/bin/fixpoint
COPY --chmod=755 src/main/plugin/kubectl-fixpoint src/main/plugin/kubectl_complete-fixpoint /usr/local/bin/

# Each role runs once against an API server that has little to tell, and leaves a cache of its
# classes as they are after start-up (JEP 483, JEP 514).
FROM installed AS trained
COPY --from=java /training /training
COPY src/main/docker/train /training/
COPY target/test-classes/dev/fixpoint/training /training/classes/dev/fixpoint/training
RUN sh /training/train operator && sh /training/train agent

FROM installed
COPY --from=trained /opt/fixpoint/operator.aot /opt/fixpoint/agent.aot /opt/fixpoint/
COPY target/sbom.cdx.json /opt/fixpoint/
ARG VERSION=0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Fixpoint" \
      org.opencontainers.image.description="Service VIPs for Kubernetes: operator, agent, commands" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
# The agents' DaemonSet says otherwise: they need the kernel.
USER 65532:65532
EXPOSE 8080 9970
ENTRYPOINT ["/usr/local/bin/fixpoint"]
CMD ["--help"]
