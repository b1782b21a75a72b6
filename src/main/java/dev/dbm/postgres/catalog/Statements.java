package dev.dbm.postgres.catalog;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The SQL of every source for one server and role. */
final class Statements {
    // A run reads several databases of one server, and writing the SQL out takes longer than a small catalog's reading.
    private static final Map<List<Object>, Statements> WRITTEN = new ConcurrentHashMap<>();

    private final List<Prepared> all;

    /**
     * Those for a server.
     *
     * @param major its major version
     * @param self the OID of the connecting role
     * @param keeper the OID of the role that the schema history belongs to
     */
    static Statements of(int major, long self, long keeper, CatalogScope scope) {
        return WRITTEN.computeIfAbsent(
                List.of(major, self, keeper, scope.historySchema(), scope.excludedTables()),
                key -> new Statements(new SqlTemplate(major, self, keeper, scope)));
    }

    private Statements(SqlTemplate template) {
        this.all = Source.ALL.stream()
                .map(source -> Prepared.of(source, template.whole(source.template()), template.some(source.template())))
                .toList();
    }

    List<Prepared> all() {
        return all;
    }

    /**
     * A source's SQL.
     *
     * @param whole reads all units
     * @param some reads those in its parameter
     * @param times how often the parameter stands in it
     */
    record Prepared(Source source, String whole, String some, int times) {
        private static Prepared of(Source source, String whole, String some) {
            return new Prepared(
                    source, whole, some, some.length() - some.replace("?", "").length());
        }

        Object[] parameters(Long[] oids) {
            return Collections.nCopies(times, oids).toArray();
        }
    }
}
