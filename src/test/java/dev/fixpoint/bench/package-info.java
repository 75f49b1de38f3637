// SPDX-License-Identifier: Apache-2.0
/// `make bench`: measurements that print tables. Nothing here is asserted.
package dev.fixpoint.bench;
