/** Tests of state machines: rules one by one, and a book against a simple model. */
@NullMarked
package io.roundtrip.state;

import org.jspecify.annotations.NullMarked;
