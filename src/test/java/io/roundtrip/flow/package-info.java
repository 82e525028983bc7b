/** Order, the queue and the drain, over real sockets. */
@NullMarked
package io.roundtrip.flow;

import org.jspecify.annotations.NullMarked;
