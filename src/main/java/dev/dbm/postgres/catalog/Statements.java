package dev.dbm.postgres.catalog;

import dev.dbm.postgres.KeptQueries;
import dev.dbm.postgres.RoundTrip;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The SQL of every source for one server and role. */
final class Statements {
    // A run reads several databases of one server, and writing the SQL out takes longer than a small catalog's reading.
    private static final Map<List<Object>, Statements> WRITTEN = new HashMap<>();

    private final List<OfSource> all;

    /**
     * Those for a server.
     *
     * @param major its major version
     * @param self the OID of the connecting role
     * @param keeper the OID of the role that the schema history belongs to
     */
    static Statements of(int major, long self, long keeper, CatalogScope scope) {
        List<Object> key = List.of(major, self, keeper, scope.historySchema(), scope.excludedTables());
        synchronized (WRITTEN) {
            return WRITTEN.computeIfAbsent(
                    key, absent -> new Statements(WRITTEN.size(), new SqlTemplate(major, self, keeper, scope)));
        }
    }

    private Statements(int number, SqlTemplate template) {
        this.all = IntStream.range(0, Source.ALL.size())
                .mapToObj(i -> new OfSource(Source.ALL.get(i), number + "." + i, template))
                .toList();
    }

    List<OfSource> all() {
        return all;
    }

    /** A source's SQL, written out when it is first needed. */
    static final class OfSource {
        private final Source source;
        private final String name;
        private final SqlTemplate template;
        private @Nullable String whole;
        private @Nullable String some;

        private OfSource(Source source, String name, SqlTemplate template) {
            this.source = source;
            this.name = name;
            this.template = template;
        }

        Source source() {
            return source;
        }

        /** Reads all units. */
        void whole(KeptQueries.Message message, RoundTrip.Reader reader) {
            message.then(name + " whole", this::whole, reader);
        }

        /** Reads these units. */
        void some(KeptQueries.Message message, List<Long> units, RoundTrip.Reader reader) {
            message.then(name + " some", this::some, units, reader);
        }

        private synchronized String whole() {
            String written = whole == null ? template.whole(source.template()) : whole;
            whole = written;
            return written;
        }

        private synchronized String some() {
            String written = some == null ? template.some(source.template()) : some;
            some = written;
            return written;
        }
    }
}
