/** The promise, over real sockets: every row of the outcome table with what the destinations received. */
@NullMarked
package io.roundtrip.promise;

import org.jspecify.annotations.NullMarked;
