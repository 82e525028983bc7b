package io.roundtrip.demo;

import static io.roundtrip.future.Await.await;

import io.roundtrip.extension.Extension;
import io.roundtrip.extension.ExtensionContext;
import io.roundtrip.pg.PgClient;
import io.roundtrip.pg.PgFailure;
import io.roundtrip.pg.RecordMapper;
import io.roundtrip.web.HttpError;
import io.roundtrip.web.Request;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.lang.invoke.MethodHandles;
import java.math.BigDecimal;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A small shop's items over HTTP, written as a user of the engine writes an extension. Stateless: handlers are handed the
 * database, and any number of them run at the same time.
 */
public final class ItemsExtension implements Extension {
  private static final String TABLES =
      """
      CREATE TABLE IF NOT EXISTS items (
        id bigint PRIMARY KEY, name text NOT NULL, price numeric NOT NULL,
        points integer NOT NULL, votes integer NOT NULL);
      CREATE TABLE IF NOT EXISTS users (id bigint PRIMARY KEY, name text NOT NULL);
      CREATE TABLE IF NOT EXISTS purchases (
        user_id bigint NOT NULL REFERENCES users, item_id bigint NOT NULL REFERENCES items,
        PRIMARY KEY (user_id, item_id));
      INSERT INTO items VALUES
        (1, 'Stethoscope', 89.90, 450, 100), (2, 'Thermometer', 12.50, 0, 0)
        ON CONFLICT DO NOTHING;
      INSERT INTO users VALUES (7, 'Ada') ON CONFLICT DO NOTHING;
      INSERT INTO purchases VALUES (7, 1), (7, 2) ON CONFLICT DO NOTHING;
      """;
  private static final String ITEM = "SELECT id, name, price FROM items WHERE id = $1";
  private static final String USER = "SELECT id, name FROM users WHERE id = $1";
  private static final String BOUGHT =
      "SELECT i.id, i.name, i.price FROM purchases p JOIN items i ON i.id = p.item_id"
          + " WHERE p.user_id = $1 ORDER BY i.id";

  // Of an item that nobody has voted on, PostgreSQL says: division by zero.
  private static final String STARS = "SELECT points / votes AS stars FROM items WHERE id = $1";

  private static final MethodHandles.Lookup HERE = MethodHandles.lookup();
  private static final Function<Row, Item> TO_ITEM = RecordMapper.of(HERE, Item.class);
  private static final Function<Row, User> TO_USER = RecordMapper.of(HERE, User.class);

  /** An item. */
  record Item(long id, String name, BigDecimal price) {}

  /** A user. */
  record User(long id, String name) {}

  /** A user, and what they bought. */
  record Account(User user, List<Item> bought) {}

  /** An item's rating; without stars where they cannot be told. */
  record Rating(Item item, @Nullable Integer stars, String note) {}

  @Override
  public String name() {
    return "items";
  }

  @Override
  public void start(ExtensionContext context) {
    await(context.pg().exec(TABLES));
    var http = context.http();
    http.get("/item/{id}", ItemsExtension::item);
    http.onLoop().get("/item/{id}/fast", ItemsExtension::itemByChain);
    http.get("/user/{id}/full", ItemsExtension::account);
    http.get("/item/{id}/safe", ItemsExtension::rating);
  }

  /** Straight-line, on a virtual thread: await stands where the result is needed. */
  private static Item item(Request request, PgClient pg) {
    long id = request.path("id", Long.class);
    return only(await(pg.query(ITEM, Tuple.of(id), TO_ITEM)), "item", id);
  }

  /** The same as a chain on the event loop: no thread is made for it. */
  private static Future<Item> itemByChain(Request request, PgClient pg) {
    long id = request.path("id", Long.class);
    return pg.<Item>query(ITEM, Tuple.of(id), TO_ITEM).map(found -> only(found, "item", id));
  }

  /** Two queries at once: both are on their way before either is awaited. */
  private static Account account(Request request, PgClient pg) {
    long id = request.path("id", Long.class);
    Future<List<User>> user = pg.query(USER, Tuple.of(id), TO_USER);
    Future<List<Item>> bought = pg.query(BOUGHT, Tuple.of(id), TO_ITEM);
    await(Future.all(user, bought));
    return new Account(only(user.result(), "user", id), bought.result());
  }

  /** An error of the one query that may fail has something to stand for it; others are the caller's. */
  private static Rating rating(Request request, PgClient pg) {
    long id = request.path("id", Long.class);
    Item item = only(await(pg.query(ITEM, Tuple.of(id), TO_ITEM)), "item", id);
    try {
      List<Integer> stars =
          await(pg.<Integer>query(STARS, Tuple.of(id), row -> row.getInteger("stars")));
      return new Rating(item, stars.getFirst(), "from votes");
    } catch (PgFailure failure) {
      return new Rating(item, null, "no stars: " + failure.kind());
    }
  }

  private static <T> T only(List<T> found, String what, long id) {
    if (found.isEmpty()) {
      throw HttpError.notFound("there is no " + what + " " + id);
    }
    return found.getFirst();
  }
}
