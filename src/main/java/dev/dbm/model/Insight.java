package dev.dbm.model;

import java.util.List;
import java.util.Optional;

/**
 * What a plan says of a migration beyond its verdict.
 *
 * @param findings what a reviewer should know, heaviest first
 * @param forward the forward script's window; empty where nothing was observed
 * @param back the undo script's
 */
public record Insight(List<Finding> findings, Optional<Window> forward, Optional<Window> back) {
    /** Nothing was observed. */
    public static final Insight NONE = new Insight(List.of(), Optional.empty(), Optional.empty());

    public Insight {
        findings = List.copyOf(findings);
    }
}
