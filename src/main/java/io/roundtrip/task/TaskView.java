package io.roundtrip.task;

import io.roundtrip.future.Progress;
import io.roundtrip.future.TaskStatus;
import io.roundtrip.net.Json;
import org.jspecify.annotations.Nullable;

/**
 * A task as it is shown over HTTP. Immutable.
 *
 * @param result JSON, once it has succeeded
 * @param error a problem (RFC 9457) as JSON, once it has failed
 */
public record TaskView(
    String id,
    TaskStatus status,
    Progress progress,
    @Nullable String result,
    @Nullable String error) {
  /** {@code {"id","status","progress","note","result"|"error"}}: a note only where there is one. */
  public String json() {
    StringBuilder out = new StringBuilder(128);
    Json.member(out.append('{'), "id", id);
    Json.member(out.append(','), "status", status.text());
    out.append(",\"progress\":").append(progress.fraction());
    if (!progress.note().isEmpty()) {
      Json.member(out.append(','), "note", progress.note());
    }
    if (result != null) {
      out.append(",\"result\":").append(result);
    }
    if (error != null) {
      out.append(",\"error\":").append(error);
    }
    return out.append('}').toString();
  }
}
