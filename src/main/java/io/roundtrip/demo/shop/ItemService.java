package io.roundtrip.demo.shop;

import io.roundtrip.demo.shop.Shop.Item;
import io.roundtrip.service.AsyncRpc;
import io.roundtrip.service.Service;
import io.roundtrip.service.ServiceClient;
import io.vertx.core.Future;

/** Work in many pieces, each of which says when it is done. Stateless; on the event loop, a hundred at a time. */
@Service("item_service")
final class ItemService {
  private final ServiceClient calls;
  private final SimulatedWork work;

  ItemService(ServiceClient calls, SimulatedWork work) {
    this.calls = calls;
    this.work = work;
  }

  @AsyncRpc(concurrency = 100)
  Future<String> process(Item item) {
    return work.takes(20).compose(done -> calls.publish("items.done", item));
  }
}
