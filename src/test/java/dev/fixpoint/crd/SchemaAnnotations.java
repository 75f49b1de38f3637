// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.crd;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import dev.fixpoint.api.v1alpha1.Atomic;
import dev.fixpoint.api.v1alpha1.Format;
import dev.fixpoint.api.v1alpha1.ListMap;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaPropsBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRuleBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Field;
import java.lang.reflect.ParameterizedType;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/// Completes what fabric8's generator leaves out, by walking schema and type side by side: list
/// types, the [Format] of texts, the widths of numbers, descriptions of classes, the schema of
/// conditions, the order of columns.
class SchemaAnnotations {

  /// The schema of `metav1.Condition`: fabric8's class has neither descriptions nor bounds.
  private static final String CONDITION =
      """
      type: object
      required: [lastTransitionTime, message, reason, status, type]
      properties:
        type:
          type: string
          description: What the condition is about, in PascalCase, such as Ready.
          maxLength: 316
          pattern: ^[A-Z][A-Za-z0-9]*$
        status:
          type: string
          description: True, False or Unknown.
          enum: ["True", "False", Unknown]
        reason:
          type: string
          description: Why, in one word in PascalCase. Programs may act on it.
          minLength: 1
          maxLength: 1024
          pattern: ^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$
        message:
          type: string
          description: Why, for people, and what to do next.
          maxLength: 32768
        observedGeneration:
          type: integer
          format: int64
          description: The metadata.generation that the condition is about.
          minimum: 0
        lastTransitionTime:
          type: string
          format: date-time
          description: When the status of the condition last changed.
      """;

  private SchemaAnnotations() {}

  static void apply(Class<? extends CustomResource<?, ?>> kind, CustomResourceDefinition crd) {
    var version = crd.getSpec().getVersions().getFirst();
    var columns =
        Arrays.stream(kind.getAnnotationsByType(AdditionalPrinterColumn.class))
            .map(AdditionalPrinterColumn::name)
            .toList();
    version
        .getAdditionalPrinterColumns()
        .sort(Comparator.comparing(column -> columns.indexOf(column.getName())));

    var root = version.getSchema().getOpenAPIV3Schema();
    root.setDescription(description(kind));
    if (root.getXKubernetesValidations().stream()
        .anyMatch(rule -> ".metadata.name".equals(rule.getFieldPath()))) {
      root.getProperties().put("metadata", nameAsDnsLabel());
    }
    var parts = ((ParameterizedType) kind.getGenericSuperclass()).getActualTypeArguments();
    part(root, "spec", (Class<?>) parts[0]);
    part(root, "status", (Class<?>) parts[1]);
  }

  /// A rule about the name can point at it only where the schema knows it.
  private static JSONSchemaProps nameAsDnsLabel() {
    return new JSONSchemaPropsBuilder()
        .withType("object")
        .addToProperties(
            "name", new JSONSchemaPropsBuilder().withType("string").withMaxLength(63L).build())
        .build();
  }

  private static void part(JSONSchemaProps root, String name, Class<?> type) {
    if (type == Void.class) {
      root.getProperties().remove(name);
      return;
    }
    var schema = root.getProperties().get(name);
    schema.setDescription(description(type));
    fields(schema, type);
    if (!schema.getRequired().isEmpty()) {
      root.setRequired(List.of(name));
    }
  }

  private static String description(Class<?> type) {
    return Objects.requireNonNull(type.getAnnotation(JsonClassDescription.class), type::getName)
        .value();
  }

  private static void fields(JSONSchemaProps schema, Class<?> bean) {
    if (bean.isAnnotationPresent(Atomic.class)) {
      schema.setXKubernetesMapType("atomic");
    }
    schema.getProperties().forEach((name, property) -> field(property, declared(bean, name)));
  }

  private static Field declared(Class<?> bean, String name) {
    try {
      return bean.getDeclaredField(name);
    } catch (NoSuchFieldException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void field(JSONSchemaProps schema, Field field) {
    var key = field.getAnnotation(ListMap.class);
    if (key != null) {
      schema.setXKubernetesListType("map");
      schema.setXKubernetesListMapKeys(List.of(key.value()));
    }
    value(schema, field.getAnnotatedType());
  }

  private static void value(JSONSchemaProps schema, AnnotatedType type) {
    for (var annotation : type.getAnnotations()) {
      format(schema, annotation.annotationType());
    }
    if (type instanceof AnnotatedParameterizedType generic) {
      var arguments = generic.getAnnotatedActualTypeArguments();
      if (schema.getItems() != null) {
        if (schema.getXKubernetesListType() == null) {
          schema.setXKubernetesListType("atomic");
        }
        if (arguments[0].getType() == Condition.class) {
          schema.getItems().setSchema(Serialization.unmarshal(CONDITION, JSONSchemaProps.class));
        } else {
          value(schema.getItems().getSchema(), arguments[0]);
        }
      } else {
        value(schema.getAdditionalProperties().getSchema(), arguments[1]);
      }
    } else if (type.getType() == Integer.class) {
      schema.setFormat("int32");
    } else if (type.getType() == Long.class) {
      schema.setFormat("int64");
    } else if (!schema.getProperties().isEmpty()) {
      fields(schema, (Class<?>) type.getType());
    }
  }

  private static void format(JSONSchemaProps schema, Class<? extends Annotation> format) {
    var openApi = format.getAnnotation(Format.class);
    if (openApi != null) {
      schema.setFormat(openApi.value());
    }
    var size = format.getAnnotation(Size.class);
    if (size != null) {
      schema.setMaxLength(size.max());
    }
    var pattern = format.getAnnotation(Pattern.class);
    if (pattern != null) {
      schema.setPattern(pattern.value());
    }
    for (var rule : format.getAnnotationsByType(ValidationRule.class)) {
      var built = new ValidationRuleBuilder().withRule(rule.value()).withMessage(rule.message());
      if (!rule.messageExpression().isEmpty()) {
        built.withMessageExpression(rule.messageExpression());
      }
      schema.getXKubernetesValidations().add(built.build());
    }
  }
}
