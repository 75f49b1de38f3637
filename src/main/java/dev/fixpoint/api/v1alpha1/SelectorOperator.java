// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.api.v1alpha1;

/// How a [SelectorRequirement] compares. Named as in `LabelSelectorRequirement.operator`.
public enum SelectorOperator {
  /// The label has one of the values.
  In,

  /// The label is absent or has none of the values.
  NotIn,

  /// The label is present.
  Exists,

  /// The label is absent.
  DoesNotExist
}
