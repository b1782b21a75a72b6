package dev.dbm.config;

import dev.dbm.model.ProblemCode;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A table of dbm.toml, read with checks: a value of a wrong type or form becomes a problem and counts as absent. A key that
 * nobody asked for is unknown, so what is known stands nowhere but where it is used.
 */
final class Section {
    private final DbmToml.Place place;
    private final String label;
    private final Map<String, Entry> entries;
    private final boolean used;
    private final Set<String> asked;
    private final Map<String, Section> children;

    /**
     * @param label {@code [env.prod]}, empty for the top of the file
     * @param used whether a variable that is not set is an error; where it is not, its value counts as absent
     */
    Section(DbmToml.Place place, String label, Map<String, Entry> entries, boolean used) {
        this(place, label, entries, used, new LinkedHashSet<>(), new LinkedHashMap<>());
    }

    private Section(
            DbmToml.Place place,
            String label,
            Map<String, Entry> entries,
            boolean used,
            Set<String> asked,
            Map<String, Section> children) {
        this.place = place;
        this.label = label;
        this.entries = entries;
        this.used = used;
        this.asked = asked;
        this.children = children;
    }

    /** The same table, where a variable that is not set is no error: nothing here decides the run. */
    Section unused() {
        return new Section(place, label, entries, false, asked, children);
    }

    /** The same table, whose variables must be set. */
    Section used() {
        return new Section(place, label, entries, true, asked, children);
    }

    Set<String> keys() {
        return entries.keySet();
    }

    Source source(String key) {
        Entry entry = entries.get(key);
        return entry == null ? Source.named(label) : source(entry);
    }

    private Source source(Entry entry) {
        String text = place.shown()
                + (label.isEmpty() ? "" : " " + label)
                + (entry.line() == 0 ? "" : " line " + entry.line());
        return Source.at(text, place.shown(), entry.line(), entry.column());
    }

    Optional<Found<String>> text(String key) {
        return entry(key).flatMap(entry -> text(entry, key));
    }

    /** A string, or a number or a truth value as it would be written. */
    Optional<Found<String>> scalar(String key) {
        return entry(key)
                .flatMap(entry -> entry.value() instanceof Long || entry.value() instanceof Boolean
                        ? Optional.of(Found.of(entry.value().toString(), source(entry)))
                        : text(entry, key));
    }

    Optional<Found<String>> filledText(String key) {
        return text(key).flatMap(found -> {
            if (!found.value().isBlank()) {
                return Optional.of(found);
            }
            if (found.variables().isEmpty()) {
                bad(found.source(), key + " is empty.", "write a value, or leave the line out");
            } else if (used) {
                place.problems()
                        .add(found.source()
                                .problem(
                                        ProblemCode.UNSET_VARIABLE,
                                        "The environment variable " + String.join(", ", found.variables())
                                                + " is empty, and " + key + " needs a value.",
                                        "set it, and run again"));
            }
            return Optional.empty();
        });
    }

    Optional<Found<Boolean>> flag(String key) {
        return entry(key).flatMap(entry -> {
            if (entry.value() instanceof Boolean value) {
                return Optional.of(Found.of(value, source(entry)));
            }
            wrongKind(entry, key, "true or false");
            return Optional.empty();
        });
    }

    /** A whole number from 0 to 1,000,000. */
    Optional<Found<Integer>> count(String key) {
        return entry(key).flatMap(entry -> {
            if (entry.value() instanceof Long number && number >= 0 && number <= 1_000_000) {
                return Optional.of(Found.of(Math.toIntExact(number), source(entry)));
            }
            bad(source(entry), key + " must be a whole number from 0 to 1000000.", "write it without quotes");
            return Optional.empty();
        });
    }

    Optional<Found<Duration>> duration(String key) {
        return filledText(key).flatMap(found -> {
            Optional<Duration> duration = Amounts.duration(found.value());
            if (duration.isEmpty()) {
                bad(found.source(), key + " is not a duration.", "write " + Amounts.DURATION_FORM);
            }
            return duration.map(value -> Found.of(value, found.source()));
        });
    }

    /** Bytes, such as {@code "200MB"}. */
    Optional<Found<Long>> bytes(String key) {
        return filledText(key).flatMap(found -> {
            OptionalLong bytes = Amounts.bytes(found.value());
            if (bytes.isEmpty()) {
                bad(found.source(), key + " is not an amount of bytes.", "write a number with B, kB, MB or GB");
                return Optional.empty();
            }
            return Optional.of(found.map(text -> bytes.getAsLong()));
        });
    }

    /** One of a few words. */
    <T> Optional<Found<T>> choice(String key, Map<String, T> words) {
        return filledText(key).flatMap(found -> {
            T value = words.get(found.value());
            if (value == null) {
                bad(
                        found.source(),
                        key + (found.variables().isEmpty() ? " = \"" + found.value() + "\"" : "")
                                + " is not one of its values." + Names.didYouMean(found.value(), words.keySet()),
                        "write one of: " + String.join(", ", words.keySet()));
                return Optional.empty();
            }
            return Optional.of(Found.of(value, found.source()));
        });
    }

    /** A path; a relative one starts from the file's own folder. */
    Optional<Found<Path>> path(String key) {
        return filledText(key).flatMap(found -> {
            try {
                return Optional.of(
                        found.map(text -> place.folder().resolve(text).normalize()));
            } catch (InvalidPathException e) {
                bad(found.source(), key + " is not a path.", "write a path, from the folder of " + place.shown());
                return Optional.empty();
            }
        });
    }

    Optional<Found<List<String>>> texts(String key) {
        return entry(key).flatMap(entry -> texts(entry, key));
    }

    /** One command: a list of a program and its arguments, or a string, which is a program without arguments. */
    Optional<Found<List<String>>> command(String key) {
        return entry(key).flatMap(entry -> command(entry, key));
    }

    /** Commands, each a program, or a list of a program and its arguments. */
    Optional<Found<List<List<String>>>> commands(String key) {
        return entry(key).flatMap(entry -> {
            if (!(entry.value() instanceof List<?> items)) {
                wrongKind(entry, key, "a list");
                return Optional.empty();
            }
            List<List<String>> commands = new ArrayList<>();
            for (Object item : items) {
                command((Entry) item, key).ifPresent(found -> commands.add(found.value()));
            }
            return Optional.of(Found.of(List.copyOf(commands), source(entry)));
        });
    }

    /** A table within this one. */
    Optional<Section> table(String key) {
        return entry(key).flatMap(entry -> {
            if (!(entry.value() instanceof Map<?, ?> values)) {
                wrongKind(entry, key, "a table");
                return Optional.empty();
            }
            Section child = children.computeIfAbsent(key, name -> {
                Map<String, Entry> inner = new LinkedHashMap<>();
                values.forEach((k, v) -> inner.put((String) k, (Entry) v));
                String path = label.isEmpty() ? name : label.substring(1, label.length() - 1) + "." + name;
                return new Section(place, "[" + path + "]", inner, used);
            });
            return Optional.of(used ? child.used() : child.unused());
        });
    }

    /** Reports each key that nobody asked for, here and in the tables within. */
    void rejectOthers(Collection<String> elsewhere) {
        for (String key : entries.keySet()) {
            if (!asked.contains(key)) {
                String where = label.isEmpty() ? "at the top of " + place.shown() : "in " + label;
                boolean misplaced = elsewhere.contains(key);
                String hint = misplaced ? " It belongs to one environment." : Names.didYouMean(key, asked);
                place.problems()
                        .add(source(key)
                                .problem(
                                        ProblemCode.UNKNOWN_SETTING,
                                        "Unknown setting \"" + key + "\" " + where + "." + hint,
                                        misplaced
                                                ? "move it under [env.<name>]"
                                                : "correct the name, or take the line out"));
            }
        }
        children.values().forEach(child -> child.rejectOthers(List.of()));
    }

    void bad(Source source, String message, String next) {
        place.problems().add(source.problem(ProblemCode.BAD_SETTINGS, message, next));
    }

    private Optional<Entry> entry(String key) {
        asked.add(key);
        return Optional.ofNullable(entries.get(key));
    }

    private void wrongKind(Entry entry, String key, String wanted) {
        bad(source(entry), key + " must be " + wanted + ", and is " + entry.kind() + ".", "correct the value");
    }

    private Optional<Found<String>> text(Entry entry, String key) {
        if (!(entry.value() instanceof String raw)) {
            wrongKind(entry, key, "a string");
            return Optional.empty();
        }
        Expansion expansion = Expansion.of(raw, place.variables());
        if (expansion.malformed()) {
            bad(
                    source(entry),
                    key + " holds a ${ that names no environment variable.",
                    "write ${NAME}, or $${ for a plain ${");
            return Optional.empty();
        }
        if (!expansion.unset().isEmpty()) {
            for (String name : used ? expansion.unset() : List.<String>of()) {
                place.problems()
                        .add(source(entry)
                                .problem(
                                        ProblemCode.UNSET_VARIABLE,
                                        "The environment variable " + name + " is not set, and " + key + " needs it.",
                                        "set " + name + ", and run again"));
            }
            return Optional.empty();
        }
        if (expansion.text().indexOf('\0') >= 0) {
            bad(source(entry), key + " holds a zero byte.", "take it out");
            return Optional.empty();
        }
        return Optional.of(new Found<>(expansion.text(), source(entry), expansion.variables()));
    }

    private Optional<Found<List<String>>> texts(Entry entry, String key) {
        if (!(entry.value() instanceof List<?> items)) {
            wrongKind(entry, key, "a list of strings");
            return Optional.empty();
        }
        List<String> texts = new ArrayList<>();
        for (Object item : items) {
            Optional<Found<String>> text = text((Entry) item, key);
            if (text.isEmpty()) {
                return Optional.empty();
            }
            texts.add(text.get().value());
        }
        return Optional.of(Found.of(List.copyOf(texts), source(entry)));
    }

    private Optional<Found<List<String>>> command(Entry entry, String key) {
        Optional<Found<List<String>>> words = entry.value() instanceof String
                ? text(entry, key).map(found -> found.map(List::of))
                : texts(entry, key);
        return words.flatMap(found -> {
            if (found.value().isEmpty() || found.value().get(0).isBlank()) {
                bad(found.source(), key + " names no program.", "write a program, or a list of one and its arguments");
                return Optional.empty();
            }
            List<String> command = new ArrayList<>(found.value());
            Path program = program(command.get(0));
            boolean shellLine =
                    command.size() == 1 && command.get(0).indexOf(' ') > 0 && !java.nio.file.Files.exists(program);
            if (shellLine) {
                bad(
                        found.source(),
                        key + " starts programs without a shell, so a string is one program, not a command line.",
                        "write a list: [\"program\", \"argument\"]");
                return Optional.empty();
            }
            command.set(0, program.toString());
            return Optional.of(Found.of(List.copyOf(command), found.source()));
        });
    }

    /** A program with a folder in front starts from the file's folder; a bare name is looked up in the PATH. */
    private Path program(String name) {
        boolean bare = name.indexOf('/') < 0 && name.indexOf('\\') < 0;
        return bare ? Path.of(name) : place.folder().resolve(name).normalize();
    }
}
