package dev.dbm.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.dbm.model.LockMode;
import dev.dbm.model.Progress;
import dev.dbm.model.RelationEffect;
import dev.dbm.model.RelationEffect.Rows;
import dev.dbm.model.Script;
import dev.dbm.model.ScriptConfig;
import dev.dbm.model.ScriptEffects;
import dev.dbm.model.Statement;
import dev.dbm.model.StatementEffects;
import dev.dbm.postgres.RelationStates;
import dev.dbm.postgres.Session;
import dev.dbm.postgres.StatementRunner;
import dev.dbm.testing.PostgresTest;
import dev.dbm.testing.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@PostgresTest
class EffectWatchTest {
    private Session session;
    private Session beside;
    private EffectWatch watch;

    @BeforeEach
    void open(TestDatabase db) {
        session = db.open();
        beside = db.open();
        watch = new EffectWatch(session, beside, session.major(), name -> name);
        session.executeScript(
                """
                CREATE TABLE users (id int PRIMARY KEY, email varchar(50), age int);
                INSERT INTO users SELECT g, 'u' || g, g FROM generate_series(1, 20) g;
                CREATE TABLE orders (id int PRIMARY KEY, user_id int);
                INSERT INTO orders SELECT g, g FROM generate_series(1, 10) g;
                CREATE VIEW grown AS SELECT id FROM users WHERE age > 18;
                """);
    }

    @AfterEach
    void close() {
        session.close();
        beside.close();
    }

    @Test
    void anIndexThatGoesWithItsTableIsToldWithIt() {
        assertThat(run("DROP TABLE orders").statements().get(0).relations())
                .filteredOn(effect -> effect.kind().equals("index"))
                .extracting(RelationEffect::relation, RelationEffect::table)
                .containsExactly(tuple("public.orders_pkey", Optional.of("public.orders")));
    }

    @Test
    void aRewriteIsSeenAndTheLockThatItTook() {
        ScriptEffects seen = run("ALTER TABLE orders ALTER COLUMN user_id TYPE bigint");

        assertThat(lines(seen))
                .containsExactly(
                        "public.orders ACCESS EXCLUSIVE REWRITTEN", "public.orders_pkey ACCESS EXCLUSIVE REWRITTEN");
    }

    @Test
    void aChangeOfTheCatalogAloneIsNoRewrite() {
        ScriptEffects seen = run(
                "ALTER TABLE users ALTER COLUMN email TYPE text",
                "ALTER TABLE users ADD COLUMN note text DEFAULT 'none'");

        assertThat(lines(seen)).containsExactly("public.users ACCESS EXCLUSIVE");
    }

    @Test
    void anIndexReadsItsTable() {
        ScriptEffects seen = run("CREATE INDEX users_age ON users (age)");

        assertThat(lines(seen)).containsExactly("public.users SHARE SCANNED", "public.users_age CREATED");
        assertThat(seen.statements().get(0).relations().get(1).table()).contains("public.users");
    }

    @Test
    void aConstraintReadsItsTableUnlessItIsNotValid() {
        ScriptEffects seen = run(
                "ALTER TABLE users ADD CONSTRAINT grown CHECK (age > 0) NOT VALID",
                "ALTER TABLE users VALIDATE CONSTRAINT grown",
                "ALTER TABLE orders ADD CONSTRAINT of_user FOREIGN KEY (user_id) REFERENCES users");

        assertThat(lines(seen))
                .containsExactly(
                        "public.users ACCESS EXCLUSIVE",
                        "public.users SCANNED",
                        "public.orders SHARE ROW EXCLUSIVE SCANNED",
                        "public.users SCANNED");
    }

    @Test
    void notNullReadsItsTableUnlessAConstraintProvesIt() {
        ScriptEffects seen = run(
                "ALTER TABLE users ALTER COLUMN age SET NOT NULL",
                "ALTER TABLE orders ADD CONSTRAINT there CHECK (user_id IS NOT NULL) NOT VALID");
        assertThat(lines(seen))
                .containsExactly("public.users ACCESS EXCLUSIVE SCANNED", "public.orders ACCESS EXCLUSIVE");

        session.execute("ALTER TABLE orders ADD CONSTRAINT here CHECK (user_id IS NOT NULL)");
        assertThat(lines(run("ALTER TABLE orders ALTER COLUMN user_id SET NOT NULL")))
                .containsExactly("public.orders ACCESS EXCLUSIVE");
    }

    @Test
    void rowsAreCountedWhoeverWritesThem() {
        session.executeScript(
                """
                CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN INSERT INTO orders VALUES (NEW.id + 1000, NEW.id); RETURN NEW; END $$;
                CREATE TRIGGER note AFTER UPDATE ON users FOR EACH ROW EXECUTE FUNCTION note();
                """);

        ScriptEffects seen = run("UPDATE users SET age = age + 1 WHERE id <= 5", "DELETE FROM orders WHERE id > 1000");

        assertThat(rows(seen.statements().get(0), "public.users")).isEqualTo(new Rows(0, 5, 0));
        assertThat(rows(seen.statements().get(0), "public.orders")).isEqualTo(new Rows(5, 0, 0));
        assertThat(rows(seen.statements().get(1), "public.orders")).isEqualTo(new Rows(0, 0, 5));
        assertThat(lines(seen)).noneMatch(line -> line.contains("SCANNED"));
    }

    @Test
    void whatACascadeAFunctionOrABlockDropsIsSeen() {
        ScriptEffects seen = run("DO $$ BEGIN EXECUTE 'DROP TABLE users CASCADE'; END $$");

        assertThat(lines(seen))
                .containsExactly(
                        "public.grown ACCESS EXCLUSIVE DROPPED",
                        "public.users ACCESS EXCLUSIVE DROPPED",
                        "public.users_pkey ACCESS EXCLUSIVE DROPPED");
    }

    @Test
    void aTableOfTheSameScriptIsNotOneThatWasThere() {
        ScriptEffects seen = run(
                "CREATE TABLE fresh (id int)",
                "INSERT INTO fresh VALUES (1), (2)",
                "CREATE INDEX ON fresh (id)",
                "DROP TABLE fresh");

        assertThat(seen.statements().get(0).relations().get(0).existed()).isFalse();
        assertThat(rows(seen.statements().get(1), "public.fresh")).isEqualTo(new Rows(2, 0, 0));
        assertThat(lines(seen))
                .containsExactly(
                        "public.fresh CREATED",
                        "public.fresh",
                        "public.fresh_id_idx CREATED",
                        "public.fresh DROPPED",
                        "public.fresh_id_idx DROPPED");
    }

    @Test
    void truncateIsNoRewrite() {
        assertThat(lines(run("TRUNCATE orders")))
                .containsExactly(
                        "public.orders ACCESS EXCLUSIVE EMPTIED", "public.orders_pkey ACCESS EXCLUSIVE EMPTIED");
    }

    @Test
    void whatRunsOutsideATransactionIsWatchedFromBeside() {
        EffectWatch.Loose loose = watch.loose(script());
        List<Statement> statements = List.of(Statement.of(1, "CREATE INDEX CONCURRENTLY users_age ON users (age)"));
        StatementRunner.run(
                session, script(), statements, 0, new Watching(Progress.SILENT, loose::before, loose::after));

        ScriptEffects seen = loose.end();

        assertThat(seen.transactional()).isFalse();
        List<RelationEffect> relations = seen.statements().get(0).relations();
        assertThat(relations).extracting(RelationEffect::relation).containsExactly("public.users", "public.users_age");
        assertThat(relations.get(0).did()).containsExactly(RelationEffect.Did.SCANNED);
        assertThat(relations.get(0).lock().filter(mode -> mode != LockMode.SHARE_UPDATE_EXCLUSIVE))
                .isEmpty();
    }

    @Test
    void outsideATransactionRowsAndScansAreCountedToo() {
        assumeTrue(
                RelationStates.reports(session.major()), "this server's sessions report their counters when they like");
        session.execute("ALTER TABLE orders ADD CONSTRAINT of_user FOREIGN KEY (user_id) REFERENCES users NOT VALID");
        EffectWatch.Loose loose = watch.loose(script());
        List<Statement> statements = List.of(
                Statement.of(1, "UPDATE orders SET user_id = 1 WHERE id < 4"),
                Statement.of(2, "ALTER TABLE orders VALIDATE CONSTRAINT of_user"),
                Statement.of(3, "SELECT count(*) FROM orders"));
        StatementRunner.run(
                session, script(), statements, 0, new Watching(Progress.SILENT, loose::before, loose::after));

        ScriptEffects seen = loose.end();

        assertThat(rows(seen.statements().get(0), "public.orders")).isEqualTo(new Rows(0, 3, 0));
        assertThat(seen.statements().get(1).relations())
                .filteredOn(effect -> effect.did(RelationEffect.Did.SCANNED))
                .extracting(RelationEffect::relation)
                .contains("public.orders");
        assertThat(seen.statements().get(2).relations())
                .filteredOn(effect -> effect.did(RelationEffect.Did.SCANNED))
                .isEmpty();
    }

    @Test
    void whereManyRelationsAreLockedEachStatementStillGetsWhatItDid() {
        List<String> script = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            script.add("CREATE TABLE made_" + i + " (id int PRIMARY KEY)");
        }
        script.add("CREATE INDEX users_age ON users (age)");
        script.add("CREATE TABLE one_more (id int)");
        script.add("ALTER TABLE orders ALTER COLUMN user_id TYPE bigint");
        script.add("INSERT INTO made_7 VALUES (1)");
        script.add("DROP TABLE made_8");

        List<StatementEffects> seen = run(script.toArray(String[]::new)).statements();

        assertThat(seen).hasSize(script.size());
        for (int i = 0; i < 100; i++) {
            assertThat(seen.get(i).relations())
                    .extracting(RelationEffect::relation)
                    .as(script.get(i))
                    .contains("public.made_" + i);
        }
        assertThat(relations(seen.get(100))).contains("public.users SHARE SCANNED", "public.users_age CREATED");
        assertThat(relations(seen.get(101))).containsExactly("public.one_more CREATED");
        assertThat(relations(seen.get(102))).contains("public.orders ACCESS EXCLUSIVE REWRITTEN");
        assertThat(rows(seen.get(103), "public.made_7")).isEqualTo(new Rows(1, 0, 0));
        assertThat(relations(seen.get(104))).contains("public.made_8 DROPPED");
    }

    @Test
    void aLongScriptIsSeenAsOne() {
        List<Statement> many = new ArrayList<>();
        for (int i = 0; i <= EffectWatch.EACH; i++) {
            many.add(Statement.of(i + 1, "INSERT INTO orders VALUES (" + (100 + i) + ", 1)"));
        }
        EffectWatch.Transaction watching = watch.transaction(script(), many);
        assertThat(watching.folded()).isTrue();
        session.begin();
        StatementRunner.run(session, script(), many, 0, Progress.SILENT);
        watching.after(many.get(0), 0);

        assertThat(rows(watching.end().statements().get(0), "public.orders")).isEqualTo(new Rows(many.size(), 0, 0));
        session.rollback();
    }

    private ScriptEffects run(String... sql) {
        List<Statement> statements = new ArrayList<>();
        for (String one : sql) {
            statements.add(Statement.of(statements.size() + 1, one));
        }
        EffectWatch.Transaction watching = watch.transaction(script(), statements);
        return StatementRunner.runTransaction(
                session,
                script(),
                statements,
                new Watching(Progress.SILENT, watching::after),
                false,
                () -> 0,
                mark -> watching.end(),
                Session::commit);
    }

    private static List<String> lines(ScriptEffects seen) {
        return seen.statements().stream()
                .flatMap(statement -> relations(statement).stream())
                .toList();
    }

    private static List<String> relations(StatementEffects statement) {
        return statement.relations().stream().map(EffectWatchTest::line).toList();
    }

    private static String line(RelationEffect effect) {
        List<String> words = new ArrayList<>(List.of(effect.relation()));
        effect.lock().filter(mode -> mode != LockMode.ROW_EXCLUSIVE).ifPresent(mode -> words.add(mode.words()));
        effect.did().stream().sorted().forEach(did -> words.add(did.name()));
        return String.join(" ", words);
    }

    private static Rows rows(StatementEffects statement, String relation) {
        return statement.relations().stream()
                .filter(effect -> effect.relation().equals(relation))
                .findFirst()
                .orElseThrow()
                .rows();
    }

    private static Script script() {
        return new Script(
                Script.Kind.FORWARD,
                "migrations/V1__x.sql",
                "V1__x.sql",
                "x",
                "",
                0,
                ScriptConfig.NONE,
                List.of(),
                new Script.Traits(1, true, false, List.of(), List.of()));
    }
}
