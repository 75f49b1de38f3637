// SPDX-License-Identifier: Apache-2.0
/// The operator's shell: follows the API, asks the pure stages, and is the only part that writes.
package dev.fixpoint.controller;
