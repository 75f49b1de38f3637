// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.ops;

import io.fabric8.kubernetes.client.vertx.VertxHttpClientFactory;
import io.netty.handler.ssl.DelegatingSslContext;
import io.vertx.core.Vertx;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.net.SSLEngineOptions;
import io.vertx.core.spi.tls.SslContextFactory;
import io.vertx.ext.web.client.WebClientOptions;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import javax.net.ssl.SSLEngine;

/// The way to the API server. Long answers come compressed, as Kubernetes' own clients have them: a
/// list shrinks to a tenth, and with it what is to be decrypted. ChaCha20-Poly1305 (RFC 8439) is
/// preferred to AES, which without C2 takes Java four times as long; a server that does not have it
/// chooses another of the client's.
final class Transport extends VertxHttpClientFactory {

  Transport(Vertx vertx) {
    super(vertx);
  }

  @Override
  protected void additionalConfig(WebClientOptions options) {
    options.setDecompressionSupported(true);
    options.setSslEngineOptions(new Preferring(options.getSslEngineOptions()));
  }

  /// What is preferred of all that there is, then what is enabled anyway. Pure.
  static List<String> order(String[] supported, String[] enabled) {
    var suites = new LinkedHashSet<String>();
    Arrays.stream(supported)
        .filter(suite -> suite.equals("TLS_CHACHA20_POLY1305_SHA256") || isEphemeralChaCha(suite))
        .forEach(suites::add);
    suites.addAll(List.of(enabled));
    return List.copyOf(suites);
  }

  private static boolean isEphemeralChaCha(String suite) {
    return suite.startsWith("TLS_ECDHE_") && suite.contains("_CHACHA20_");
  }

  private static final class Preferring extends JdkSSLEngineOptions {
    private final SSLEngineOptions usual;

    Preferring(SSLEngineOptions usual) {
      this.usual = usual;
    }

    @Override
    public JdkSSLEngineOptions copy() {
      return this;
    }

    @Override
    public SslContextFactory sslContextFactory() {
      var factory = usual.sslContextFactory();
      return () ->
          new DelegatingSslContext(factory.create()) {
            @Override
            protected void initEngine(SSLEngine engine) {
              var suites =
                  order(engine.getSupportedCipherSuites(), engine.getEnabledCipherSuites());
              engine.setEnabledCipherSuites(suites.toArray(String[]::new));
            }
          };
    }
  }
}
