package dev.dbm.run;

import dev.dbm.model.Difference;
import dev.dbm.model.Difference.Change;
import java.util.List;
import java.util.Optional;

/**
 * What recording migrations as applied would claim, held against the target.
 *
 * @param differences between the target and what the migrations build
 * @param unknownBecause why that cannot be told, where it cannot
 * @param remarks sentences about how it was found
 */
record Claim(List<Difference> differences, Optional<String> unknownBecause, List<String> remarks) {

    /**
     * A repeatable that has not run may have left its objects already, or not: what is there as it makes it, and what it would
     * still make, is no difference.
     *
     * @param without the differences from what the versions alone build
     * @param with the differences from what versions and repeatables build
     */
    static List<Difference> fewest(List<Difference> without, List<Difference> with) {
        return with.stream()
                .filter(difference -> difference.change() != Change.GONE
                        || without.stream().anyMatch(other -> about(other, difference)))
                .toList();
    }

    private static boolean about(Difference one, Difference other) {
        return one.kind().equals(other.kind()) && one.object().equals(other.object());
    }
}
