package dev.dbm.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Queries that stay prepared on the server under names of dbm's own (manual: "PREPARE"), of which any number runs in one message.
 * A {@link RoundTrip} is prepared as a whole: each new combination would be planned anew, and the driver would search its text for
 * parameters first, which takes a cold process longer than the server needs for all of it.
 */
public final class KeptQueries {
    /** What the names of all of them begin with. */
    static final String PREFIX = "dbm query ";

    private final Session session;
    private Optional<Set<String>> kept = Optional.empty();

    /** Those of one session. */
    public KeptQueries(Session session) {
        this.session = session;
    }

    /** Has the server asked what it holds before the next message: somebody may have dropped them. */
    public void mayBeGone() {
        kept = Optional.empty();
    }

    /** Begins a message. */
    public Message message() {
        return new Message();
    }

    private Set<String> kept() {
        Set<String> names = kept.orElseGet(() -> new HashSet<>(session.query(
                "SELECT name FROM pg_catalog.pg_prepared_statements WHERE from_sql AND starts_with(name, ?)",
                row -> row.getString(1),
                PREFIX)));
        kept = Optional.of(names);
        return names;
    }

    /** Queries that are sent together. */
    public final class Message {
        private final StringBuilder sql = new StringBuilder();
        private final List<String> names = new ArrayList<>();
        private final List<RoundTrip.Reader> readers = new ArrayList<>();

        /**
         * Adds a query without parameters.
         *
         * @param name stands for this query, and for no other in this process
         */
        public Message then(String name, Supplier<String> query, RoundTrip.Reader reader) {
            return then(name, "", query, "", reader);
        }

        /** Adds a query whose one parameter, {@code $1}, is an array of OIDs. */
        public Message then(String name, Supplier<String> query, List<Long> oids, RoundTrip.Reader reader) {
            StringBuilder array = new StringBuilder(" ('{");
            for (int i = 0; i < oids.size(); i++) {
                array.append(i == 0 ? "" : ",").append(oids.get(i));
            }
            return then(name, " (oid[])", query, array.append("}')").toString(), reader);
        }

        private Message then(
                String name, String types, Supplier<String> query, String arguments, RoundTrip.Reader reader) {
            String quoted = Identifiers.quote(PREFIX + name);
            if (!kept().contains(PREFIX + name)) {
                sql.append("PREPARE ")
                        .append(quoted)
                        .append(types)
                        .append(" AS ")
                        .append(query.get())
                        .append(";\n");
            }
            sql.append("EXECUTE ").append(quoted).append(arguments).append(";\n");
            names.add(PREFIX + name);
            readers.add(reader);
            return this;
        }

        /** Sends all of them and reads all rows. */
        public void send() {
            if (readers.isEmpty()) {
                return;
            }
            Set<String> known = kept();
            // until all went well nobody knows which of them the server has prepared
            mayBeGone();
            Connection connection = session.connection();
            try (Statement statement = connection.createStatement()) {
                RoundTrip.read(statement, Session.executeAtOnce(statement, sql.toString()), readers);
            } catch (SQLException e) {
                throw new DatabaseException(e);
            }
            known.addAll(names);
            kept = Optional.of(known);
        }
    }
}
