// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.api.v1alpha1;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// A list whose elements are told apart by these fields: each combination occurs once, and
/// server-side apply merges element by element (`x-kubernetes-list-type: map`). Every other list
/// is atomic: it is replaced as a whole.
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.RUNTIME)
public @interface ListMap {
  String[] value();
}
