package dev.dbm.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbm.model.LockMode;
import dev.dbm.model.RelationEffect;
import dev.dbm.model.RelationEffect.Did;
import dev.dbm.model.RelationEffect.Rows;
import dev.dbm.model.ScriptEffects;
import dev.dbm.model.Statement;
import dev.dbm.model.StatementEffects;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EffectTextTest {

    @Test
    void whatTheScriptMadeItselfKeepsNobodyWaiting() {
        assertThat(lines(effect("public.t", "table", null, false, LockMode.ACCESS_EXCLUSIVE, Did.CREATED)))
                .isEmpty();
    }

    @Test
    void aLockThatBlocksNeitherReadsNorWritesIsNotTold() {
        assertThat(lines(effect("public.t", "table", null, true, LockMode.SHARE_UPDATE_EXCLUSIVE)))
                .isEmpty();
        assertThat(lines(effect("public.t", "table", null, true, LockMode.SHARE)))
                .containsExactly("locks table public.t, which blocks writes (SHARE, line 7)");
    }

    @Test
    void whatGoesWithATableIsNotToldApart() {
        assertThat(lines(
                        effect("public.t", "table", null, true, LockMode.ACCESS_EXCLUSIVE, Did.DROPPED),
                        effect("public.t_pkey", "index", "public.t", true, LockMode.ACCESS_EXCLUSIVE, Did.DROPPED),
                        effect("public.t_id_seq", "sequence", null, true, LockMode.ACCESS_EXCLUSIVE, Did.DROPPED),
                        effect("public.v", "view", null, true, LockMode.ACCESS_EXCLUSIVE, Did.DROPPED)))
                .containsExactly(
                        "locks table public.t, which blocks reads and writes (ACCESS EXCLUSIVE, line 7)",
                        "locks view public.v, which blocks reads and writes (ACCESS EXCLUSIVE, line 7)",
                        "drops table public.t (line 7)",
                        "drops view public.v (line 7)");
    }

    @Test
    void anIndexThatIsDroppedAloneIsTold() {
        assertThat(lines(
                        effect("public.t", "table", null, true, LockMode.ACCESS_EXCLUSIVE),
                        effect("public.t_a", "index", "public.t", true, LockMode.ACCESS_EXCLUSIVE, Did.DROPPED)))
                .endsWith("drops index public.t_a (line 7)");
    }

    @Test
    void anIndexThatIsMadeAnewUnderItsNameIsRewritten() {
        assertThat(lines(
                        effect("public.t_a", "index", "public.t", true, null, Did.DROPPED),
                        effect("public.t_a", "index", "public.t", false, null, Did.CREATED)))
                .containsExactly("rewrites index public.t_a (line 7)");
        assertThat(lines(
                        effect("public.t", "table", null, true, null, Did.REWRITTEN),
                        effect("public.t_a", "index", "public.t", true, null, Did.REWRITTEN)))
                .containsExactly("rewrites table public.t (line 7)");
    }

    @Test
    void truncateAndInvalidIndexesAreTold() {
        assertThat(lines(
                        effect("public.t", "table", null, true, null, Did.EMPTIED),
                        effect("public.t_a", "index", "public.t", false, null, Did.CREATED, Did.LEFT_INVALID)))
                .containsExactly("empties table public.t (line 7)", "leaves index public.t_a invalid (line 7)");
    }

    private static List<String> lines(RelationEffect... effects) {
        StatementEffects statement = new StatementEffects(Statement.of(7, "x"), 1, List.of(effects));
        return EffectText.lines(
                Optional.of(new ScriptEffects(
                        Observed.script(Observed.FORWARD, List.of("x")), List.of(statement), false, true)),
                Optional.empty());
    }

    private static RelationEffect effect(
            String relation, String kind, String table, boolean existed, LockMode lock, Did... did) {
        return new RelationEffect(
                relation, kind, Optional.ofNullable(table), existed, Optional.ofNullable(lock), Set.of(did), Rows.NONE);
    }
}
