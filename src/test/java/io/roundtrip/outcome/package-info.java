/** Tests of the outcome's renderings. */
@NullMarked
package io.roundtrip.outcome;

import org.jspecify.annotations.NullMarked;
