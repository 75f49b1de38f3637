// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.kit;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// The writes that an API server has answered, by what was written, as its own metrics count
/// them.
///
/// @param counts by resource, such as `virtualservices/status`
public record Requests(Map<String, Long> counts) {
  private static final Set<String> WRITES = Set.of("POST", "PUT", "PATCH", "APPLY", "DELETE");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\"");

  /// What has been counted until now.
  public static Requests writes(ControlPlane controlPlane) {
    var counts = new TreeMap<String, Long>();
    var metrics = controlPlane.client().raw("/metrics");
    metrics
        .lines()
        .filter(line -> line.startsWith("apiserver_request_total{"))
        .forEach(line -> count(line, counts));
    return new Requests(counts);
  }

  private static void count(String line, Map<String, Long> counts) {
    var labels = new TreeMap<String, String>();
    var matcher = LABEL.matcher(line);
    while (matcher.find()) {
      labels.put(matcher.group(1), matcher.group(2));
    }
    if (WRITES.contains(labels.get("verb"))) {
      var subresource = labels.getOrDefault("subresource", "");
      var what = labels.get("resource") + (subresource.isEmpty() ? "" : "/" + subresource);
      var value = (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
      counts.merge(what, value, Long::sum);
    }
  }

  /// What has been counted since an earlier reading.
  public Requests since(Requests earlier) {
    var difference = new TreeMap<String, Long>();
    counts.forEach(
        (what, count) -> {
          long more = count - earlier.counts.getOrDefault(what, 0L);
          if (more > 0) {
            difference.put(what, more);
          }
        });
    return new Requests(difference);
  }

  /// All of them together.
  public long total() {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  /// The writes of one resource.
  public long of(String resource) {
    return counts.getOrDefault(resource, 0L);
  }
}
