package io.roundtrip.conf;

import io.roundtrip.conf.RouteConf.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code to}, {@code ack} and {@code respond-with}, which only make sense together. Confined to the thread that
 * loads. Where a destination is wrong in itself, nothing is said about how it fits the policy.
 */
final class PolicyReader {
  private static final Pattern QUORUM = Pattern.compile("quorum:\\s?([0-9]{1,6})");
  private static final Pattern PRIMARY = Pattern.compile("primary:\\s?(.+)");

  private final YamlMap route;
  private final List<DestinationConf> to = new ArrayList<>();
  private Ack ack = new Ack.All();
  private boolean complete = true;

  PolicyReader(YamlMap route) {
    this.route = route;
    YamlValue list = route.needed("to");
    if (list != null) {
      readDestinations(list);
    }
    YamlValue written = route.get("ack");
    Ack given = written == null ? ack : parse(written);
    if (given != null) {
      ack = given;
      if (complete) {
        checkAck(written);
      }
    }
  }

  /** The destinations; under {@code primary} the others count as not required. */
  List<DestinationConf> to() {
    return List.copyOf(to);
  }

  Ack ack() {
    return ack;
  }

  private void readDestinations(YamlValue list) {
    Claims ids = new Claims();
    int number = 1;
    for (YamlValue item : list.items()) {
      DestinationConf destination = DestinationReader.read(item, number++, ids);
      if (destination == null) {
        complete = false;
      } else {
        to.add(destination);
      }
    }
    complete &= !to.isEmpty();
  }

  private static @Nullable Ack parse(YamlValue value) {
    String text = value.text();
    if (text == null) {
      return null;
    }
    Matcher quorum = QUORUM.matcher(text);
    Matcher primary = PRIMARY.matcher(text);
    if (text.equals("all")) {
      return new Ack.All();
    } else if (text.equals("any")) {
      return new Ack.AnyOne();
    } else if (quorum.matches()) {
      return new Ack.Quorum(Integer.parseInt(quorum.group(1)));
    } else if (primary.matches()) {
      return new Ack.Primary(primary.group(1));
    }
    value.error(
        "must be all, any, quorum:<n> or primary:<destination>, got '" + value.written() + "'");
    return null;
  }

  private void checkAck(@Nullable YamlValue written) {
    int counted = (int) to.stream().filter(DestinationConf::required).count();
    String wrong =
        switch (ack) {
          case Ack.All _, Ack.AnyOne _ when counted == 0 ->
              "counts required destinations, and there is none; nothing would confirm a message";
          case Ack.All _, Ack.AnyOne _ -> null;
          case Ack.Quorum(int count) when count < 1 ->
              "must be at least quorum:1, got quorum:" + count;
          case Ack.Quorum(int count) when count > counted ->
              "asks for " + count + " of the required destinations, and there are " + counted;
          case Ack.Quorum _ -> null;
          case Ack.Primary(String id) -> checkPrimary(id);
        };
    if (wrong != null) {
      YamlValue place = written == null ? route.get("to") : written;
      route.file().error(place == null ? route.place() : place.place(), "ack " + wrong);
    }
  }

  private @Nullable String checkPrimary(String id) {
    DestinationConf primary = named(id);
    if (primary == null) {
      return "names the destination '" + id + "', which is not in to" + suggestion(id);
    }
    if (!primary.required()) {
      return "names the destination '" + id + "', which says required: false";
    }
    to.replaceAll(each -> each.id().equals(id) ? each : notRequired(each));
    return null;
  }

  /**
   * The destination whose answer the sender gets, or null if none is named.
   *
   * @param overMllp whether senders are answered over MLLP, too: with an acknowledgement of HL7's
   */
  @Nullable String respondWith(Reply reply, boolean overMllp) {
    YamlValue value = route.get("respond-with");
    String id = value == null ? null : value.word();
    if (value == null || id == null) {
      return null;
    }
    String wrong = complete ? whatIsWrong(id, reply, overMllp) : null;
    if (wrong != null) {
      value.error(wrong);
    }
    return id;
  }

  private @Nullable String whatIsWrong(String id, Reply reply, boolean overMllp) {
    DestinationConf named = named(id);
    if (named == null) {
      return "names the destination '" + id + "', which is not in to" + suggestion(id);
    }
    String name = "names the destination '" + id + "', ";
    if (reply != Reply.DELIVERED) {
      String word = reply == Reply.QUEUED ? "queued" : "stored";
      return name + "but under reply: " + word + " the sender is answered before any destination";
    }
    boolean http = named.target() instanceof DestinationConf.Http;
    if (!http && !(named.target() instanceof DestinationConf.Mllp)) {
      return name + "which is not an http or mllp destination and has no answer to pass on";
    }
    if (http && overMllp) {
      return name
          + "which has no acknowledgement to answer a sender over mllp with; name an mllp"
          + " destination, or leave respond-with out";
    }
    if (!named.required()) {
      return name + "which is not required, so the answer does not wait for it";
    }
    return switch (ack) {
      case Ack.All _, Ack.Primary _ -> null;
      case Ack.AnyOne _, Ack.Quorum _ ->
          name + "which needs ack: all or ack: primary:" + id + ", since others may be first";
    };
  }

  private @Nullable DestinationConf named(String id) {
    return to.stream().filter(each -> each.id().equals(id)).findFirst().orElse(null);
  }

  private String suggestion(String id) {
    return Suggestion.of(id, "", to.stream().map(DestinationConf::id).toList());
  }

  private static DestinationConf notRequired(DestinationConf it) {
    return new DestinationConf(
        it.place(),
        it.id(),
        it.target(),
        false,
        it.idempotent(),
        it.concurrency(),
        it.timeout(),
        it.retry(),
        it.breaker());
  }
}
