package dev.dbm.run;

import dev.dbm.model.Difference;
import dev.dbm.model.PairResult;
import dev.dbm.model.Problem;
import dev.dbm.model.Snapshot;
import dev.dbm.model.Speed;
import dev.dbm.model.Version;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a rehearsal, or the memory of one, says about the pending migrations.
 *
 * @param pairs the result of each pair
 * @param keys the key under which each pair's proof is kept
 * @param problems what stands in the way, beside the pairs' own problems
 * @param drift how the target differs from what its migrations build
 * @param end the catalog that the target must have in the end; empty where the proofs were remembered, and where the scratch
 *     was on a server of another major version, whose catalog reads differently
 * @param endDigest the digest of that catalog, where it is known
 * @param speed how quickly the scratch's server reads and writes, where scripts were watched
 * @param remarks sentences about how it went
 */
record Rehearsed(
        Map<Version, PairResult> pairs,
        Map<Version, String> keys,
        List<Problem> problems,
        List<Difference> drift,
        Optional<Snapshot> end,
        Optional<String> endDigest,
        Optional<Speed> speed,
        List<String> remarks) {

    /** The same, with what was measured. */
    Rehearsed at(Optional<Speed> measured) {
        return new Rehearsed(pairs, keys, problems, drift, end, endDigest, measured, remarks);
    }

    /** Whether any pair, repeatable or the base says no. */
    boolean blocks() {
        return problems.stream().anyMatch(Problem::isError)
                || pairs.values().stream()
                        .anyMatch(pair -> pair.problems().stream().anyMatch(Problem::isError));
    }
}
