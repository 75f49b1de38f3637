// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.ipvs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fixpoint.dataplane.DataplaneException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// On files that stand for those of `/proc/sys/net/ipv4`.
class SettingsTest {
  @TempDir Path system;

  @BeforeEach
  void kernel() throws IOException {
    write("vs/conntrack", "0");
    write("vs/conn_reuse_mode", "1");
    write("vs/expire_nodest_conn", "0");
    write("conf/all/arp_ignore", "0");
    write("conf/all/arp_announce", "0");
    write("conf/eth0/arp_ignore", "0");
    write("conf/eth0/arp_announce", "0");
  }

  private void write(String name, String value) throws IOException {
    var file = system.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, value + "\n");
  }

  private String read(String name) throws IOException {
    return Files.readString(system.resolve(name)).strip();
  }

  @Test
  void whatIsThereIsSet() throws Exception {
    Settings.configure(system, List.of("eth0", "gone"));

    assertThat(read("vs/conntrack")).isEqualTo("1");
    assertThat(read("vs/expire_nodest_conn")).isEqualTo("1");
    assertThat(read("conf/eth0/arp_ignore")).isEqualTo("1");
    assertThat(read("conf/eth0/arp_announce")).isEqualTo("2");
    assertThat(system.resolve("vs/expire_quiescent_template")).doesNotExist();
    assertThat(system.resolve("conf/gone")).doesNotExist();
  }

  @Test
  void whatHoldsForAllInterfacesNeedNotBeSetForOne() throws Exception {
    write("conf/all/arp_ignore", "1");
    write("conf/all/arp_announce", "2");

    Settings.configure(system, List.of("eth0"));

    assertThat(read("conf/eth0/arp_ignore")).isEqualTo("0");
    assertThat(read("conf/eth0/arp_announce")).isEqualTo("0");
  }

  @Test
  void allThatCannotBeSetIsNamed() throws IOException {
    for (var name : List.of("vs/conntrack", "conf/eth0/arp_ignore")) {
      Files.delete(system.resolve(name));
      Files.createDirectory(system.resolve(name));
    }
    assertThatThrownBy(() -> Settings.configure(system, List.of("eth0")))
        .isInstanceOf(DataplaneException.class)
        .hasMessageContaining(
            "sysctl -w net/ipv4/conf/eth0/arp_ignore=1 net/ipv4/vs/conntrack=1 on");
    assertThatThrownBy(() -> Settings.configure(system, List.of()))
        .hasMessageContaining("sysctl -w net/ipv4/vs/conntrack=1 on");
  }
}
