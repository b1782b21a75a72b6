package dev.dbm.rehearsal;

import dev.dbm.model.LockMode;
import dev.dbm.model.RelationEffect;
import dev.dbm.model.RelationEffect.Did;
import dev.dbm.model.RelationEffect.Rows;
import dev.dbm.model.Script;
import dev.dbm.model.ScriptEffects;
import dev.dbm.model.Statement;
import dev.dbm.model.StatementEffects;
import dev.dbm.postgres.RelationStates;
import dev.dbm.postgres.RelationStates.State;
import dev.dbm.postgres.Session;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Watches what the statements of a script do to relations: the locks that they take, the relations that they make, drop, write
 * anew or read as a whole, and the rows that they write. What is seen, not what the text says.
 */
final class EffectWatch {
    /** A script of more statements is looked at once, at its end. */
    static final int EACH = 2_000;

    /** So many relations are looked at after each statement; beyond them a look is shared by several statements. */
    private static final int ALONE = 100;

    private static final Set<String> DML =
            Set.of("INSERT", "UPDATE", "DELETE", "MERGE", "SELECT", "WITH", "COPY", "VALUES", "TABLE", "DO", "CALL");

    private static final Map<String, String> KINDS = Map.of(
            "r", "table",
            "p", "table",
            "i", "index",
            "I", "index",
            "v", "view",
            "m", "materialized-view",
            "S", "sequence",
            "f", "foreign-table");

    private final Session session;
    private final Session beside;
    private final int major;
    private final UnaryOperator<String> names;
    // Relations as they stood before a script. To ask for new ones once a script is cheaper than once a statement; what
    // changed since shows when a relation is met for the first time.
    private final Map<Long, State> standing = new HashMap<>();
    private long newest;

    /**
     * A watch.
     *
     * @param session the session that runs the scripts
     * @param beside another session in the same database
     * @param major the server's major version
     * @param names turns a full name on the scratch into the one that it stands for
     */
    EffectWatch(Session session, Session beside, int major, UnaryOperator<String> names) {
        this.names = names;
        this.session = session;
        this.beside = beside;
        this.major = major;
    }

    /** Begins to watch a script that runs in one transaction, before that begins. */
    Transaction transaction(Script script, List<Statement> statements) {
        for (State state : RelationStates.committedSince(beside, newest)) {
            standing.put(state.oid(), state);
            newest = Math.max(newest, state.oid());
        }
        return new Transaction(script, statements, RelationStates.counters(session, major));
    }

    /** Begins to watch a script that runs without one. */
    Loose loose(Script script) {
        return new Loose(script);
    }

    /** A relation as it was last seen. */
    private record Known(boolean existed, State state, Optional<String> table, Optional<LockMode> lock, boolean gone) {}

    private String shown(State state) {
        return names.apply(state.name().orElse("?"));
    }

    /** A statement that ran, and how long it took. */
    private record Ran(Statement statement, long micros) {}

    /** A full name without its schema and quotes. */
    private static String own(String name) {
        return name.substring(name.lastIndexOf('.') + 1).replace("\"", "");
    }

    private static String keyword(Statement statement) {
        String text = statement.shown().stripLeading();
        int end = 0;
        while (end < text.length() && Character.isLetter(text.charAt(end))) {
            end++;
        }
        return text.substring(0, end).toUpperCase(Locale.ROOT);
    }

    private static boolean alike(State one, @Nullable State other) {
        return other != null
                && one.name().equals(other.name())
                && one.storage() == other.storage()
                && one.valid() == other.valid();
    }

    private static Optional<LockMode> stronger(Optional<LockMode> now, Optional<LockMode> before) {
        return now.filter(
                mode -> before.filter(held -> held.compareTo(mode) >= 0).isEmpty());
    }

    private static Map<Long, State> byOid(List<State> states) {
        return states.stream().collect(Collectors.toMap(State::oid, Function.identity()));
    }

    /** The statements of one transaction. */
    final class Transaction {
        private final Script script;
        private final boolean folded;
        private final Map<Long, State> counted;
        private final Map<Long, Known> known = new HashMap<>();
        private final List<StatementEffects> effects = new ArrayList<>();
        private final List<Ran> waiting = new ArrayList<>();

        private Transaction(Script script, List<Statement> statements, Map<Long, State> counted) {
            this.script = script;
            this.folded = statements.size() > EACH;
            this.counted = counted;
        }

        /** Whether it is looked at only once, at its end. */
        boolean folded() {
            return folded;
        }

        /**
         * Looks at what the statement did. Each look sees all relations that the transaction has locked: where those are many, it
         * waits for a few statements more, so that a long script costs no more for each of them than a short one.
         */
        void after(Statement statement, long micros) {
            waiting.add(new Ran(statement, micros));
            boolean alone = known.size() <= ALONE || DML.contains(keyword(statement));
            if (alone || waiting.size() >= known.size() * 2 / ALONE) {
                look();
            }
        }

        private void look() {
            if (waiting.isEmpty()) {
                return;
            }
            Ran last = waiting.get(waiting.size() - 1);
            Map<Statement, List<RelationEffect>> each = new IdentityHashMap<>();
            for (RelationEffect effect : effects(last.statement())) {
                each.computeIfAbsent(by(effect), statement -> new ArrayList<>()).add(effect);
            }
            for (Ran ran : waiting) {
                effects.add(new StatementEffects(
                        ran.statement(), ran.micros(), each.getOrDefault(ran.statement(), List.of())));
            }
            waiting.clear();
        }

        /** The statement that did it: of several the last that names the relation, else the last of all. */
        private Statement by(RelationEffect effect) {
            for (int i = waiting.size() - 1; i >= 0; i--) {
                String text = waiting.get(i).statement().sql();
                boolean named = text.contains(own(effect.relation()))
                        || effect.table()
                                .filter(table -> text.contains(own(table)))
                                .isPresent();
                if (named) {
                    return waiting.get(i).statement();
                }
            }
            return waiting.get(waiting.size() - 1).statement();
        }

        private List<RelationEffect> effects(Statement statement) {
            List<State> held = RelationStates.held(session);
            Map<Long, State> now = byOid(held);
            meet(held);
            List<RelationEffect> relations = new ArrayList<>();
            Map<Long, Known> first = new HashMap<>();
            held.stream()
                    .filter(state -> !known.containsKey(state.oid()))
                    .forEach(state -> first.put(state.oid(), firstSight(state)));
            Map<Long, Known> next = new HashMap<>();
            for (State state : held) {
                Optional<Known> sight = Optional.ofNullable(first.get(state.oid()));
                Known was = sight.orElseGet(() -> Objects.requireNonNull(known.get(state.oid())));
                effect(statement, state, was, sight.isPresent(), first).ifPresent(relations::add);
                next.put(state.oid(), next(state, was, first));
            }
            known.putAll(next);
            relations.sort(Comparator.comparing(RelationEffect::relation));
            return relations;
        }

        /** Looks from beside at relations that are met for the first time and are not as they were known. */
        private void meet(List<State> held) {
            List<Long> changed = held.stream()
                    .filter(state -> !known.containsKey(state.oid()) && standing.containsKey(state.oid()))
                    .filter(state -> !alike(state, standing.get(state.oid())))
                    .map(State::oid)
                    .toList();
            if (!changed.isEmpty()) {
                RelationStates.committed(beside, changed).forEach(state -> standing.put(state.oid(), state));
            }
        }

        private Known firstSight(State state) {
            Optional<State> before = Optional.ofNullable(standing.get(state.oid()))
                    .filter(other -> other.name().isPresent());
            Optional<State> count = Optional.ofNullable(counted.get(state.oid()));
            State from = before.orElse(state);
            State base = new State(
                    from.oid(),
                    from.name(),
                    from.schema(),
                    from.kind(),
                    from.storage(),
                    from.index(),
                    from.valid(),
                    Optional.empty(),
                    count.map(State::scans).orElse(0L),
                    count.map(State::rows).orElse(Rows.NONE));
            return new Known(before.isPresent(), base, Optional.empty(), Optional.empty(), false);
        }

        private Optional<RelationEffect> effect(
                Statement statement, State now, Known was, boolean first, Map<Long, Known> seenFirst) {
            String kind = KINDS.getOrDefault(was.state().kind(), "");
            if (kind.isEmpty() || !was.state().isNamed() || was.state().name().isEmpty()) {
                return Optional.empty();
            }
            Optional<LockMode> lock = was.existed() ? stronger(now.lock(), was.lock()) : Optional.empty();
            Set<Did> did = EnumSet.noneOf(Did.class);
            if (first && !was.existed()) {
                did.add(Did.CREATED);
            }
            if (now.name().isEmpty()) {
                if (!was.gone()) {
                    did.add(Did.DROPPED);
                }
            } else {
                if (was.existed() && was.state().storage() != 0 && was.state().storage() != now.storage()) {
                    did.add(keyword(statement).equals("TRUNCATE") ? Did.EMPTIED : Did.REWRITTEN);
                } else if (was.existed() && now.scans() > was.state().scans() && isRead(statement, now, lock)) {
                    did.add(Did.SCANNED);
                }
                if (!now.valid() && (first || was.state().valid())) {
                    did.add(Did.LEFT_INVALID);
                }
            }
            Rows rows = difference(now.rows(), was.state().rows());
            boolean locks = lock.filter(mode -> mode.compareTo(LockMode.ROW_EXCLUSIVE) >= 0)
                            .isPresent()
                    && !kind.equals("index")
                    && !kind.equals("sequence");
            if (did.isEmpty() && !rows.any() && !locks) {
                return Optional.empty();
            }
            return Optional.of(new RelationEffect(
                    shown(was.state()), kind, table(was, seenFirst), was.existed(), lock, did, rows));
        }

        /** A query may read all of a small table; what is read under a stronger lock is read because of its size. */
        private static boolean isRead(Statement statement, State now, Optional<LockMode> taken) {
            Optional<LockMode> lock = DML.contains(keyword(statement)) ? taken : now.lock();
            return lock.filter(mode -> mode.compareTo(LockMode.SHARE_UPDATE_EXCLUSIVE) >= 0)
                    .isPresent();
        }

        private Known next(State now, Known was, Map<Long, Known> seenFirst) {
            Optional<LockMode> lock = stronger(now.lock(), was.lock()).or(was::lock);
            return now.name().isEmpty()
                    ? new Known(was.existed(), was.state(), was.table(), lock, true)
                    : new Known(was.existed(), now, table(was, seenFirst), lock, false);
        }

        /** The table of an index as it was called before the statement, which may have dropped both. */
        private Optional<String> table(Known index, Map<Long, Known> seenFirst) {
            if (index.table().isPresent()) {
                return index.table();
            }
            return index.state()
                    .index()
                    .flatMap(oid ->
                            Optional.ofNullable(known.get(oid)).or(() -> Optional.ofNullable(seenFirst.get(oid))))
                    .map(Known::state)
                    .filter(state -> state.name().isPresent())
                    .map(EffectWatch.this::shown);
        }

        /** What all of its statements did; inside the transaction. */
        ScriptEffects end() {
            look();
            return new ScriptEffects(script, effects, folded, true);
        }
    }

    private static Rows difference(Rows now, Rows before) {
        return new Rows(
                Math.max(0, now.inserted() - before.inserted()),
                Math.max(0, now.updated() - before.updated()),
                Math.max(0, now.deleted() - before.deleted()));
    }

    /**
     * The statements of a script that runs without transaction: seen from beside, before and after each. What they read and write
     * is known from the counters, where the server's version reports them in time.
     */
    final class Loose {
        private final Script script;
        private final List<StatementEffects> effects = new ArrayList<>();
        private final int pid = session.pid();
        private Map<Long, State> before = byOid(RelationStates.committed(beside, session, major));
        private LockPoll poll = new LockPoll(beside, pid);

        private Loose(Script script) {
            this.script = script;
        }

        void before() {
            poll = new LockPoll(beside, pid);
            poll.start();
        }

        void after(Statement statement, long micros) {
            Map<Long, LockMode> locks = poll.end();
            Map<Long, State> now = byOid(RelationStates.committed(beside, session, major));
            Set<Long> built = now.values().stream()
                    .filter(state -> !before.containsKey(state.oid()))
                    .flatMap(state -> state.index().stream())
                    .collect(Collectors.toSet());
            Map<Long, State> all = new HashMap<>(before);
            all.putAll(now);
            List<RelationEffect> relations = new ArrayList<>();
            all.forEach((oid, state) -> effect(
                            Optional.ofNullable(before.get(oid)),
                            Optional.ofNullable(now.get(oid)),
                            Optional.ofNullable(locks.get(oid)),
                            built.contains(oid) || isRead(statement, oid, now),
                            all)
                    .ifPresent(relations::add));
            relations.sort(Comparator.comparing(RelationEffect::relation));
            effects.add(new StatementEffects(statement, micros, relations));
            before = now;
        }

        private Optional<RelationEffect> effect(
                Optional<State> was, Optional<State> now, Optional<LockMode> lock, boolean read, Map<Long, State> all) {
            State state = was.or(() -> now).orElseThrow();
            String kind = KINDS.getOrDefault(state.kind(), "");
            if (kind.isEmpty() || !state.isNamed()) {
                return Optional.empty();
            }
            Set<Did> did = EnumSet.noneOf(Did.class);
            if (was.isEmpty()) {
                did.add(Did.CREATED);
            }
            if (now.isEmpty()) {
                did.add(Did.DROPPED);
            }
            if (was.isPresent() && now.isPresent()) {
                if (was.get().storage() != 0 && was.get().storage() != now.get().storage()) {
                    did.add(Did.REWRITTEN);
                }
                if (read && !did.contains(Did.REWRITTEN)) {
                    did.add(Did.SCANNED);
                }
            }
            if (now.filter(one -> !one.valid()).isPresent()
                    && was.map(State::valid).orElse(true)) {
                did.add(Did.LEFT_INVALID);
            }
            Optional<LockMode> taken = was.isPresent() && !kind.equals("index") && !kind.equals("sequence")
                    ? lock.filter(mode -> mode.compareTo(LockMode.ROW_EXCLUSIVE) >= 0)
                    : Optional.empty();
            Rows rows = was.isPresent() && now.isPresent() && RelationStates.reports(major)
                    ? difference(now.get().rows(), was.get().rows())
                    : Rows.NONE;
            if (did.isEmpty() && taken.isEmpty() && !rows.any()) {
                return Optional.empty();
            }
            Optional<String> table = state.index().map(all::get).map(EffectWatch.this::shown);
            return Optional.of(new RelationEffect(shown(state), kind, table, was.isPresent(), taken, did, rows));
        }

        private boolean isRead(Statement statement, long oid, Map<Long, State> now) {
            State was = before.get(oid);
            State is = now.get(oid);
            return RelationStates.reports(major)
                    && was != null
                    && is != null
                    && is.scans() > was.scans()
                    && !DML.contains(keyword(statement));
        }

        ScriptEffects end() {
            poll.end();
            return new ScriptEffects(script, effects, false, false);
        }
    }
}
