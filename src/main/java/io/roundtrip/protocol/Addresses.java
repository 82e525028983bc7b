package io.roundtrip.protocol;

import io.roundtrip.bus.Address;
import io.roundtrip.metrics.ExtensionFigures;
import io.roundtrip.metrics.KeySnapshot;
import io.roundtrip.metrics.ServiceSnapshot;
import io.roundtrip.metrics.ShardSnapshot;
import io.roundtrip.model.Outcome;
import io.roundtrip.model.RouteMessage;
import io.roundtrip.store.DeadLetterFilter;
import io.roundtrip.store.DeadLetterPage;
import io.roundtrip.store.JournalFilter;
import io.roundtrip.store.JournalPage;
import io.roundtrip.store.Recordable;

/**
 * The addresses of one engine. Immutable.
 *
 * @param engine tells several engines on one Vert.x apart
 */
public record Addresses(String engine) {
  /** Messages for a shard's worker; the reply is what the sender is told. */
  public Address<Submission, Outcome> submit(int shard) {
    return of("submit", shard);
  }

  /** Senders that have left. */
  public Address<Withdrawal, Void> withdraw(int shard) {
    return of("withdraw", shard);
  }

  /** New messages for which others are to be dropped. */
  public Address<MakeRoom, Long> makeRoom(int shard) {
    return of("make-room", shard);
  }

  /** Looks a message up by its id at the shard that runs it. */
  public Address<String, MessageView> lookup(int shard) {
    return of("lookup", shard);
  }

  /** What became of a message that no worker ended, for {@link #lookup} to find. */
  public Address<Settled, Void> remember(int shard) {
    return of("remember", shard);
  }

  /** What is to be stored, for a shard's collector; answered after the commit that holds it. Nobody serves it without a store. */
  public Address<Recordable, RecordAnswer> record(int shard) {
    return of("record", shard);
  }

  /** Messages of routes that store them first; answered after the commit. Nobody serves it where no route does. */
  public Address<Submission, Outcome> relay(int shard) {
    return of("relay", shard);
  }

  /** Where a shard takes a new message of a route: {@link #relay} if the route stores it first, else {@link #submit}. */
  public Address<Submission, Outcome> accept(boolean stored, int shard) {
    return stored ? relay(shard) : submit(shard);
  }

  /** Messages with an idempotency key, for the shard that holds it. Nobody serves it where no route has one. */
  public Address<KeyedSubmission, KeyedOutcome> once(int shard) {
    return of("once", shard);
  }

  /** Senders of {@link #once} that have left. */
  public Address<Withdrawal, Void> leaveOnce(int shard) {
    return of("once.leave", shard);
  }

  /** Messages that a person has sent again; they go past their route's idempotency. */
  public Address<Replay, Outcome> replay(int shard) {
    return of("replay", shard);
  }

  /** Answers who waits for a message with an idempotency key now; answered when that is done. */
  public Address<Drain, Boolean> drainOnce(int shard) {
    return of("drain.once", shard);
  }

  /** Stops a shard's relay. */
  public Address<Drain, Boolean> drainRelay(int shard) {
    return of("drain.relay", shard);
  }

  /** Looks a message up in the store by its id: a page of one or none. Nobody serves it without a store. */
  public Address<String, StoreAnswer<JournalPage>> findMessage() {
    return new Address<>("roundtrip." + engine + ".messages.find");
  }

  /** Searches the journal. Nobody serves it without a store. */
  public Address<JournalFilter, StoreAnswer<JournalPage>> searchMessages() {
    return new Address<>("roundtrip." + engine + ".messages.search");
  }

  /** Searches the dead letters. Nobody serves it without a store. */
  public Address<DeadLetterFilter, StoreAnswer<DeadLetterPage>> searchDeadLetters() {
    return new Address<>("roundtrip." + engine + ".dead-letters.search");
  }

  /** Deletes a dead letter for good; whether there was one. Nobody serves it without a store. */
  public Address<String, StoreAnswer<Boolean>> deleteDeadLetter() {
    return new Address<>("roundtrip." + engine + ".dead-letters.delete");
  }

  /** Sends a message of the store again, by its id. Nobody serves it without a store. */
  public Address<String, ReplayAnswer> replayMessage() {
    return new Address<>("roundtrip." + engine + ".messages.replay");
  }

  /** The state of a key, at the shard that owns it. */
  public Address<StateQuestion, StateAnswer> state(int shard) {
    return of("state", shard);
  }

  /** The state of a key in the store. Nobody serves it without a store. */
  public Address<StateQuestion, StoreAnswer<StateAnswer>> storedState() {
    return new Address<>("roundtrip." + engine + ".state.find");
  }

  /** A worker's counters. */
  public Address<String, ShardSnapshot> workerSnapshot(int shard) {
    return of("snapshot.worker", shard);
  }

  /** A relay's counters. */
  public Address<String, RelaySnapshot> relaySnapshot(int shard) {
    return of("snapshot.relay", shard);
  }

  /** The counters of a shard's idempotency keys. Nobody serves it where no route has any. */
  public Address<String, KeySnapshot> onceSnapshot(int shard) {
    return of("snapshot.once", shard);
  }

  /** The counters of a shard's services. Nobody serves it where there are none. */
  public Address<String, ServiceSnapshot> serviceSnapshot(int shard) {
    return of("snapshot.service", shard);
  }

  /** The counters of a shard's extensions. Nobody serves it where there are none. */
  public Address<String, ExtensionFigures> extensionSnapshot(int shard) {
    return of("snapshot.extension", shard);
  }

  /** An ingest's counters. */
  public Address<String, ShardSnapshot> ingestSnapshot(int shard) {
    return of("snapshot.ingest", shard);
  }

  /** Stops a shard's worker. */
  public Address<Drain, Boolean> drainWorker(int shard) {
    return of("drain.worker", shard);
  }

  /** Stops a shard's ingest. */
  public Address<Drain, Boolean> drainIngest(int shard) {
    return of("drain.ingest", shard);
  }

  /** The public address of a route, for any code on the same Vert.x. */
  public static Address<RouteMessage, Outcome> route(String id) {
    return new Address<>("roundtrip.route." + id);
  }

  private <Q, R> Address<Q, R> of(String what, int shard) {
    return new Address<>("roundtrip." + engine + "." + what + "." + shard);
  }
}
