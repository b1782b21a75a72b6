package dev.dbm.postgres.catalog;

import java.util.Collections;
import java.util.List;

/** The SQL of every source for one server and role. */
final class Statements {
    private final List<Prepared> all;

    Statements(int major, long self, CatalogScope scope) {
        SqlTemplate template = new SqlTemplate(major, self, scope);
        this.all = Source.ALL.stream()
                .map(source ->
                        new Prepared(source, template.whole(source.template()), template.some(source.template())))
                .toList();
    }

    List<Prepared> all() {
        return all;
    }

    /**
     * A source's SQL.
     *
     * @param whole reads all units
     * @param some reads those in its parameter, which may stand in it more than once
     */
    record Prepared(Source source, String whole, String some) {
        Object[] parameters(Long[] oids) {
            int count = (int) some.chars().filter(c -> c == '?').count();
            return Collections.nCopies(count, oids).toArray();
        }
    }
}
