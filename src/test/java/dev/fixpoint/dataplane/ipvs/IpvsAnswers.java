// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.ipvs;

import dev.fixpoint.dataplane.AnswersCase;
import dev.fixpoint.dataplane.Backend;

public final class IpvsAnswers extends AnswersCase {
  @Override
  protected Backend backend() {
    return new IpvsBackend();
  }
}
