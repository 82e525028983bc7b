/**
 * Work that begins by the clock: at a fixed rate, or by a cron expression in a time zone.
 *
 * <p>Floor 3. {@link io.roundtrip.schedule.Schedules} is where they are declared; a {@link
 * io.roundtrip.schedule.ScheduleVerticle} on one shard runs them, one {@code Timekeeper} for each. A run is straight-line code
 * on a virtual thread, and a schedule never has two at a time: a time that passes meanwhile is skipped and counted.
 *
 * <p>Where the engine has a store, all engines on that database share a schedule: a run begins with a row of its schedule and
 * due time, so one engine alone has it, and while a schedule has a row that is not ended no other can be made. The run of an
 * engine that has died is over when its lease is (ten seconds). Due times are the same on every engine for that reason: whole
 * intervals since 1970, or what the cron expression says.
 */
@NullMarked
package io.roundtrip.schedule;

import org.jspecify.annotations.NullMarked;
