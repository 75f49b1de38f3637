// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// The bytes of a transaction; that the kernel takes them is shown by the tests of the data plane.
class SetBatchTest {
  private static final int ADD = 0xa0c;
  private static final int DELETE = 0xa0e;
  private static final int LARGEST_ATTRIBUTE = 0xffff;

  private static SetElement element(int number) {
    return new SetElement(ByteBuffer.allocate(4).putInt(0, number));
  }

  private static SetElement with(
      SetElement of,
      Optional<ByteBuffer> last,
      Optional<ByteBuffer> value,
      Optional<String> chain,
      boolean end) {
    return new SetElement(
        of.key(), last, value, chain, end, Optional.empty(), Optional.empty(), false);
  }

  private static List<Message> messages(SetBatch batch) {
    return Message.all(batch.bytes().order(ByteOrder.nativeOrder()));
  }

  private static List<SetElement> elements(Message message) {
    var elements = new ArrayList<SetElement>();
    for (var attribute = message.each(); attribute.next(); ) {
      if (attribute.type() == 3) {
        for (var element = attribute.nested(); element.next(); ) {
          elements.add(SetElement.parse(element.nested()));
        }
      }
    }
    return elements;
  }

  private static String text(ByteBuffer value) {
    return StandardCharsets.UTF_8.decode(value).toString();
  }

  @Test
  void whatIsWrittenIsRead() {
    var none = Optional.<ByteBuffer>empty();
    var value = Optional.of(ByteBuffer.allocate(8).putLong(0, 7));
    var all =
        List.of(
            element(1),
            with(element(2), none, value, Optional.empty(), false),
            with(element(3), none, none, Optional.of("pick-3"), false),
            with(element(4), none, none, Optional.empty(), true),
            with(element(5), Optional.of(element(9).key()), none, Optional.empty(), false));
    var batch = new SetBatch();
    all.forEach(element -> batch.add(2, "t", "s", element));

    var messages = messages(batch);

    assertThat(messages).extracting(Message::type).containsExactly(0x10, ADD, 0x11);
    assertThat(messages.get(1).family()).isEqualTo(2);
    assertThat(text(messages.get(1).attributes().get(1))).isEqualTo("t\0");
    assertThat(text(messages.get(1).attributes().get(2))).isEqualTo("s\0");
    assertThat(elements(messages.get(1))).isEqualTo(all);
  }

  @Test
  void whatIsDeletedIsToldByItsKey() {
    var batch = new SetBatch();
    var value = Optional.of(ByteBuffer.allocate(8));
    batch.delete(10, "t", "s", with(element(2), Optional.empty(), value, Optional.empty(), false));

    var messages = messages(batch);

    assertThat(messages).extracting(Message::type).containsExactly(0x10, DELETE, 0x11);
    assertThat(elements(messages.get(1))).containsExactly(element(2));
  }

  @Test
  void theLastOneOfTheSetsIsAcknowledged() {
    var batch = new SetBatch();
    batch.delete(2, "t", "a", element(1));
    batch.add(2, "t", "a", element(1));
    batch.add(2, "t", "b", element(1));
    batch.add(10, "t", "b", element(1));

    var messages = messages(batch);

    assertThat(messages)
        .extracting(message -> message.flags() & 4)
        .containsExactly(0, 0, 0, 0, 4, 0);
    assertThat(batch.last()).isEqualTo(4);
    assertThat(batch.about(2)).isEqualTo("set a");
    assertThat(batch.about(4)).isEqualTo("set b");
    assertThat(batch.about(0)).isEqualTo("the elements");
  }

  @Test
  void aListIsNoLongerThanAnAttributeCanBe() {
    var batch = new SetBatch();
    var all = new ArrayList<SetElement>();
    for (int i = 0; i < 20_000; i++) {
      all.add(element(i));
      batch.add(2, "t", "s", all.getLast());
    }

    var messages = messages(batch);

    assertThat(messages).hasSizeGreaterThan(4);
    assertThat(messages)
        .allSatisfy(message -> assertThat(message.body().limit()).isLessThan(LARGEST_ATTRIBUTE));
    assertThat(messages.stream().flatMap(message -> elements(message).stream())).isEqualTo(all);
  }
}
