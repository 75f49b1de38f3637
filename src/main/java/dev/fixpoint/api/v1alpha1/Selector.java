// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A label selector with the meaning of `metav1.LabelSelector`, and with bounds. Replaced as a
/// whole by server-side apply, so that two writers never end up with the intersection of what
/// they asked for.
@Atomic
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public class Selector {

  @JsonPropertyDescription(
      "Labels that an object must have, each with exactly this value. All of them must "
          + "match. Without matchLabels and matchExpressions, every object is selected.")
  @Size(max = 32)
  @ValidationRule(
      value = "self.all(key, !format.qualifiedName().validate(key).hasValue())",
      message =
          "has a key that is no label key: an optional DNS prefix and '/', then at most 63 "
              + "letters, digits, '-', '_' and '.'")
  private Map<String, @Format.LabelValue String> matchLabels = new LinkedHashMap<>();

  @JsonPropertyDescription("Further comparisons that must all hold, in addition to matchLabels.")
  @Size(max = 8)
  private List<SelectorRequirement> matchExpressions = new ArrayList<>();

  public Map<String, String> getMatchLabels() {
    return matchLabels;
  }

  public void setMatchLabels(Map<String, String> matchLabels) {
    this.matchLabels = matchLabels;
  }

  public List<SelectorRequirement> getMatchExpressions() {
    return matchExpressions;
  }

  public void setMatchExpressions(List<SelectorRequirement> matchExpressions) {
    this.matchExpressions = matchExpressions;
  }
}
