/**
 * A PostgreSQL of the engine's own: unpacked, set up, started, watched and stopped by {@link EmbeddedPostgres}.
 *
 * <p>Everything is in one folder: {@code bin-<version>} (from the jar, once per version), {@code data}, {@code password},
 * {@code socket}, and {@code lock}, which the engine holds as long as it runs, so that a second engine is refused and
 * what a killed one left behind can be removed without asking further ({@link Occupants}).
 *
 * <p>Nobody outside the machine reaches the server: it listens on a unix socket in a folder of mode 0700 and asks for a
 * SCRAM password there. Not "peer", because in the user namespace that lets root run it ({@link RunAs}) every user looks
 * like the same one. What makes a commit durable is pinned on its command line, and refused where its conf says otherwise
 * ({@link Cluster}).
 *
 * <p>One platform thread ({@link Supervisor}) does all of it, because the server is stopped by the kernel when the thread
 * that spawned it ends: so a {@code kill -9} of the JVM is a clean stop of PostgreSQL. The same thread starts it again
 * when it dies. In a session of its own, it does not get the terminal's Ctrl-C: the engine drains first and stops it last.
 *
 * <p>The binaries come as tar in xz. {@link Unpacking} reads xz with {@code org.tukaani:xz} (no dependencies) and tar
 * itself: commons-compress would bring four jars, and an image of a JRE has no {@code xz} for the system's tar.
 */
@NullMarked
package io.roundtrip.embedded;

import org.jspecify.annotations.NullMarked;
