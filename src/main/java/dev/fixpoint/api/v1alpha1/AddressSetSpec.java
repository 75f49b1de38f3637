// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.ArrayList;
import java.util.List;

/// The addresses of the pods that one selector selects, or a part of them.
@JsonClassDescription("The addresses of the pods that one selector selects, or a part of them.")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public class AddressSetSpec {

  @JsonPropertyDescription(
      "The name of the whole set, a digest of its selector: what RoutingIntents refer to.")
  @Required
  private @Format.ObjectName String set;

  @JsonPropertyDescription("Which part of the set this is, from 0.")
  @Required
  @Min(0)
  @Max(1000)
  private Integer shard;

  @JsonPropertyDescription(
      "How many parts the set has. What part 0 says counts: the set is known when all of these "
          + "are.")
  @Required
  @Min(1)
  @Max(1001)
  private Integer shards;

  @JsonPropertyDescription("The selector of the set, for people.")
  @Size(max = 512)
  private String clients;

  @JsonPropertyDescription("How many addresses this part has.")
  @Min(0)
  private Integer count;

  @JsonPropertyDescription("The addresses of this part.")
  @Size(max = 4000)
  private List<@Size(max = 45) String> addresses = new ArrayList<>();

  public String getSet() {
    return set;
  }

  public void setSet(String set) {
    this.set = set;
  }

  public Integer getShard() {
    return shard;
  }

  public void setShard(Integer shard) {
    this.shard = shard;
  }

  public Integer getShards() {
    return shards;
  }

  public void setShards(Integer shards) {
    this.shards = shards;
  }

  public String getClients() {
    return clients;
  }

  public void setClients(String clients) {
    this.clients = clients;
  }

  public Integer getCount() {
    return count;
  }

  public void setCount(Integer count) {
    this.count = count;
  }

  public List<String> getAddresses() {
    return addresses;
  }

  public void setAddresses(List<String> addresses) {
    this.addresses = addresses;
  }
}
