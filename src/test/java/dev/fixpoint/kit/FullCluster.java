// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.kit;

final class FullCluster {}
