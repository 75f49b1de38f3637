// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import org.junit.jupiter.api.Test;

class RedactionTest {
  private static final YAMLMapper YAML = new YAMLMapper();

  @Test
  void valuesOfVariablesAndCopiesOfTheObjectAreLeftOut() throws Exception {
    var object =
        YAML.readTree(
            """
            metadata:
              name: agent
              annotations: {kubectl.kubernetes.io/last-applied-configuration: hunter2, a: b}
              managedFields: [{manager: hunter2}]
            spec:
              initContainers: [{name: a, env: [{name: PASSWORD, value: hunter2}]}]
              containers:
              - name: b
                env:
                - {name: TOKEN, value: hunter2}
                - {name: NODE, valueFrom: {fieldRef: {fieldPath: spec.nodeName}}}
            """);

    assertThat(Redaction.of(object))
        .isEqualTo(
            YAML.readTree(
                """
                metadata: {name: agent, annotations: {a: b}}
                spec:
                  initContainers: [{name: a, env: [{name: PASSWORD, value: (redacted)}]}]
                  containers:
                  - name: b
                    env:
                    - {name: TOKEN, value: (redacted)}
                    - {name: NODE, valueFrom: {fieldRef: {fieldPath: spec.nodeName}}}
                """));
  }
}
