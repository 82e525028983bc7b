/** What integration tests share: an engine on a conf of the test's own, destinations that do as they are told, a client. */
@NullMarked
package io.roundtrip.kit;

import org.jspecify.annotations.NullMarked;
