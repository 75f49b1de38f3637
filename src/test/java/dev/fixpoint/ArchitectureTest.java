// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;
import io.fabric8.kubernetes.client.CustomResource;
import java.io.Serializable;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/// The arrows between the packages, as the design draws them.
@AnalyzeClasses(packages = "dev.fixpoint", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String ROOT = "dev.fixpoint.";

  /// The stages that do no I/O.
  private static final List<String> PURE =
      List.of(
          "vip",
          "ipam",
          "ports",
          "endpoints",
          "access",
          "intent",
          "wire",
          "status",
          "plan",
          "forwarding",
          "tracer",
          "audit");

  /// `dataplane.nftables` but for the classes that speak to the kernel.
  private static final DescribedPredicate<JavaClass> RULES =
      resideInAPackage("dev.fixpoint.dataplane.nftables")
          .and(
              not(
                  JavaClass.Predicates.simpleName("NftablesDataplane")
                      .or(JavaClass.Predicates.simpleName("LibNftables"))
                      .or(JavaClass.Predicates.simpleName("NftProcess"))))
          .or(
              resideInAPackage("dev.fixpoint.dataplane.ipvs")
                  .and(
                      not(
                          JavaClass.Predicates.simpleName("IpvsDataplane")
                              .or(JavaClass.Predicates.simpleName("IpvsTools"))
                              .or(JavaClass.Predicates.simpleName("Device"))
                              .or(JavaClass.Predicates.simpleName("Settings")))))
          .or(
              resideInAPackage("dev.fixpoint.dataplane.iptables")
                  .and(
                      not(
                          JavaClass.Predicates.simpleName("IptablesDataplane")
                              .or(JavaClass.Predicates.simpleName("Tools")))))
          .or(resideInAPackage("dev.fixpoint.dataplane.ipset"))
          .or(
              resideInAPackage("dev.fixpoint.dataplane.netlink")
                  .and(
                      JavaClass.Predicates.simpleName("Flow")
                          .or(JavaClass.Predicates.simpleName("Message"))))
          .as("the pure classes of the backends and of dataplane.netlink");

  private static final DescribedPredicate<JavaClass> INPUT_OR_OUTPUT =
      resideInAnyPackage(
              "java.io..",
              "java.nio..",
              "java.net..",
              "java.net.http..",
              "java.lang.foreign..",
              "java.util.logging..",
              "org.jboss.logging..",
              "org.slf4j..",
              "io.quarkus..",
              "io.quarkiverse..",
              "io.smallrye..",
              "io.micrometer..",
              "io.javaoperatorsdk..",
              "io.fabric8.kubernetes.client..",
              "jakarta..",
              "org.eclipse.microprofile..",
              "picocli..")
          .or(JavaClass.Predicates.belongToAnyOf(ProcessBuilder.class, Process.class, Thread.class))
          .and(not(JavaClass.Predicates.belongToAnyOf(Serializable.class)))
          .and(not(JavaClass.Predicates.belongToAnyOf(InetAddress.class, Inet6Address.class)))
          .and(not(JavaClass.Predicates.belongToAnyOf(Charset.class, StandardCharsets.class)))
          .and(not(JavaClass.Predicates.belongToAnyOf(ByteBuffer.class, ByteOrder.class)))
          .and(not(JavaClass.Predicates.belongToAnyOf(CustomResource.class)))
          .as("input and output");

  @ArchTest
  static final ArchRule pureStagesDoNoInputOrOutput =
      noClasses()
          .that(resideInAnyPackage(packages(PURE)).or(RULES))
          .should()
          .dependOnClassesThat(INPUT_OR_OUTPUT);

  @ArchTest
  static final ArchRule pureStagesAskForNoTimeAndNoEnvironment =
      noClasses()
          .that(resideInAnyPackage(packages(PURE)).or(RULES))
          .should()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(System.class, "getenv")
          .orShould()
          .callMethod(System.class, "getenv", String.class)
          .orShould()
          .callMethod(System.class, "getProperty", String.class)
          .orShould()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err")
          .orShould()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(Clock.class, "systemUTC")
          .orShould()
          .callMethod(Clock.class, "systemDefaultZone")
          .orShould()
          .callMethod(InstantSource.class, "system")
          .orShould()
          .callMethod(Math.class, "random")
          .orShould()
          .callMethod(ThreadLocalRandom.class, "current");

  @ArchTest static final ArchRule apiKnowsNobody = arrows("api.v1alpha1");
  @ArchTest static final ArchRule vipKnowsNobody = arrows("vip");
  @ArchTest static final ArchRule ipam = arrows("ipam", "vip");
  @ArchTest static final ArchRule ports = arrows("ports", "vip");
  @ArchTest static final ArchRule endpoints = arrows("endpoints", "vip");
  @ArchTest static final ArchRule access = arrows("access", "vip", "endpoints");
  @ArchTest static final ArchRule intent = arrows("intent", "vip", "endpoints");
  @ArchTest static final ArchRule status = arrows("status", "vip");

  @ArchTest
  static final ArchRule wire =
      arrows(
          "wire",
          "api.v1alpha1",
          "vip",
          "ipam",
          "ports",
          "endpoints",
          "access",
          "intent",
          "status");

  @ArchTest
  static final ArchRule plan =
      arrows("plan", "vip", "ipam", "ports", "endpoints", "intent", "status");

  @ArchTest static final ArchRule audit = arrows("audit", "vip", "ipam");
  @ArchTest static final ArchRule tracer = arrows("tracer", "vip");
  @ArchTest static final ArchRule forwarding = arrows("forwarding", "vip", "intent");
  @ArchTest static final ArchRule dataplane = arrows("dataplane", "vip", "forwarding");
  @ArchTest static final ArchRule announce = arrows("announce", "sockets", "vip");
  @ArchTest static final ArchRule watchKnowsNobody = arrows("watch");
  @ArchTest static final ArchRule opsKnowsNobody = arrows("ops");
  @ArchTest static final ArchRule socketsKnowNobody = arrows("sockets");

  @ArchTest
  static final ArchRule backends =
      arrows(
          "dataplane.*",
          "sockets",
          "vip",
          "forwarding",
          "dataplane",
          "dataplane.ipset",
          "dataplane.netlink",
          "dataplane.process");

  @ArchTest
  static final ArchRule controller =
      arrows(
          "controller",
          "api.v1alpha1",
          "vip",
          "ipam",
          "ports",
          "endpoints",
          "access",
          "intent",
          "forwarding",
          "wire",
          "status",
          "plan",
          "audit",
          "watch",
          "ops");

  @ArchTest
  static final ArchRule agent =
      arrows(
          "agent",
          "announce",
          "api.v1alpha1",
          "vip",
          "access",
          "intent",
          "wire",
          "forwarding",
          "dataplane",
          "status",
          "watch",
          "ops");

  @ArchTest
  static final ArchRule onlyTheTwoRolesFollowTheApi =
      noClasses()
          .that(not(resideInAnyPackage(packages(List.of("watch", "controller", "agent")))))
          .should()
          .dependOnClassesThat(resideInAPackage(ROOT + "watch"));

  @ArchTest
  static final ArchRule theRolesMeetInTheApiAlone =
      CompositeArchRule.of(noArrow("controller", "agent")).and(noArrow("agent", "controller"));

  @ArchTest
  static final ArchRule backendsKnowNotEachOther =
      slices()
          .matching(ROOT + "dataplane.(*)..")
          .should()
          .notDependOnEachOther()
          .ignoreDependency(
              resideInAPackage("dev.fixpoint.."),
              resideInAnyPackage(
                  ROOT + "dataplane.ipset",
                  ROOT + "dataplane.netlink",
                  ROOT + "dataplane.process"));

  @ArchTest
  static final ArchRule noCycles = slices().matching(ROOT + "(**)").should().beFreeOfCycles();

  /// The package may point to these, to itself and to what is not ours.
  private static ArchRule arrows(String from, String... to) {
    var allowed = new ArrayList<>(List.of(to));
    allowed.add(from);
    return classes()
        .that()
        .resideInAPackage(ROOT + from)
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(packages(allowed)).or(not(resideInAPackage("dev.fixpoint.."))));
  }

  private static ArchRule noArrow(String from, String to) {
    return noClasses()
        .that(resideInAPackage(ROOT + from))
        .should()
        .dependOnClassesThat(resideInAPackage(ROOT + to));
  }

  private static String[] packages(List<String> names) {
    return names.stream().map(name -> ROOT + name).toArray(String[]::new);
  }
}
