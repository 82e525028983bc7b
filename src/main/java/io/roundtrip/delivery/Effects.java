package io.roundtrip.delivery;

import io.roundtrip.format.Prepared;
import io.roundtrip.model.Outcome;

/**
 * The core's commands. Called on the core's loop; each returns at once. What they lead to comes back as an event, which
 * may already happen within the call.
 *
 * @param <C> what the shell attaches to a message
 */
public interface Effects<C> {
  /** Filter and map the message: now, without blocking. */
  Prepared prepare(Message<C> message);

  /** Ask the state of the message's key whether it may be sent: leads to {@link DeliveryCore#onEntered}. */
  void enter(Message<C> message);

  /** Have it in the store that the message will be sent: leads to {@link DeliveryCore#onRecorded}. */
  void record(Message<C> message);

  /**
   * Take a connection for the branch's attempt: leads to {@link DeliveryCore#onConnected} or {@link
   * DeliveryCore#onEnded}.
   */
  void connect(Branch<C> branch);

  /** Send the message over the connection taken: leads to {@link DeliveryCore#onEnded}. */
  void send(Branch<C> branch, long remainingNanos);

  /**
   * Give the attempt up: its connection, taken or on its way, is given back if nothing was sent, and closed otherwise.
   * Leads to no event.
   */
  void abandon(Branch<C> branch);

  /**
   * Whether the message that {@link #send} was told to send waits to be sent with others, and nothing of it was written: then
   * {@link #abandon} means that nothing ever will be.
   */
  boolean isHeld(Branch<C> branch);

  /** Answer the sender. Called once for each message that was offered. */
  void answer(Message<C> message, Outcome outcome);

  /** Every destination of the message has settled: this is what became of it in the end. Called once, after the answer. */
  void settled(Message<C> message, Outcome outcome);
}
