/** The management port, over real sockets. */
@NullMarked
package io.roundtrip.management;

import org.jspecify.annotations.NullMarked;
