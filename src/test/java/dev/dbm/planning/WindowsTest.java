package dev.dbm.planning;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbm.model.LockMode;
import dev.dbm.model.RelationEffect;
import dev.dbm.model.RelationEffect.Did;
import dev.dbm.model.RelationEffect.Rows;
import dev.dbm.model.Script;
import dev.dbm.model.ScriptConfig;
import dev.dbm.model.ScriptEffects;
import dev.dbm.model.Speed;
import dev.dbm.model.Statement;
import dev.dbm.model.StatementEffects;
import dev.dbm.model.TableSize;
import dev.dbm.model.Window;
import dev.dbm.model.Window.Span;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WindowsTest {
    private static final Speed SPEED = Speed.measured(100_000_000, 50_000_000);
    private static final TableSize BIG =
            new TableSize(Optional.of(1_000_000L), Optional.of(100_000_000L), Optional.empty());
    private static final TableSize EMPTY = new TableSize(Optional.of(0L), Optional.of(8_192L), Optional.empty());

    @Test
    void aRewriteIsWrittenAndAScanIsRead() {
        Window window = window(
                Map.of("public.a", BIG),
                true,
                effect("public.a", LockMode.ACCESS_EXCLUSIVE, Did.REWRITTEN),
                effect("public.a", null, Did.SCANNED));

        assertThat(window.work())
                .extracting(Window.Work::takes)
                .containsExactly(Optional.of(seconds(2, 20)), Optional.of(seconds(1, 10)));
        assertThat(window.total()).contains(seconds(3, 30));
    }

    @Test
    void aLockLastsAsLongAsAllThatFollowsInItsTransaction() {
        RelationEffect lock = effect("public.b", LockMode.ACCESS_EXCLUSIVE);
        RelationEffect scan = effect("public.a", LockMode.SHARE, Did.SCANNED);

        assertThat(window(Map.of("public.a", BIG, "public.b", BIG), true, lock, scan)
                        .blocks())
                .extracting(Window.Block::relation, Window.Block::held)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("public.b", Optional.of(seconds(1, 10))),
                        org.assertj.core.groups.Tuple.tuple("public.a", Optional.of(seconds(1, 10))));
        assertThat(window(Map.of("public.a", BIG, "public.b", BIG), false, lock, scan)
                        .blocks()
                        .get(0)
                        .held())
                .contains(Span.NOTHING);
    }

    @Test
    void whatIsNotKnownMakesTheTotalUnknownAndNeverZero() {
        Window window = window(
                Map.of("public.a", BIG),
                true,
                effect("public.a", null, Did.SCANNED),
                effect("public.b", LockMode.SHARE, Did.SCANNED));

        assertThat(window.total()).isEmpty();
        assertThat(window.blocks().get(0).held()).isEmpty();
        assertThat(window.work().get(1).size()).isEmpty();
    }

    @Test
    void anEmptyTableTakesNothingEvenWhereNobodyMeasured() {
        Window window = new Windows(Map.of("public.a", EMPTY), Optional.empty())
                .of(script(true, effect("public.a", LockMode.ACCESS_EXCLUSIVE, Did.REWRITTEN)), Set.of());

        assertThat(window.total()).contains(Span.NOTHING);
    }

    @Test
    void rowsThatAStatementWritesMayBeNoneOrAll() {
        RelationEffect update = new RelationEffect(
                "public.a",
                "table",
                Optional.empty(),
                true,
                Optional.of(LockMode.ROW_EXCLUSIVE),
                Set.of(),
                new Rows(0, 5, 0));

        Window window = window(Map.of("public.a", BIG), true, update);

        assertThat(window.work()).extracting(Window.Work::did).containsExactly(Did.WRITTEN);
        assertThat(window.total()).contains(seconds(0, 20));
        assertThat(window.blocks()).isEmpty();
    }

    @Test
    void tablesOfTheSameRunHoldNothing() {
        Window window = new Windows(Map.of(), Optional.of(SPEED))
                .of(script(true, effect("public.a", LockMode.ACCESS_EXCLUSIVE, Did.REWRITTEN)), Set.of("public.a"));

        assertThat(window.work()).isEmpty();
        assertThat(window.blocks()).isEmpty();
        assertThat(window.total()).contains(Span.NOTHING);
    }

    private static Window window(Map<String, TableSize> sizes, boolean transactional, RelationEffect... effects) {
        return new Windows(sizes, Optional.of(SPEED)).of(script(transactional, effects), Set.of());
    }

    /** A statement for each effect. */
    private static ScriptEffects script(boolean transactional, RelationEffect... effects) {
        List<StatementEffects> statements = new ArrayList<>();
        for (RelationEffect effect : effects) {
            statements.add(new StatementEffects(Statement.of(statements.size() + 1, "ALTER"), 10, List.of(effect)));
        }
        Script script = new Script(
                Script.Kind.FORWARD,
                "migrations/V1__x.sql",
                "V1__x.sql",
                "x",
                "",
                0,
                ScriptConfig.NONE,
                List.of(),
                new Script.Traits(1, true, false, List.of(), List.of()));
        return new ScriptEffects(script, statements, false, transactional);
    }

    private static RelationEffect effect(String table, @org.jspecify.annotations.Nullable LockMode lock, Did... did) {
        return new RelationEffect(
                table, "table", Optional.empty(), true, Optional.ofNullable(lock), Set.of(did), Rows.NONE);
    }

    private static Span seconds(int least, int most) {
        return new Span(Duration.ofSeconds(least), Duration.ofSeconds(most));
    }
}
