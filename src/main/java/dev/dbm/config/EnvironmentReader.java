package dev.dbm.config;

import dev.dbm.config.Environment.Notify;
import dev.dbm.model.Demand;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.Rule;
import dev.dbm.model.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Works out what an environment demands from its table, the ones that it is like, the top of dbm.toml and the defaults. */
final class EnvironmentReader {
    /** What the top of the file cannot say: one line there would take the gates of every environment down. */
    static final Set<String> ONLY_IN_ENVIRONMENTS =
            Set.of("like", "confirm", "backup", "destructive", "drift", "irreversible", "fixtures", "reset");

    private static final Map<String, Demand> DEMANDS = words(Demand.values());
    private static final Map<String, Rule.Level> LEVELS = words(Rule.Level.values());
    private static final Map<String, Boolean> OUTPUTS = new TreeMap<>(Map.of("verbose", true, "plain", false));
    private static final Map<String, Boolean> REPORTS = new TreeMap<>(Map.of("summary", false, "full", true));

    private final DbmToml toml;
    private final UnaryOperator<Section> use;
    private final Origins origins;

    /**
     * @param used whether it is the environment of the run; the tables of others are only checked
     * @param origins gets each value and where it came from
     */
    EnvironmentReader(DbmToml toml, boolean used, Origins origins) {
        this.toml = toml;
        this.use = used ? Section::used : Section::unused;
        this.origins = origins;
    }

    /**
     * Reads an environment. What {@code like} copies are the demands; hooks, notices and backups stay each one's own.
     *
     * @param suspicious whether prod's demands hold in place of its own
     */
    Environment read(String name, boolean named, boolean suspicious, Optional<String> asEnvironment) {
        LikeChain chain = LikeChain.of(toml, suspicious ? "prod" : name, use);
        Demands defaults = chain.defaults();
        List<Section> table = toml.environment(name).map(use).stream().toList();
        List<Section> demanding = chain.sections();
        List<Section> demandingOrTop = withTop(demanding);
        List<Section> own = withTop(table);
        String source = defaults.source();

        origins.add("demands", defaults.of(), suspicious ? "the URL is not from [env." + name + "]" : chain.source());
        return new Environment(
                name,
                named,
                suspicious,
                asEnvironment,
                flag(demanding, "confirm", Found.of(defaults.confirm(), source)),
                flag(demanding, "backup", Found.of(defaults.backup(), source)),
                demand(demanding, "destructive", Found.of(defaults.destructive(), source)),
                demand(demanding, "drift", Found.of(defaults.drift(), source)),
                demand(demanding, "irreversible", Found.of(defaults.irreversible(), source)),
                value(
                        demandingOrTop,
                        "lock_timeout",
                        Section::duration,
                        Found.of(Demands.LOCK_TIMEOUT, "default"),
                        Amounts::show),
                value(
                        demandingOrTop,
                        "statement_timeout",
                        Section::duration,
                        Found.of(Demands.STATEMENT_TIMEOUT, "default"),
                        Amounts::show),
                value(
                        demandingOrTop,
                        "lock_retries",
                        Section::count,
                        Found.of(Demands.LOCK_RETRIES, "default"),
                        String::valueOf),
                harmlessOnly(demanding, "fixtures", defaults),
                harmlessOnly(demanding, "reset", defaults),
                value(
                        demandingOrTop,
                        "output",
                        (section, key) -> section.choice(key, OUTPUTS),
                        Found.of(defaults.verbose(), source),
                        verbose -> verbose ? "verbose" : "plain"),
                defaults.production(),
                optional(own, "backup_dir", Section::path, this::shown),
                value(
                        own,
                        "backup_keep",
                        Section::count,
                        Found.of(0, "default"),
                        keep -> keep == 0 ? "all" : String.valueOf(keep)),
                optional(own, "backup_command", Section::command, this::program).orElse(List.of()),
                optional(own, "after_migrate", Section::commands, this::programs)
                        .orElse(List.of()),
                value(own, "hook_timeout", Section::duration, Found.of(Demands.HOOK_TIMEOUT, "default"), Amounts::show),
                optional(own, "report_dir", Section::path, this::shown),
                notification(own),
                flag(demandingOrTop, "terminate_blockers", Found.of(false, "default")),
                optional(own, "throughput", Section::bytes, bytes -> bytes + " bytes/s")
                        .map(OptionalLong::of)
                        .orElse(OptionalLong.empty()),
                rules(demandingOrTop),
                largeTables(demandingOrTop));
    }

    /** Reads one key of a table. */
    private interface Reading<T> {
        Optional<Found<T>> read(Section section, String key);
    }

    /** The first table that has the key. The others are read as well, so that each is checked. */
    static <T> Optional<Found<T>> first(List<Section> sections, Function<Section, Optional<Found<T>>> reading) {
        Optional<Found<T>> first = Optional.empty();
        for (Section section : sections) {
            Optional<Found<T>> found = reading.apply(section);
            first = first.or(() -> found);
        }
        return first;
    }

    private List<Section> withTop(List<Section> sections) {
        List<Section> all = new ArrayList<>(sections);
        all.add(toml.top());
        return all;
    }

    private <T> T value(
            List<Section> sections,
            String key,
            Reading<T> reading,
            Found<T> standard,
            Function<? super T, String> show) {
        Found<T> found = first(sections, section -> reading.read(section, key)).orElse(standard);
        return origins.add(key, found, show);
    }

    private <T> Optional<T> optional(
            List<Section> sections, String key, Reading<T> reading, Function<? super T, String> show) {
        return first(sections, section -> reading.read(section, key)).map(found -> origins.add(key, found, show));
    }

    private boolean flag(List<Section> sections, String key, Found<Boolean> standard) {
        return value(sections, key, Section::flag, standard, String::valueOf);
    }

    private Demand demand(List<Section> sections, String key, Found<Demand> standard) {
        return value(
                sections, key, (section, name) -> section.choice(name, DEMANDS), standard, EnvironmentReader::word);
    }

    /** Sample rows and resets have no place where prod's demands hold: no table can allow them, only {@code like} can. */
    private boolean harmlessOnly(List<Section> sections, String key, Demands defaults) {
        Found<Boolean> found =
                first(sections, section -> section.flag(key)).orElse(Found.of(defaults.samples(), defaults.source()));
        if (found.value() && defaults.production()) {
            toml.place()
                    .problems()
                    .add(found.source()
                            .problem(
                                    ProblemCode.BAD_SETTINGS,
                                    key + " = true is never allowed where prod's demands hold.",
                                    "take the line out, or, where the data may be lost, add like = \"test\""));
        }
        return origins.add(key, found, String::valueOf);
    }

    private Notify notification(List<Section> sections) {
        List<Section> tables = tables(sections, "notify");
        Optional<Found<String>> webhook = first(tables, table -> table.filledText("webhook"));
        webhook.filter(found -> !isHttp(found.value())).ifPresent(found -> toml.place()
                .problems()
                .add(found.source()
                        .problem(
                                ProblemCode.BAD_SETTINGS,
                                "webhook is not an http:// or https:// address.",
                                "write the whole address")));
        webhook.ifPresent(found -> origins.addMasked("notify.webhook", found));
        Optional<Found<Boolean>> full = first(tables, table -> table.choice("report", REPORTS));
        full.ifPresent(found -> origins.add("notify.report", found, value -> value ? "full" : "summary"));
        Optional<Found<List<String>>> command = first(tables, table -> table.command("command"));
        command.ifPresent(found -> origins.add("notify.command", found, this::program));
        return new Notify(
                webhook.map(found -> new Secret(found.value())),
                full.map(Found::value).orElse(false),
                command.map(Found::value).orElse(List.of()));
    }

    private static boolean isHttp(String address) {
        try {
            URI uri = URI.create(address);
            return uri.getHost() != null && ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private Map<Rule, Rule.Level> rules(List<Section> sections) {
        List<Section> tables = tables(sections, "findings");
        Map<Rule, Rule.Level> rules = new EnumMap<>(Rule.class);
        for (Rule rule : Rule.values()) {
            first(tables, table -> table.choice(rule.id(), LEVELS))
                    .ifPresent(level ->
                            rules.put(rule, origins.add("findings." + rule.id(), level, EnvironmentReader::word)));
        }
        return rules;
    }

    private Set<String> largeTables(List<Section> sections) {
        Optional<Found<List<String>>> found = first(tables(sections, "findings"), table -> table.texts("large_tables"));
        found.ifPresent(names -> names.value().stream()
                .filter(name -> name.indexOf('.') < 0)
                .forEach(name -> toml.place()
                        .problems()
                        .add(names.source()
                                .problem(
                                        ProblemCode.BAD_SETTINGS,
                                        "large_tables names \"" + name + "\" without its schema.",
                                        "write it as \"public." + name + "\""))));
        return found.map(names -> origins.add("findings.large_tables", names, value -> String.join(", ", value)))
                .map(Set::copyOf)
                .orElse(Set.of());
    }

    private static List<Section> tables(List<Section> sections, String key) {
        return sections.stream().flatMap(section -> section.table(key).stream()).toList();
    }

    private String shown(Path path) {
        return TextFiles.show(path, toml.place().workingDirectory());
    }

    /** Only the program: its arguments may hold what a variable said. */
    private String program(List<String> command) {
        Path program = Path.of(command.get(0));
        return program.isAbsolute() ? shown(program) : command.get(0);
    }

    private String programs(List<List<String>> commands) {
        return String.join(", ", commands.stream().map(this::program).toList());
    }

    private static <E extends Enum<E>> Map<String, E> words(E[] values) {
        Map<String, E> words = new LinkedHashMap<>();
        for (E value : values) {
            words.put(word(value), value);
        }
        return words;
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
