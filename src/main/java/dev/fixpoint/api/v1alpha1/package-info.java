// SPDX-License-Identifier: Apache-2.0
/// The resources of the group `fixpoint.dev`, version `v1alpha1`, as Kubernetes stores them:
/// beans with their descriptions, bounds and rules. The files in `crds/` are generated from here.
/// Nothing past the border sees them: `wire` turns them into the vocabulary of the core.
///
/// A getter returns null for what is absent, or an empty list or map. The API server has filled
/// in the defaults of what it returns (`@Default`), and has checked every rule, unless an object
/// is older than the rule: such an object stays as it is, so `wire` does not trust the rules.
package dev.fixpoint.api.v1alpha1;
