package dev.dbm.config;

import dev.dbm.model.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The list of settings and where they came from, as it grows. */
final class Origins {
    /** What stands in place of a value that must not be shown. */
    static final String MASK = "****";

    private final List<Report.Setting> settings = new ArrayList<>();

    /** Notes a value that may be shown. */
    <T> T add(String name, Found<T> found, Function<? super T, String> show) {
        settings.add(new Report.Setting(
                name, show.apply(found.value()), found.source().text()));
        return found.value();
    }

    /** Notes that there is a value, and where it is from. */
    <T> T addMasked(String name, Found<T> found) {
        return add(name, found, value -> MASK);
    }

    void add(String name, String shown, String source) {
        settings.add(new Report.Setting(name, shown, source));
    }

    List<Report.Setting> list() {
        return List.copyOf(settings);
    }
}
