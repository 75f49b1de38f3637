// SPDX-License-Identifier: Apache-2.0
/// What the image's build trains the roles with: nothing of it is in the image.
package dev.fixpoint.training;
