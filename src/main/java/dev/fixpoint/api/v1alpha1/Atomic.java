// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.api.v1alpha1;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// An object that server-side apply replaces as a whole (`x-kubernetes-map-type: atomic`).
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface Atomic {}
