// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.ipvs;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What ipvsadm prints. Pure.
final class IpvsText {

  private IpvsText() {}

  /// The services that `ipvsadm --save --numeric` lists, but for those by firewall mark. A server
  /// that is reached otherwise than by translation has the weight -1.
  static Map<Service, Virtual> parse(String save) {
    var services = new HashMap<Service, Virtual>();
    for (var line : save.lines().toList()) {
      var words = line.strip().split(" +");
      var service =
          words.length < 3 ? Optional.<Service>empty() : Service.parse(words[1], words[2]);
      if (service.isEmpty()) {
        continue;
      }
      if (words[0].equals("-A")) {
        services.put(service.get(), virtual(words));
      } else if (words[0].equals("-a") && services.containsKey(service.get())) {
        services.computeIfPresent(service.get(), (s, virtual) -> with(virtual, words));
      }
    }
    return services;
  }

  private static Virtual virtual(String[] words) {
    var scheduler = new Virtual.Scheduler(after(words, "-s"), after(words, "-b"));
    return new Virtual(scheduler, number(after(words, "-p")), new TreeMap<>());
  }

  private static Virtual with(Virtual virtual, String[] words) {
    var server = Server.parse(after(words, "-r"));
    var weights = new TreeMap<>(virtual.weights());
    boolean translated = java.util.List.of(words).contains("-m");
    server.ifPresent(s -> weights.put(s, translated ? number(after(words, "-w")) : -1));
    return new Virtual(virtual.scheduler(), virtual.persistence(), weights);
  }

  private static String after(String[] words, String option) {
    for (int i = 1; i < words.length - 1; i++) {
      if (words[i].equals(option)) {
        return words[i + 1];
      }
    }
    return "";
  }

  private static int number(String text) {
    return text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : 0;
  }

  /// A number that `ipvsadm --list` has for each server of each service, from tables such as
  ///
  /// ```
  /// TCP  10.96.0.1:80 wrr persistent 600
  ///   -> 10.1.0.1:8080                Masq    3      0          2
  /// ```
  ///
  /// @param columns which to add up, counted after the server's
  static Map<Service, SortedMap<Server, Long>> figures(String list, int... columns) {
    var figures = new HashMap<Service, SortedMap<Server, Long>>();
    Service service = null;
    for (var line : list.lines().toList()) {
      var words = line.strip().split(" +");
      if (words.length > columns[columns.length - 1] + 2 && words[0].equals("->")) {
        var server = Server.parse(words[1]);
        if (service != null && server.isPresent()) {
          long sum = 0;
          for (int column : columns) {
            sum += words[2 + column].matches("[0-9]{1,18}") ? Long.parseLong(words[2 + column]) : 0;
          }
          figures.get(service).put(server.get(), sum);
        }
      } else if (words.length > 1 && !words[0].equals("->")) {
        service = Service.parse(words[0], words[1]).orElse(null);
        if (service != null) {
          figures.put(service, new TreeMap<>());
        }
      }
    }
    return figures;
  }
}
