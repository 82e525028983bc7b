package io.roundtrip.demo;

import java.util.Map;

/**
 * One message of a story, and what must become of it. Immutable.
 *
 * @param title what happens, for the reader
 * @param path where it is posted
 * @param contentType what it is
 * @param sample the file it comes from
 * @param status the HTTP status that the sender must get
 * @param outcome the outcome it must be told
 * @param received how many messages each simulated system must have got by then; one that is not named, none
 */
record Step(
    String title,
    String path,
    String contentType,
    String sample,
    int status,
    String outcome,
    Map<String, Integer> received) {}
