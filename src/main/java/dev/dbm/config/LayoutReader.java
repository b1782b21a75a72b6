package dev.dbm.config;

import dev.dbm.model.Placeholders;
import dev.dbm.model.ProblemCode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Settles where things are: schemas, the history's table, the folder of migrations, the scratch, and placeholders. */
final class LayoutReader {
    private static final Map<String, Settings.Scratch> SCRATCHES = Map.of(
            "auto", new Settings.Scratch.Auto(),
            "database", new Settings.Scratch.Database(),
            "schema", new Settings.Scratch.Schema(),
            "embedded", new Settings.Scratch.Embedded());

    private final CommandLine options;
    private final Map<String, String> variables;
    private final Path workingDirectory;
    private final Layout layout;
    private final FlywaySettings flyway;
    private final Problems problems;
    private final Origins origins;

    LayoutReader(
            CommandLine options,
            Map<String, String> variables,
            Path workingDirectory,
            Layout layout,
            FlywaySettings flyway,
            Problems problems,
            Origins origins) {
        this.options = options;
        this.variables = variables;
        this.workingDirectory = workingDirectory;
        this.layout = layout;
        this.flyway = flyway;
        this.problems = problems;
        this.origins = origins;
    }

    /**
     * The schemas that the migrations own, the one for unqualified names first.
     *
     * @param target a URL may name a schema too, as pgjdbc's {@code currentSchema}
     */
    List<String> schemas(Optional<Settings.Target> target) {
        Optional<Found<String>> own =
                given(options.schema(), "--schema", "DBM_SCHEMA").or(layout::schema);
        // Flyway's default schema is the first of its schemas.
        boolean useFlyway = own.isEmpty() && layout.schemas().isEmpty();
        Optional<Found<List<String>>> more = useFlyway ? flyway.list("schemas") : layout.schemas();
        Optional<Found<String>> flyways = useFlyway
                ? flyway.text("defaultSchema").or(() -> more.map(found -> found.map(list -> list.get(0))))
                : Optional.empty();
        Found<String> schema =
                own.or(() -> flyways).or(() -> currentSchema(target)).orElse(Found.of("public", "default"));
        origins.add("schema", check(schema, Names.badSchema(schema.value())), name -> name);
        Set<String> schemas = new LinkedHashSet<>(List.of(schema.value()));
        more.ifPresent(found -> {
            for (String name : found.value()) {
                check(Found.of(name, found.source()), Names.badSchema(name));
                schemas.add(name);
            }
            origins.add("schemas", found, list -> String.join(", ", list));
        });
        return List.copyOf(schemas);
    }

    private static Optional<Found<String>> currentSchema(Optional<Settings.Target> target) {
        return target.flatMap(found -> found instanceof Settings.Target.Server server
                        ? Optional.ofNullable(server.address().parameters().get("currentSchema"))
                        : Optional.empty())
                .map(path -> Found.of(path.split(",", 2)[0].strip(), "currentSchema in the URL"));
    }

    String historyTable() {
        Found<String> table = layout.historyTable()
                .or(() -> flyway.text("table"))
                .orElse(Found.of("flyway_schema_history", "default"));
        return origins.add("table", check(table, Names.badIdentifier(table.value())), name -> name);
    }

    private Found<String> check(Found<String> name, Optional<String> fault) {
        fault.ifPresent(text -> problems.add(
                name.source().problem(ProblemCode.BAD_SETTINGS, "Not usable: " + text + ".", "choose another name")));
        return name;
    }

    Path migrations(Optional<SettingsFile> file) {
        Optional<Found<Path>> within = file.filter(SettingsFile::inMigrations)
                .map(found ->
                        Found.of(found.folder(), "the folder of " + TextFiles.show(found.file(), workingDirectory)));
        Path base = file.map(SettingsFile::folder).orElse(workingDirectory);
        Found<Path> folder = given(options.migrations(), "--migrations", "DBM_MIGRATIONS")
                .map(found -> found.<Path>map(workingDirectory::resolve))
                .or(layout::migrations)
                .or(() -> within)
                .or(flyway::location)
                .orElse(Found.of(base.resolve("migrations"), "default"));
        return origins.add("migrations", folder.map(Path::normalize), path -> TextFiles.show(path, workingDirectory));
    }

    Settings.Scratch scratch() {
        Found<String> scratch = given(options.scratch(), "--scratch", "DBM_SCRATCH")
                .or(layout::scratch)
                .orElse(Found.of("auto", "default"));
        String text = scratch.value();
        Settings.Scratch word = SCRATCHES.get(text);
        if (word != null) {
            origins.add("scratch", scratch, name -> name);
            return word;
        }
        if (text.indexOf(':') < 0) {
            // What a variable said is not shown.
            String what = scratch.variables().isEmpty() ? "\"" + UrlMask.mask(text) + "\"" : "The value";
            problems.add(scratch.source()
                    .problem(
                            scratch.source().text().equals("--scratch")
                                    ? ProblemCode.BAD_OPTION
                                    : ProblemCode.BAD_SETTINGS,
                            what + " is no scratch." + Names.didYouMean(text, SCRATCHES.keySet()),
                            "write auto, database, schema, embedded, or the URL of a server"));
            return new Settings.Scratch.Auto();
        }
        return problems.attempt(() -> new AddressReader(variables, problems).read(scratch))
                .<Settings.Scratch>map(located -> {
                    origins.add(
                            "scratch",
                            located.address().display(),
                            scratch.source().text());
                    return new Settings.Scratch.Server(located.address());
                })
                .orElseGet(Settings.Scratch.Auto::new);
    }

    /** Flyway's placeholders, over them those of dbm.toml; each name by itself. */
    Placeholders placeholders() {
        Map<String, Found<Placeholders.Value>> all = new TreeMap<>();
        flyway.placeholders().forEach((name, found) -> all.put(name, Layout.placeholder(found)));
        all.putAll(layout.placeholders());
        Map<String, Placeholders.Value> values = new LinkedHashMap<>();
        all.forEach((name, found) -> values.put(name, origins.addMasked("placeholders." + name, found)));
        return new Placeholders(values);
    }

    private Optional<Found<String>> given(Optional<String> option, String name, String variable) {
        return SettingsReader.given(option, name, variables, variable);
    }
}
