package dev.dbm.config;

import dev.dbm.model.ProblemCode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * An environment's table, the tables that it is like one after the other, and the defaults behind the last.
 *
 * @param source where it is said which defaults hold
 */
record LikeChain(List<Section> sections, Demands defaults, String source) {

    /** The names of environments that may be used: those that dbm knows and those that have a table. */
    static Set<String> known(DbmToml toml) {
        Set<String> known = new TreeSet<>(toml.environmentNames());
        known.addAll(List.of("dev", "test", "prod"));
        return known;
    }

    /** Follows {@code like} from an environment; a name that does not exist and a circle are noted as problems. */
    static LikeChain of(DbmToml toml, String name, UnaryOperator<Section> use) {
        Problems problems = toml.place().problems();
        List<Section> sections = new ArrayList<>();
        Set<String> seen = new LinkedHashSet<>();
        String current = name;
        String said = "default";
        while (true) {
            seen.add(current);
            Optional<Section> section = toml.environment(current).map(use);
            section.ifPresent(sections::add);
            Optional<Found<String>> like = section.flatMap(table -> table.filledText("like"));
            if (like.isEmpty()) {
                return new LikeChain(sections, Demands.of(current), said);
            }
            String next = like.get().value();
            Source source = like.get().source();
            if (!known(toml).contains(next)) {
                problems.add(source.problem(
                        ProblemCode.UNKNOWN_ENVIRONMENT,
                        "like names the environment \"" + next + "\", which does not exist.",
                        "name one of: " + String.join(", ", Names.nearestFirst(next, known(toml)))));
                return new LikeChain(sections, Demands.of("prod"), source.text());
            }
            if (seen.contains(next)) {
                problems.add(source.problem(
                        ProblemCode.BAD_SETTINGS,
                        "like goes round in a circle: " + String.join(", ", seen) + ", " + next + ".",
                        "take one like out"));
                return new LikeChain(sections, Demands.of("prod"), source.text());
            }
            said = source.text();
            current = next;
        }
    }
}
