// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.ops;

import io.fabric8.kubernetes.api.model.authentication.TokenReviewBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewStatus;
import io.fabric8.kubernetes.api.model.authentication.UserInfo;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.inject.Singleton;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/// Who calls, and whether they may: asked of the API server for each call, by a TokenReview and a
/// SubjectAccessReview of the path as a non-resource URL.
///
/// Only tokens that were made for [#AUDIENCE] are taken. So no caller hands over a token that
/// would be good for the API server, and who takes over a node gains none.
@Singleton
public class Bearer {
  /// What a token must have been made for (TokenRequest, `spec.audiences`).
  public static final String AUDIENCE = "agent.fixpoint.dev";

  private static final Logger LOG = Logger.getLogger(Bearer.class);
  private static final String SCHEME = "Bearer ";

  /// Why a call is refused.
  ///
  /// @param status of HTTP
  record Refusal(int status, String why) {}

  private final KubernetesClient client;

  Bearer(KubernetesClient client) {
    this.client = client;
  }

  /// Empty where the caller may GET the path.
  ///
  /// @param header `Authorization` of the call, or null
  Optional<Refusal> check(String header, String path) {
    if (header == null || !header.startsWith(SCHEME)) {
      return refused(HttpURLConnection.HTTP_UNAUTHORIZED, "a bearer token is needed");
    }
    try {
      var status = review(header.substring(SCHEME.length()).strip());
      if (!isAuthentic(status)) {
        return refused(
            HttpURLConnection.HTTP_UNAUTHORIZED,
            "the API server does not know this token for the audience " + AUDIENCE);
      }
      var user = status.getUser();
      return mayGet(user, path)
          ? Optional.empty()
          : refused(
              HttpURLConnection.HTTP_FORBIDDEN,
              "%s may not get the non-resource URL %s".formatted(user.getUsername(), path));
    } catch (KubernetesClientException e) {
      LOG.warnf("a call of %s cannot be checked: %s", path, e.getMessage());
      return refused(
          HttpURLConnection.HTTP_UNAVAILABLE, "the API server cannot be asked about this token");
    }
  }

  private static Optional<Refusal> refused(int status, String why) {
    return Optional.of(new Refusal(status, why));
  }

  /// An API server that does not know audiences answers without any.
  private static boolean isAuthentic(TokenReviewStatus status) {
    return status != null
        && Boolean.TRUE.equals(status.getAuthenticated())
        && status.getAudiences() != null
        && status.getAudiences().contains(AUDIENCE);
  }

  private TokenReviewStatus review(String token) {
    var review =
        new TokenReviewBuilder()
            .withNewSpec()
            .withToken(token)
            .withAudiences(AUDIENCE)
            .endSpec()
            .build();
    return client.resource(review).create().getStatus();
  }

  private boolean mayGet(UserInfo user, String path) {
    var extra = new HashMap<String, List<String>>();
    Optional.ofNullable(user.getExtra()).orElse(Map.of()).forEach((k, v) -> extra.put(k, v));
    var review =
        new SubjectAccessReviewBuilder()
            .withNewSpec()
            .withUser(user.getUsername())
            .withUid(user.getUid())
            .withGroups(new ArrayList<>(user.getGroups()))
            .withExtra(extra)
            .withNewNonResourceAttributes()
            .withPath(path)
            .withVerb("get")
            .endNonResourceAttributes()
            .endSpec()
            .build();
    var status = client.resource(review).create().getStatus();
    return status != null && Boolean.TRUE.equals(status.getAllowed());
  }
}
