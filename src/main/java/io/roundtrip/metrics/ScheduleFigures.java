package io.roundtrip.metrics;

/**
 * What became of a schedule's times. Immutable.
 *
 * @param schedule its name
 * @param done runs that ended well
 * @param failed runs that threw, or could not be claimed because the store did not answer
 * @param overlapping times that passed while a run was under way, here or on another engine
 * @param elsewhere times that another engine took
 * @param running whether a run is under way here
 */
public record ScheduleFigures(
    String schedule, long done, long failed, long overlapping, long elsewhere, boolean running) {}
