// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.training;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/// As much of an API server as the start of a role needs: lists with what there is in
/// [Objects], watches that bring nothing, and writes that come back as they went.
final class Api {
  private static final String VERSION = "100";

  private final AtomicLong watches = new AtomicLong();
  private final Objects objects;

  Api(Objects objects) {
    this.objects = objects;
  }

  /// Whether the role has begun to follow something.
  boolean isWatched() {
    return watches.get() > 0;
  }

  void answer(HttpServerRequest request) {
    var response = request.response().putHeader("Content-Type", "application/json");
    if ("websocket".equalsIgnoreCase(request.getHeader("Upgrade"))) {
      request.toWebSocket().onSuccess(socket -> watches.incrementAndGet());
    } else if ("true".equals(request.getParam("watch"))) {
      watches.incrementAndGet();
      // An empty piece, so that the head goes out and the answer stays open.
      response.setChunked(true).write(Buffer.buffer());
    } else if (request.method() == HttpMethod.GET) {
      read(request.path(), response);
    } else if (request.path().endsWith("/selfsubjectrulesreviews")) {
      request.bodyHandler(body -> response.end(allowed(body).toBuffer()));
    } else {
      request.bodyHandler(body -> response.end(written(body).toBuffer()));
    }
  }

  private static JsonObject allowed(Buffer review) {
    var all = new JsonArray().add("*");
    var rule = new JsonObject().put("apiGroups", all).put("resources", all).put("verbs", all);
    var status =
        new JsonObject()
            .put("incomplete", false)
            .put("resourceRules", new JsonArray().add(rule))
            .put("nonResourceRules", new JsonArray());
    return new JsonObject(review).put("status", status);
  }

  private void read(String path, HttpServerResponse response) {
    var plural = path.substring(path.lastIndexOf('/') + 1);
    if (path.equals("/version")) {
      response.end("{\"major\":\"1\",\"minor\":\"36\",\"gitVersion\":\"v1.36.0\"}");
    } else if (objects.isKind(plural)) {
      var list =
          new JsonObject()
              .put("metadata", new JsonObject().put("resourceVersion", VERSION))
              .put("items", objects.of(plural));
      response.end(list.toBuffer());
    } else {
      objects
          .named(path)
          .ifPresentOrElse(
              found -> response.end(found.toBuffer()),
              () -> response.setStatusCode(404).end(status()));
    }
  }

  private static Buffer status() {
    return new JsonObject()
        .put("kind", "Status")
        .put("apiVersion", "v1")
        .put("status", "Failure")
        .put("reason", "NotFound")
        .put("code", 404)
        .put("details", new JsonObject().put("causes", new JsonArray()))
        .toBuffer();
  }

  private static JsonObject written(Buffer body) {
    try {
      var object = new JsonObject(body);
      var metadata = object.getJsonObject("metadata", new JsonObject());
      metadata.put("uid", UUID.randomUUID().toString());
      metadata.put("resourceVersion", VERSION);
      return object.put("metadata", metadata);
    } catch (DecodeException notAnObject) {
      return new JsonObject();
    }
  }

  @Override
  public String toString() {
    return watches + " watches";
  }
}
