// SPDX-License-Identifier: Apache-2.0
/// The sockets of Linux that Java has no classes for, through the C library (JEP 454).
package dev.fixpoint.sockets;
