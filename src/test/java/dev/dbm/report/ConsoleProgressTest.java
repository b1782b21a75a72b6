package dev.dbm.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbm.model.Script;
import dev.dbm.model.ScriptConfig;
import dev.dbm.model.Statement;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ConsoleProgressTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final AtomicLong nanos = new AtomicLong();
    private final Script script = new Script(
            Script.Kind.FORWARD,
            "migrations/V1__a\u001b.sql",
            "V1__a\u001b.sql",
            "a",
            "SELECT 1;",
            0,
            ScriptConfig.NONE,
            List.of(),
            new Script.Traits(1, false, false, List.of(), List.of()));
    private final Statement statement = Statement.of(3, "SELECT\n   1");

    @Test
    void withoutATerminalEveryScriptIsALine() {
        ConsoleProgress progress = progress(false, false);
        progress.stage("rehearsing 1 migration");
        run(progress, 12);
        progress.close();
        assertThat(text()).isEqualTo("rehearsing 1 migration\n[1/2] V1__a\\u001b.sql\n");
    }

    @Test
    void aSlowScriptTellsHowLongItTook() {
        run(progress(false, false), 2_000);
        assertThat(text()).isEqualTo("[1/2] V1__a\\u001b.sql\n   2.0 s\n");
    }

    @Test
    void verboseShowsEachStatementWithItsTime() {
        run(progress(false, true), 12);
        assertThat(text()).isEqualTo("[1/2] V1__a\\u001b.sql\n  1/1  line 3  SELECT 1  1.5 ms\n   12 ms\n");
    }

    @Test
    void aGrowingBackupIsToldOfNowAndThen() {
        ConsoleProgress progress = progress(false, false);
        progress.stage("Backing up shop");
        progress.written(1 << 20);
        nanos.addAndGet(31_000_000_000L);
        progress.written(1_500L << 20);
        progress.written(1_501L << 20);
        assertThat(text()).isEqualTo("Backing up shop\n  1.5 GB written\n");
    }

    @Test
    void onATerminalAGrowingBackupShowsItsSize() {
        ConsoleProgress progress = progress(true, false);
        progress.stage("Backing up shop");
        progress.written(300L << 20);
        nanos.addAndGet(4_200_000_000L);
        progress.refresh();
        assertThat(text()).isEqualTo("\r\u001b[KBacking up shop  300 MB  4.2 s");
    }

    @Test
    void onATerminalTheLastLineShowsWhatRunsAndIsRemovedAtTheEnd() {
        ConsoleProgress progress = progress(true, false);
        progress.scriptBegins(script, 1, 2);
        progress.statementBegins(script, statement, 1, 1);
        nanos.addAndGet(4_200_000_000L);
        progress.refresh();
        progress.close();
        assertThat(text()).isEqualTo("\r\u001b[KV1__a\\u001b.sql  1/1  SELECT 1  4.2 s\r\u001b[K");
    }

    @Test
    void noticesAndRemarksAreShownAsTheyCome() {
        ConsoleProgress progress = progress(false, false);
        progress.notice(script, "NOTICE", "table \u001b does not exist\nskipping");
        progress.remark("waiting");
        assertThat(text())
                .isEqualTo("  NOTICE  V1__a\\u001b.sql: table \\u001b does not exist\n    skipping\nwaiting\n");
    }

    private void run(ConsoleProgress progress, long millis) {
        progress.scriptBegins(script, 1, 2);
        progress.statementBegins(script, statement, 1, 1);
        progress.statementEnds(script, statement, 1, 1, 1_500);
        progress.scriptEnds(script, millis);
    }

    private ConsoleProgress progress(boolean live, boolean verbose) {
        return new ConsoleProgress(
                new PrintStream(bytes, true, StandardCharsets.UTF_8),
                live,
                false,
                verbose,
                Optional.empty(),
                nanos::get);
    }

    private String text() {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
