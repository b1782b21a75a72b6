package dev.dbm.findings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbm.model.Difference;
import dev.dbm.model.Directive;
import dev.dbm.model.Finding;
import dev.dbm.model.Leg;
import dev.dbm.model.LockMode;
import dev.dbm.model.Migration;
import dev.dbm.model.PairEffects;
import dev.dbm.model.PairResult;
import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.RelationEffect;
import dev.dbm.model.RelationEffect.Did;
import dev.dbm.model.RelationEffect.Rows;
import dev.dbm.model.Rule;
import dev.dbm.model.Script;
import dev.dbm.model.ScriptConfig;
import dev.dbm.model.ScriptEffects;
import dev.dbm.model.Severity;
import dev.dbm.model.Statement;
import dev.dbm.model.StatementEffects;
import dev.dbm.model.TableSize;
import dev.dbm.model.Verdict;
import dev.dbm.model.Version;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How findings are weighed, on effects made by hand. */
class WeighingTest {
    private static final String INDEX = "CREATE INDEX i ON t (a)";
    private static final Facts NOTHING =
            new Facts(false, Map.of(), Set.of(), Set.of(), Set.of(), Duration.ofSeconds(5), Map.of(), Catalog.UNKNOWN);

    @Test
    void factSaysHowBigTheTableIs() {
        assertThat(only(sized(1_200_000L, 325_058_560L)).fact())
                .isEqualTo("Building it reads all of public.t (about 1,200,000 rows, 310 MB) while writes to it wait.");
        assertThat(only(sized(null, 325_058_560L)).fact()).contains("public.t (310 MB)");
    }

    @Test
    void withoutATargetTheSizeIsUnknownAndNotZero() {
        Finding finding = only(NOTHING);

        assertThat(finding.severity()).isEqualTo(Severity.WARNING);
        assertThat(finding.fact()).contains("public.t (size unknown)");
    }

    @Test
    void withoutATargetATableOfAnEarlierScriptMayHaveRows() {
        assertThat(of(NOTHING.withCreated(Set.of("public.t")))).hasSize(1);
        assertThat(of(sized(null, null).withCreated(Set.of("public.t")))).isEmpty();
    }

    @Test
    void anEmptyTableRaisesNothingUnlessItIsMarkedLarge() {
        Facts empty = sized(0L, 8_192L);
        Facts large = new Facts(
                true,
                empty.sizes(),
                Set.of(),
                Set.of(),
                Set.of("public.t"),
                empty.lockTimeout(),
                Map.of(),
                Catalog.UNKNOWN);

        assertThat(of(empty)).isEmpty();
        assertThat(only(large).severity()).isEqualTo(Severity.WARNING);
    }

    @Test
    void aSmallTableWeighsLess() {
        assertThat(only(sized(300L, 65_536L)).severity()).isEqualTo(Severity.INFO);
    }

    @Test
    void whatTheSettingsSayGoesBeforeTheRest() {
        assertThat(only(weighed(Rule.Level.ERROR)).severity()).isEqualTo(Severity.ERROR);
        assertThat(of(weighed(Rule.Level.OFF))).isEmpty();
    }

    @Test
    void errorsStopTheRunUntilTheyAreAccepted() {
        List<Problem> problems = Findings.problems(of(weighed(Rule.Level.ERROR)));

        assertThat(problems).singleElement().satisfies(problem -> {
            assertThat(problem.code()).isEqualTo(ProblemCode.FINDING);
            assertThat(problem.isError()).isTrue();
            assertThat(problem.script()).contains("migrations/V1__x.sql");
            assertThat(problem.line()).hasValue(3);
            assertThat(problem.message()).contains("index-not-concurrent", "CREATE INDEX CONCURRENTLY i ON t (a);");
            assertThat(problem.next()).contains("-- dbm:allow index-not-concurrent <reason>");
        });
        Directive allow = new Directive.Allow(1, "index-not-concurrent", "at night");
        Finding accepted = Findings.of(
                        migration(script(allow)),
                        result(new ScriptEffects(script(allow), List.of(index(3)), false, true)),
                        weighed(Rule.Level.ERROR))
                .get(0);
        assertThat(accepted.allowed()).contains("at night");
        assertThat(Findings.problems(List.of(accepted))).isEmpty();
    }

    @Test
    void aDirectiveAcceptsTheNextStatementBelowItOnly() {
        Script script = script(new Directive.Allow(4, "index-not-concurrent", "the second one"));
        List<Finding> findings = Findings.of(
                migration(script),
                result(new ScriptEffects(script, List.of(index(3), index(5), index(7)), false, true)),
                NOTHING);

        assertThat(findings).extracting(Finding::line).containsExactly(3, 7, 5);
        assertThat(findings).extracting(Finding::stands).containsExactly(true, true, false);
    }

    @Test
    void aLockThatIsWaitedForWithoutLimitIsTold() {
        Facts endless = new Facts(
                true,
                sized(9_000_000L, 1L << 32).sizes(),
                Set.of(),
                Set.of(),
                Set.of(),
                Duration.ZERO,
                Map.of(),
                Catalog.UNKNOWN);
        StatementEffects alter = effects(1, "ALTER TABLE t ADD COLUMN b int", locked(LockMode.ACCESS_EXCLUSIVE));
        StatementEffects sets = effects(1, "SET LOCAL lock_timeout = '2s'");
        StatementEffects unsets = effects(1, "SET lock_timeout TO 0");

        assertThat(rules(endless, alter)).containsExactly("lock-without-timeout");
        assertThat(rules(endless, sets, alter)).isEmpty();
        assertThat(rules(sized(9_000_000L, 1L << 32), alter)).isEmpty();
        assertThat(rules(sized(9_000_000L, 1L << 32), unsets, alter)).containsExactly("lock-without-timeout");
        assertThat(rules(endless, effects(1, "UPDATE t SET a = 1 WHERE id = 1", locked(LockMode.ROW_EXCLUSIVE))))
                .isEmpty();
    }

    @Test
    void anInvalidIndexOfThatNameOnTheTargetIsTold() {
        Facts met = new Facts(
                true,
                sized(9L, 1L << 32).sizes(),
                Set.of(),
                Set.of("public.i"),
                Set.of(),
                Duration.ofSeconds(5),
                Map.of(),
                Catalog.UNKNOWN);

        assertThat(rules(met, effects(1, "CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON t (a)")))
                .contains("invalid-index");
        assertThat(rules(met, effects(1, "CREATE INDEX CONCURRENTLY j ON t (a)")))
                .isEmpty();
    }

    @Test
    void namesInTheRewriteAreQuotedAsTheyMustBe() {
        Facts large = sized(9_000_000L, 1L << 32);
        StatementEffects keyword = effects(
                1, "ALTER TABLE t ALTER \"order\" SET NOT NULL, ALTER \"Mixed \"\"Case\" SET NOT NULL", scanned());

        List<Finding> findings = Findings.of(
                migration(script()), result(new ScriptEffects(script(), List.of(keyword), false, true)), large);

        assertThat(findings)
                .extracting(Finding::object)
                .containsExactly("public.t.order", "public.t.\"Mixed \"\"Case\"");
        assertThat(findings.get(0).rewrite()).contains("ALTER TABLE public.t ALTER COLUMN \"order\" SET NOT NULL;");
        assertThat(findings.get(1).rewrite())
                .contains("ALTER TABLE public.t ALTER COLUMN \"Mixed \"\"Case\" SET NOT NULL;");
    }

    private static RelationEffect scanned() {
        return new RelationEffect(
                "public.t",
                "table",
                Optional.empty(),
                true,
                Optional.of(LockMode.ACCESS_EXCLUSIVE),
                Set.of(Did.SCANNED),
                Rows.NONE);
    }

    @Test
    void whatCannotBeReadIsNoError() {
        for (String sql : List.of(
                "ALTER TABLE ONLY public.t ADD CONSTRAINT c CHECK (a > 0) NOT VALID, ADD COLUMN \"x y\" int NOT NULL DEFAULT f(1, 2),"
                        + " ALTER COLUMN a SET DATA TYPE bigint USING a::bigint, DROP COLUMN IF EXISTS b CASCADE, ALTER c SET NOT NULL",
                "ALTER TABLE t RENAME COLUMN a TO b",
                "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON ONLY t USING gin ((a || 'x')) WHERE b",
                "CREATE TABLE IF NOT EXISTS s.t (a int[] DEFAULT '{}', b text COLLATE \"C\")",
                "REINDEX (VERBOSE, CONCURRENTLY) TABLE t",
                "DELETE FROM ONLY t USING u WHERE TRUE RETURNING *",
                "UPDATE t SET a = (SELECT max(b) FROM u), c = 1 WHERE a IS NULL",
                "ALTER TYPE s.mood ADD VALUE IF NOT EXISTS 'x' BEFORE 'y'",
                "SET LOCAL lock_timeout TO '5s'",
                "DROP MATERIALIZED VIEW IF EXISTS v CASCADE",
                "TRUNCATE TABLE ONLY t, u RESTART IDENTITY CASCADE",
                "((( ]] $$never closed",
                "ALTER TABLE t ADD CONSTRAINT, ADD COLUMN, DROP, SET, , RENAME")) {
            for (int end = 0; end <= sql.length(); end++) {
                StatementEffects cut =
                        effects(1, sql.substring(0, end), locked(LockMode.ACCESS_EXCLUSIVE), locked(LockMode.SHARE));
                assertThat(rules(NOTHING, cut, cut)).doesNotContain("index-not-concurrent");
            }
        }
    }

    @Test
    void anIndexThatStaysInvalidIsToldAndOneThatWaitsForItsPartsIsNot() {
        assertThat(rules(left("CREATE INDEX ON public.t USING btree (a) INVALID")))
                .contains("invalid-index");
        assertThat(rules(left("CREATE INDEX ON ONLY public.t USING btree (a) INVALID")))
                .doesNotContain("invalid-index");
    }

    private static List<String> rules(Difference change) {
        RelationEffect index = new RelationEffect(
                "public.i",
                "index",
                Optional.of("public.t"),
                false,
                Optional.empty(),
                Set.of(Did.CREATED, Did.LEFT_INVALID),
                Rows.NONE);
        ScriptEffects effects =
                new ScriptEffects(script(), List.of(effects(1, "CREATE INDEX i ON ONLY t (a)", index)), false, true);
        return Findings.of(migration(script()), result(effects, change), NOTHING).stream()
                .map(Finding::rule)
                .toList();
    }

    private static Difference left(String definition) {
        return new Difference(
                Leg.FORWARD, "index", "public.i", Difference.Change.LEFT, Optional.empty(), Optional.of(definition));
    }

    @Test
    void aFoldedScriptIsToldByWhatItDid() {
        ScriptEffects folded = new ScriptEffects(script(), List.of(index(3)), true, true);

        assertThat(Findings.of(migration(script()), result(folded), NOTHING))
                .extracting(Finding::rule)
                .containsExactly("index-not-concurrent");
    }

    private static Finding only(Facts facts) {
        assertThat(of(facts)).hasSize(1);
        return of(facts).get(0);
    }

    private static List<Finding> of(Facts facts) {
        return Findings.of(
                migration(script()), result(new ScriptEffects(script(), List.of(index(3)), false, true)), facts);
    }

    private static List<String> rules(Facts facts, StatementEffects... statements) {
        ScriptEffects effects = new ScriptEffects(script(), List.of(statements), false, true);
        return Findings.of(migration(script()), result(effects), facts).stream()
                .map(Finding::rule)
                .toList();
    }

    private static StatementEffects index(int line) {
        RelationEffect made = new RelationEffect(
                "public.i", "index", Optional.of("public.t"), false, Optional.empty(), Set.of(Did.CREATED), Rows.NONE);
        RelationEffect read = new RelationEffect(
                "public.t",
                "table",
                Optional.empty(),
                true,
                Optional.of(LockMode.SHARE),
                Set.of(Did.SCANNED),
                Rows.NONE);
        return effects(line, INDEX, made, read);
    }

    private static RelationEffect locked(LockMode mode) {
        return new RelationEffect("public.t", "table", Optional.empty(), true, Optional.of(mode), Set.of(), Rows.NONE);
    }

    private static StatementEffects effects(int line, String sql, RelationEffect... relations) {
        return new StatementEffects(Statement.of(line, sql), 1, List.of(relations));
    }

    private static Facts sized(Long rows, Long bytes) {
        return new Facts(
                true,
                Map.of(
                        "public.t",
                        new TableSize(Optional.ofNullable(rows), Optional.ofNullable(bytes), Optional.empty())),
                Set.of(),
                Set.of(),
                Set.of(),
                Duration.ofSeconds(5),
                Map.of(),
                Catalog.UNKNOWN);
    }

    private static Facts weighed(Rule.Level level) {
        return new Facts(
                true,
                sized(300L, 65_536L).sizes(),
                Set.of(),
                Set.of(),
                Set.of(),
                Duration.ofSeconds(5),
                Map.of(Rule.INDEX_NOT_CONCURRENT, level),
                Catalog.UNKNOWN);
    }

    private static Migration migration(Script script) {
        return new Migration(Version.of("1"), script, Optional.empty());
    }

    private static PairResult result(ScriptEffects effects, Difference... changes) {
        return new PairResult(
                Version.of("1"),
                Verdict.PROVEN,
                Optional.empty(),
                List.of(),
                List.of(),
                List.of(),
                true,
                List.of(changes),
                Optional.of(new PairEffects(effects, Optional.empty(), List.of())),
                Optional.empty(),
                List.of(),
                "",
                Optional.empty(),
                false,
                1);
    }

    private static Script script(Directive... directives) {
        return new Script(
                Script.Kind.FORWARD,
                "migrations/V1__x.sql",
                "V1__x.sql",
                "x",
                "",
                0,
                ScriptConfig.NONE,
                List.of(directives),
                new Script.Traits(1, true, false, List.of(), List.of()));
    }
}
