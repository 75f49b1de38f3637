// SPDX-License-Identifier: Apache-2.0
/// What the API server holds, followed: list, then watch, with the resourceVersion up to which
/// each kind is known. Informers of client libraries hide that number or tell it before their
/// handlers have run; acks by watermark and the release of addresses rest on it.
package dev.fixpoint.watch;
