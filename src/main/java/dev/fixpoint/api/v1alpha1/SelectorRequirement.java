// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.ArrayList;
import java.util.List;

/// One comparison of a [Selector].
@ValidationRule(
    value = "!(self.operator in ['In', 'NotIn']) || (has(self.values) && self.values.size() > 0)",
    message = "the operators In and NotIn need at least one value",
    fieldPath = ".values")
@ValidationRule(
    value =
        "!(self.operator in ['Exists', 'DoesNotExist']) || !has(self.values) || "
            + "self.values.size() == 0",
    message = "the operators Exists and DoesNotExist take no values",
    fieldPath = ".values")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public class SelectorRequirement {

  @JsonPropertyDescription(
      "The label key that the comparison is about, such as app.kubernetes.io/name.")
  @Required
  private @Format.LabelKey String key;

  @JsonPropertyDescription(
      "How the label is compared with the values: In, NotIn, Exists or DoesNotExist.")
  @Required
  private SelectorOperator operator;

  @JsonPropertyDescription(
      "The values to compare with: at least one for In and NotIn, none for Exists and "
          + "DoesNotExist.")
  @Size(max = 32)
  private List<@Format.LabelValue String> values = new ArrayList<>();

  public String getKey() {
    return key;
  }

  public void setKey(String key) {
    this.key = key;
  }

  public SelectorOperator getOperator() {
    return operator;
  }

  public void setOperator(SelectorOperator operator) {
    this.operator = operator;
  }

  public List<String> getValues() {
    return values;
  }

  public void setValues(List<String> values) {
    this.values = values;
  }
}
