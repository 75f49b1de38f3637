// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.ipvs;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What ipvsadm prints. Services are known by their options, as [Service#option] has them. Pure.
final class IpvsText {
  private static final String MARKED = "-f ";

  private IpvsText() {}

  /// The services that `ipvsadm --save --numeric` lists. A server that is reached otherwise than by
  /// translation has the weight -1.
  static Map<String, Virtual> parse(String save) {
    var services = new HashMap<String, Virtual>();
    for (var line : save.lines().toList()) {
      var words = line.strip().split(" +");
      var service = option(words);
      if (service.isEmpty()) {
        continue;
      }
      if (words[0].equals("-A")) {
        services.put(service.get(), virtual(words));
      } else if (words[0].equals("-a")) {
        services.computeIfPresent(service.get(), (s, virtual) -> with(virtual, words));
      }
    }
    return services;
  }

  /// `-A -t 10.96.0.1:80 -s wrr`, `-A -f 7 -6 -s wrr`.
  private static Optional<String> option(String[] words) {
    if (words.length < 3) {
      return Optional.empty();
    }
    if (words[1].equals(MARKED.strip()) && isMark(words[2])) {
      boolean six = words.length > 3 && words[3].equals("-6");
      return Optional.of(MARKED + words[2] + (six ? " -6" : ""));
    }
    return Service.parse(words[1], words[2]).map(Service::option);
  }

  private static boolean isMark(String word) {
    return word.matches("[0-9]{1,10}");
  }

  /// The marks of these services.
  static List<Integer> marks(Iterable<String> options) {
    var marks = new java.util.ArrayList<Integer>();
    for (var option : options) {
      if (option.startsWith(MARKED)) {
        marks.add((int) Long.parseLong(option.split(" ")[1]));
      }
    }
    return marks;
  }

  private static Virtual virtual(String[] words) {
    var scheduler = new Virtual.Scheduler(after(words, "-s"), after(words, "-b"));
    return new Virtual(scheduler, number(after(words, "-p")), new TreeMap<>());
  }

  private static Virtual with(Virtual virtual, String[] words) {
    var server = Server.parse(after(words, "-r"));
    var weights = new TreeMap<>(virtual.weights());
    boolean translated = List.of(words).contains("-m");
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
  /// FWM  73728 IPv6 wrr
  ///   -> [fd01::1]:8080               Masq    3      0          2
  /// ```
  ///
  /// @param columns which to add up, counted after the server's
  static Map<String, SortedMap<Server, Long>> figures(String list, int... columns) {
    var figures = new HashMap<String, SortedMap<Server, Long>>();
    String service = null;
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
        service = listed(words).orElse(null);
        if (service != null) {
          figures.put(service, new TreeMap<>());
        }
      }
    }
    return figures;
  }

  private static Optional<String> listed(String[] words) {
    if (words[0].equals("FWM") && isMark(words[1])) {
      boolean six = words.length > 2 && words[2].equals("IPv6");
      return Optional.of(MARKED + words[1] + (six ? " -6" : ""));
    }
    return Service.parse(words[0], words[1]).map(Service::option);
  }

  /// What is told of these services.
  static <T> Map<Service, T> of(Iterable<Service> services, Map<String, T> told) {
    var of = new TreeMap<Service, T>();
    for (var service : services) {
      var its = told.get(service.option());
      if (its != null) {
        of.put(service, its);
      }
    }
    return of;
  }
}
