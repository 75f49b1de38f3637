// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.iptables;

import dev.fixpoint.dataplane.AnswersCase;
import dev.fixpoint.dataplane.Backend;

class IptAnswersIT extends AnswersCase {

  @Override
  protected Backend backend() {
    return new IptBackend();
  }
}
