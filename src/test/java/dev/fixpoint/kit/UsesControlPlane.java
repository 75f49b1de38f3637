// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.kit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/// For test classes with [ControlPlane] parameters: all classes of a run share one, with the
/// project's resource definitions applied. Each test takes its own Kubernetes namespace from it.
@Target(ElementType.TYPE)
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(ControlPlaneExtension.class)
public @interface UsesControlPlane {}
