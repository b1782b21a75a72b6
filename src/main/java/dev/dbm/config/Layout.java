package dev.dbm.config;

import dev.dbm.model.Placeholders;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What an environment's table, and behind it the top of dbm.toml, say about where things are.
 *
 * @param table who and where by the environment's own table
 * @param top who and where by the top of the file
 */
record Layout(
        Login table,
        Login top,
        Optional<Found<Path>> migrations,
        Optional<Found<String>> schema,
        Optional<Found<List<String>>> schemas,
        Optional<Found<String>> historyTable,
        Optional<Found<String>> scratch,
        Map<String, Found<Placeholders.Value>> placeholders) {

    /** A URL, and the user and password beside it. */
    record Login(Optional<Found<String>> url, Optional<Found<String>> user, Optional<Found<String>> password) {
        static final Login NONE = new Login(Optional.empty(), Optional.empty(), Optional.empty());
    }

    /**
     * @param used whether it is the environment of the run
     * @param urlNeeded whether nothing before dbm.toml names a URL; where something does, a variable that is missing for the
     *     file's own URL is nobody's trouble
     */
    static Layout read(DbmToml toml, String environment, boolean used, boolean urlNeeded) {
        Section top = toml.top();
        Optional<Section> own = toml.environment(environment).map(section -> used ? section.used() : section.unused());
        List<Section> sections = own.map(section -> List.of(section, top)).orElse(List.of(top));
        return new Layout(
                own.map(section -> login(urlNeeded ? section : section.unused()))
                        .orElse(Login.NONE),
                login(urlNeeded ? top : top.unused()),
                EnvironmentReader.first(sections, section -> section.path("migrations")),
                EnvironmentReader.first(sections, section -> section.filledText("schema")),
                EnvironmentReader.first(sections, section -> section.texts("schemas")),
                EnvironmentReader.first(sections, section -> section.filledText("table")),
                EnvironmentReader.first(sections, section -> section.filledText("scratch")),
                placeholders(sections));
    }

    private static Login login(Section section) {
        return new Login(section.filledText("url"), section.filledText("user"), section.text("password"));
    }

    private static Map<String, Found<Placeholders.Value>> placeholders(List<Section> sections) {
        Map<String, Found<Placeholders.Value>> values = new TreeMap<>();
        for (Section section : sections) {
            section.table("placeholders").ifPresent(table -> {
                for (String name : table.keys()) {
                    table.scalar(name).ifPresent(found -> values.putIfAbsent(name, placeholder(found)));
                }
            });
        }
        return values;
    }

    /** A placeholder's value, which remembers the variables that it was made of. */
    static Found<Placeholders.Value> placeholder(Found<String> found) {
        return found.map(text -> found.variables().isEmpty()
                ? Placeholders.Value.literal(text)
                : Placeholders.Value.from(String.join(", ", found.variables()), text));
    }
}
