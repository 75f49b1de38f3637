// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import dev.fixpoint.dataplane.DataplaneException;
import dev.fixpoint.dataplane.netlink.SetDump;
import dev.fixpoint.dataplane.netlink.SetElement;
import dev.fixpoint.dataplane.nftables.ElementBytes.Strange;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// The elements of our sets, as the kernel holds them. For one reading: an answer that came too
/// late is not to be taken for that to another question.
final class KernelSets implements NftListing.Sets, AutoCloseable {

  /// So often a set is read anew when a transaction fell into its reading. Nearly all of these are
  /// not about the set. One of ours does not come meanwhile, and one of a stranger is noticed (see
  /// [dev.fixpoint.dataplane.netlink.NftWatch]): so what was read is taken in the end.
  private static final int TRIES = 3;

  /// What is read is no longer wanted.
  static final class GivenUp extends RuntimeException {
    private static final long serialVersionUID = 1;

    private GivenUp() {
      super("something else waits", null, false, false);
    }
  }

  private final BooleanSupplier waiting;
  private Optional<SetDump> dump = Optional.empty();

  /// @param waiting whether something else is to be done first: a reading then ends with [GivenUp]
  KernelSets(BooleanSupplier waiting) {
    this.waiting = waiting;
  }

  /// As they are.
  List<SetElement> all(NftFamily family, NftSet<?, ?> set) throws DataplaneException {
    for (int tries = 1; ; tries++) {
      var all = new ArrayList<SetElement>();
      boolean whole =
          dump()
              .each(
                  family.number(),
                  NftFamily.NAME,
                  set.name(),
                  element -> {
                    goOn();
                    all.add(element);
                  });
      if (whole || tries == TRIES) {
        return all;
      }
    }
  }

  private void goOn() {
    if (waiting.getAsBoolean()) {
      throw new GivenUp();
    }
  }

  private SetDump dump() throws DataplaneException {
    if (dump.isEmpty()) {
      dump = Optional.of(new SetDump());
    }
    return dump.get();
  }

  @Override
  public void close() {
    dump.ifPresent(SetDump::close);
  }

  @Override
  public <K extends Comparable<? super K>, V> void read(
      NftFamily family, NftSet<K, V> set, Elements into, List<String> strange)
      throws DataplaneException {
    var all = all(family, set);
    for (var element : set.key() == Type.RANGE ? Intervals.of(all) : all) {
      goOn();
      read(family, set, element, into, strange);
    }
  }

  /// @param strange gets a word for an element that is none of ours
  static <K extends Comparable<? super K>, V> void read(
      NftFamily family, NftSet<K, V> set, SetElement element, Elements into, List<String> strange) {
    try {
      var key = ElementBytes.key(family, element);
      var value = ElementBytes.value(family, element);
      var read = set.key().read(key);
      var to = set.value().read(value);
      key.end();
      value.end();
      boolean foreign = element.more() || element.packets().isPresent() != set.isCounted();
      if (foreign && !set.isInterval()) {
        throw new Strange();
      }
      into.put(set, read, to);
    } catch (Strange e) {
      var bytes = new byte[element.key().limit()];
      element.key().get(0, bytes);
      strange.add(set.title() + ": element " + HexFormat.of().formatHex(bytes));
    }
  }
}
