package io.roundtrip.service;

import io.roundtrip.bus.Address;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A method and where it runs. Immutable.
 *
 * @param method the method
 * @param home its shard; -1 if every shard has it
 * @param addresses of its home, or of every shard
 */
record Target(
    MethodDefinition method, int home, List<Address<RpcRequest, @Nullable Object>> addresses) {
  static Target of(String engine, MethodDefinition method, boolean perShard, int shards) {
    // In the order of the names, so that the addresses of one service have one beginning.
    String name =
        "roundtrip.%s.%s.%s.%s"
            .formatted(
                engine, method.pattern().isEmpty() ? "rpc" : "on", method.service(), method.name());
    List<Address<RpcRequest, @Nullable Object>> addresses = new ArrayList<>();
    for (int shard = 0; perShard && shard < shards; shard++) {
      addresses.add(new Address<>(name + "." + shard));
    }
    if (!perShard) {
      addresses.add(new Address<>(name));
    }
    int home = perShard ? -1 : Math.floorMod(method.service().hashCode(), shards);
    return new Target(method, home, List.copyOf(addresses));
  }

  /** Whether the shard runs it. */
  boolean runsOn(int shard) {
    return home < 0 || home == shard;
  }

  /** Where a call from the shard goes. */
  Address<RpcRequest, @Nullable Object> from(int shard) {
    return home < 0 ? addresses.get(shard) : addresses.getFirst();
  }
}
