package dev.dbm.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbm.model.Insight;
import dev.dbm.model.LockMode;
import dev.dbm.model.RelationEffect.Did;
import dev.dbm.model.Report;
import dev.dbm.model.Report.Outcome;
import dev.dbm.model.State;
import dev.dbm.model.TableSize;
import dev.dbm.model.Verdict;
import dev.dbm.model.Window;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WindowTextTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0, a moment",
        "0, 9000, up to 9 s",
        "2000, 9000, 2 to 9 s",
        "200, 900, 200 to 900 ms",
        "900, 2500, 900 ms to 2.5 s",
        "2000, 2000, 2 s",
        "9940, 9960, 9.9 to 10 s",
        "60000, 300000, 60 s to 5 min",
        "120000, 300000, 2 to 5 min",
        "3600000, 7800000, 60 min to 2 h 10 min",
        "5400000, 7800000, 1 h 30 min to 2 h 10 min",
    })
    void anEstimateIsRoundedForPeople(long least, long most, String words) {
        assertThat(WindowText.span(span(least, most))).isEqualTo(words);
    }

    @Test
    void whatIsNotKnownIsUnknownAndNeverZero() {
        assertThat(WindowText.span(Optional.empty())).isEqualTo("unknown");
        Window window = new Window(
                "V1__x.sql",
                List.of(
                        new Window.Work(3, "public.t", Did.REWRITTEN, Optional.empty(), Optional.empty()),
                        new Window.Work(
                                4,
                                "public.u",
                                Did.SCANNED,
                                Optional.of(new TableSize(Optional.of(1L), Optional.empty(), Optional.empty())),
                                span(0, 5))),
                List.of(new Window.Block(3, "public.t", LockMode.SHARE, Optional.empty())),
                Optional.empty());
        assertThat(WindowText.work(window))
                .containsExactly(
                        "rewrites public.t: size unknown, unknown time (line 3)",
                        "scans public.u: about 1 row, up to 5 ms (line 4)");
        assertThat(WindowText.blocks(window))
                .containsExactly("blocks writes to public.t for an unknown time (SHARE, line 3)");
    }

    @Test
    void oneUnknownScriptMakesTheWholeUnknownAndTheRestIsStillTold() {
        Report report = plan(window(span(2_000, 9_000)), window(Optional.empty()));
        assertThat(Maintenance.lines(report).get(0))
                .isEqualTo("forward  unknown (1 of 2 scripts cannot be estimated, the rest takes 2 to 9 s)");
        assertThat(Maintenance.forward(report).total()).isEmpty();
        assertThat(Maintenance.lines(plan(window(Optional.empty()))).get(0))
                .isEqualTo("forward  unknown (1 of 1 script cannot be estimated)");
    }

    @Test
    void timesOfOneTableAddUpUnderItsStrongestLock() {
        Window.Block weak = new Window.Block(1, "public.t", LockMode.SHARE, span(1_000, 2_000));
        Window.Block strong = new Window.Block(2, "public.t", LockMode.ACCESS_EXCLUSIVE, span(1_000, 3_000));
        Report report = plan(
                new Window("V1", List.of(), List.of(weak), span(1_000, 2_000)),
                new Window("V2", List.of(), List.of(strong), span(1_000, 3_000)));
        assertThat(Maintenance.lines(report))
                .containsExactly("forward  2 to 5 s", "         public.t: no reads or writes for 2 to 5 s");
    }

    @Test
    void aPlanWithoutWindowsSaysNothing() {
        assertThat(Maintenance.lines(Samples.plan())).isEmpty();
    }

    @Test
    void longTextIsBrokenAtBlanksAndLongListsAreCut() {
        assertThat(Fold.wrapped("one two three\nfour", 8)).containsExactly("one two", "three", "four");
        assertThat(Fold.wrapped("averylongword a", 5)).containsExactly("averylongword", "a");
        List<String> lines = IntStream.range(0, 332).mapToObj(String::valueOf).toList();
        assertThat(Fold.of(lines)).hasSize(21).endsWith("and 312 more");
        assertThat(Fold.of(lines.subList(0, 21))).hasSize(21).endsWith("20");
    }

    private static Window window(Optional<Window.Span> total) {
        return new Window("V1__x.sql", List.of(), List.of(), total);
    }

    private static Report plan(Window... windows) {
        List<Report.Item> items = IntStream.range(0, windows.length)
                .mapToObj(i -> Samples.item(String.valueOf(i + 1), "x", State.PENDING, Verdict.PROVEN, -1, false)
                        .withInsight(new Insight(List.of(), Optional.of(windows[i]), Optional.empty())))
                .toList();
        return Samples.report("plan", Outcome.DONE, items, List.of());
    }

    private static Optional<Window.Span> span(long least, long most) {
        return Optional.of(new Window.Span(Duration.ofMillis(least), Duration.ofMillis(most)));
    }
}
