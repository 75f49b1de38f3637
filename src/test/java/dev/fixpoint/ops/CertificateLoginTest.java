// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.StandardHttpRequest;
import io.fabric8.kubernetes.client.utils.TokenRefreshInterceptor;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CertificateLoginTest {

  /// Counts how often it is read anew.
  private static final class Counting extends Config {
    private final AtomicInteger refreshed = new AtomicInteger();

    Counting() {
      super(false);
    }

    @Override
    public Config refresh() {
      refreshed.incrementAndGet();
      return this;
    }
  }

  @Test
  void withoutATokenTheConfigurationIsReadOnce() {
    var config = new Counting();
    new CertificateLogin().customize(config);

    request(config);

    assertThat(config.refreshed).hasValue(0);
  }

  @Test
  void aTokenIsRenewed() {
    var config = new Counting();
    config.setAutoOAuthToken("token");
    new CertificateLogin().customize(config);

    var request = request(config);

    assertThat(config.refreshed).hasValue(1);
    assertThat(request.headers("Authorization")).contains("Bearer token");
  }

  /// A request long after the last renewal.
  private static HttpRequest request(Config config) {
    var request = new StandardHttpRequest.Builder().uri("https://10.0.0.1/");
    new TokenRefreshInterceptor(
            config, Instant.EPOCH, other -> CompletableFuture.completedFuture(null))
        .before(request, request.build(), null);
    return request.build();
  }
}
