package dev.dbm.source;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StatementWordsTest {
    private final StatementWords words = StatementWords.of(
            """
            alter /* the */ table Shop."My ""T\""" -- comment
              add check (a > ALL (array[1, 2])), ADD b text DEFAULT 'ADD, c'
            """);

    @Test
    void wordsAreFoundWhateverTheirCaseAndComments() {
        assertThat(words.at(0, "ALTER", "TABLE")).isTrue();
        assertThat(words.at(0, "ALTER", "INDEX")).isFalse();
        assertThat(words.at(words.size() - 1, "DEFAULT")).isFalse();
        assertThat(words.has("ADD", "CHECK")).isTrue();
    }

    @Test
    void namesAreFoldedUnlessTheyAreQuoted() {
        assertThat(words.path(2)).containsExactly("shop", "My \"T\"");
        assertThat(words.at(words.afterPath(2), "ADD")).isTrue();
        assertThat(words.name(words.size() - 1)).isEmpty();
        assertThat(words.name(words.size())).isEmpty();
    }

    @Test
    void whatStandsInParenthesesBracketsOrQuotesIsNotLookedAt() {
        assertThat(words.commas(0, words.size())).hasSize(1);
        assertThat(words.has("ALL")).isFalse();
        assertThat(words.has("C")).isFalse();
        int open = words.find(0, words.size(), "(");
        assertThat(words.text(open, words.afterParentheses(open))).isEqualTo("(a > ALL (array[1, 2]))");
    }

    @Test
    void textComesOnOneLineWithoutComments() {
        StatementWords two = StatementWords.of("UPDATE t -- all\n   SET a = 'x\n'\n /* of */ WHERE b");

        assertThat(two.text(0, two.size())).isEqualTo("UPDATE t SET a = 'x\n' WHERE b");
        assertThat(two.text(3, 3)).isEmpty();
    }

    @Test
    void rowsAreNotRead() {
        StatementWords rows = StatementWords.of("INSERT INTO t VALUES " + "(1, 2), ".repeat(10_000) + "(3, 4)");

        assertThat(rows.at(0, "INSERT", "INTO", "T")).isTrue();
        assertThat(rows.size()).isLessThan(20);
    }
}
