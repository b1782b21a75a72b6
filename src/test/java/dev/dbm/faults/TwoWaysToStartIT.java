package dev.dbm.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbm.testing.PostgresTest;
import dev.dbm.testing.TestDatabase;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The one jar and the launcher do the same, and standard output has the report only. */
@PostgresTest
@DisabledOnOs(OS.WINDOWS)
class TwoWaysToStartIT {
    private static final List<String> LAUNCHER =
            List.of(Path.of("target/dbm/bin/dbm").toAbsolutePath().toString());

    /** The launcher's archive of classes, made once. */
    @TempDir
    static Path cache;

    @TempDir
    Path folder;

    @Test
    void theJarAndTheLauncherSayTheSame(TestDatabase db) {
        Project project = Project.on(folder, db).table(1, "a").table(2, "b").cache(cache);
        // the first rehearsal is remembered by all later ones
        project.succeed("plan");
        List<String[]> commands = List.of(
                new String[] {"status"},
                new String[] {"plan", "--format", "json"},
                new String[] {"plan", "--format", "markdown"},
                new String[] {"plan", "--format", "html"},
                new String[] {"plan", "--format", "sarif"},
                new String[] {"rollback"},
                new String[] {"no-such-command"},
                new String[] {"migrate", "--no-such-option", "--format", "json"});
        for (String[] command : commands) {
            Run.Ended jar = project.start(command).end();
            Run.Ended launcher = project.start(LAUNCHER, command).end();
            assertThat(launcher.exit()).as(launcher.said()).isEqualTo(jar.exit());
            assertThat(timeless(launcher.out())).isEqualTo(timeless(jar.out()));
            assertThat(timeless(launcher.err())).isEqualTo(timeless(jar.err()));
        }
    }

    @Test
    void whatTheOneAppliedTheOtherUndoes(TestDatabase db) {
        Project project = Project.on(folder, db).table(1, "a").cache(cache);
        Run.Ended migrated = project.start(LAUNCHER, "migrate", "--verbose", "--format", "json")
                .end();
        assertThat(migrated.exit()).as(migrated.said()).isZero();
        assertThat(migrated.out()).startsWith("{\n").endsWith("}\n").doesNotContain("Migrating");
        assertThat(migrated.err()).contains("Rehearsing 1 migration on a scratch", "Migrating postgres://");
        Run.Ended undone = project.start("rollback", "--format", "json").end().well();
        assertThat(undone.out()).startsWith("{\n").endsWith("}\n");
        assertThat(project.start(LAUNCHER, "status", "--check").end().exit()).isEqualTo(8);
    }

    @Test
    void aQuietRunSaysNothingBesideTheReport(TestDatabase db) {
        Project project = Project.on(folder, db).table(1, "a");
        Run.Ended migrated = project.start("migrate", "--quiet").end().well();
        assertThat(migrated.err()).isEmpty();
        assertThat(migrated.out()).contains("1 migration applied");
    }

    private static String timeless(String text) {
        return text.replaceAll("\\d+ ms|\\d+\\.\\d s|\"tookMs\" : \\d+", "...")
                .replaceAll(" +", " ")
                .replaceAll("\\d{4}-\\d\\d-\\d\\d[ T]\\d\\d:\\d\\d:\\d\\d[.\\d]*", "then");
    }
}
