package dev.dbm.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbm.model.Difference;
import dev.dbm.model.Difference.Change;
import dev.dbm.model.Leg;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "varchar(255) NOT NULL | varchar(255) | NOT NULL is gone",
                "text | text DEFAULT 'a b' | DEFAULT 'a b' is there now",
                "text DEFAULT 'a' NOT NULL | text DEFAULT 'b' NOT NULL | DEFAULT differs",
                "varchar(255) NOT NULL | text NOT NULL | type differs",
                "text | integer | type differs",
                "numeric(10, 2) | numeric(12, 2) | type differs",
                "character varying(9) NOT NULL | character varying(8) NOT NULL | type differs",
                "text NOT NULL | text DEFAULT 1 | differs",
                "numeric(10, 2) NOT NULL | numeric(12, 2) NOT NULL | type differs",
                "text DEFAULT (a + (b)) | text DEFAULT (a + (c)) | DEFAULT differs",
                "it's ( odd | it's ( even | type differs",
            })
    void theClauseThatDiffersIsNamed(String was, String is, String words) {
        Difference difference =
                new Difference(Leg.UNDO, "column", "public.t.c", Change.CHANGED, Optional.of(was), Optional.of(is));
        assertThat(DifferenceText.words(difference)).isEqualTo(words);
    }

    @ParameterizedTest
    @CsvSource({
        "UNDO, LEFT, still there",
        "UNDO, GONE, is gone",
        "SECOND_FORWARD, LEFT, not there after the first forward",
        "SECOND_FORWARD, GONE, not made again",
        "TARGET, LEFT, 'there, but no migration makes it'",
        "TARGET, GONE, is missing",
    })
    void eachLegHasItsWords(Leg leg, Change change, String words) {
        assertThat(DifferenceText.words(
                        new Difference(leg, "index", "public.i", change, Optional.of("x"), Optional.of("x"))))
                .isEqualTo(words);
    }

    @Test
    void aLongBodyShowsOnlyTheLinesThatDiffer() {
        String was = "function\n" + "same\n".repeat(30) + "old\n" + "same\n".repeat(30);
        Difference difference = new Difference(
                Leg.UNDO,
                "function",
                "public.f()",
                Change.CHANGED,
                Optional.of(was),
                Optional.of(was.replace("old", "new")));
        assertThat(DifferenceText.lines(List.of(difference)))
                .containsExactly("function public.f()   differs", "    was: old", "    is:  new");
    }

    @Test
    void aVeryLongDifferenceIsCutShort() {
        Difference difference = new Difference(
                Leg.UNDO, "view", "public.v", Change.CHANGED, Optional.of("a\n".repeat(50)), Optional.of("b"));
        assertThat(DifferenceText.lines(List.of(difference))).hasSize(11).contains("         ... 43 more lines");
    }

    @ParameterizedTest
    @CsvSource({"0, 0 ms", "999, 999 ms", "1000, 1.0 s", "59949, 59.9 s", "59950, 1 min 00 s", "125000, 2 min 05 s"})
    void durationsAreRoundedForPeople(long millis, String words) {
        assertThat(Took.words(millis)).isEqualTo(words);
    }

    @Test
    void controlCharactersBecomeVisible() {
        assertThat(Visible.line("a\u001b[2Jb\nc\u202e\ud800\u0000")).isEqualTo("a\\u001b[2Jb\\nc\\u202e\\ud800\\u0000");
        assertThat(Visible.text("a\r\nb\tc\rd")).isEqualTo("a\nb  c\\u000dd");
        assertThat(Visible.line("größe 表 🐘")).isEqualTo("größe 表 🐘");
    }
}
