// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.ipset;

import dev.fixpoint.dataplane.Contact;
import dev.fixpoint.dataplane.DataplaneException;
import dev.fixpoint.dataplane.process.Command;
import java.util.List;

/// The tool `ipset`.
///
/// @param command runs it
public record IpSet(Command command) {

  /// Whether tool and kernel have sets.
  public boolean isThere() {
    try {
      return command.run(List.of("ipset", "list", "-name"), "").status() == 0;
    } catch (DataplaneException e) {
      return false;
    }
  }

  /// All sets with their elements, as lines of [#restore].
  public String save() throws DataplaneException {
    return command.output(List.of("ipset", "save"), "");
  }

  private String save(String name) throws DataplaneException {
    return command.output(List.of("ipset", "save", name), "");
  }

  /// @param script its lines; nothing is done for none
  public void restore(String script) throws DataplaneException {
    if (!script.isEmpty()) {
      command.output(List.of("ipset", "restore", "-exist"), script);
    }
  }

  /// Who is in these sets. What has been forgotten is removed from them.
  public List<Contact> contacts(Records records) throws DataplaneException {
    var found = Contacts.read(records, save(records.times()) + save(records.counts()));
    restore(found.forgotten());
    return found.contacts();
  }
}
