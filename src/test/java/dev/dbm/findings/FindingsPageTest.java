package dev.dbm.findings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbm.model.Rule;
import dev.dbm.model.RuleExample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** The page of findings says what the rules say. {@code -Ddbm.golden=write} writes it anew. */
class FindingsPageTest {
    private static final Path PAGE = Path.of("docs/findings.md");

    private static final String HEAD =
            """
            # Findings

            What `dbm plan` tells a reviewer about a migration before production. A finding rests on what the scripts were seen to
            do on the scratch (locks, rewrites, scans, drops), weighed with the target's table sizes; the statement's words only
            tell why, and what to write instead. V and U are both looked at.

            A table that is empty on the target, or that the same run creates, raises no finding about locks. On one under 10 MB
            such a finding weighs one step less. Without a target (`plan --all`) every size is unknown, and only what the same
            pair creates is spared.

            A finding of weight `error` stops the run (`FINDING`, exit 3). To accept what a rule finds at one statement, write above
            it, in that script:

            ```sql
            -- dbm:allow drop-column no code has used it since May
            ```

            The reason is shown in the plan. To weigh a rule otherwise, in `dbm.toml`, for all environments or for one:

            ```toml
            [findings]
            index-not-concurrent = "error"         # error, warning, info or off
            large_tables = ["public.orders"]       # large whatever their size says: never empty, never small

            [env.dev.findings]
            index-not-concurrent = "off"
            ```

            What PostgreSQL or dbm refuses anyway is no finding but a [problem](troubleshooting.md#files): CONCURRENTLY inside a
            transaction is `NEEDS_NO_TRANSACTION`, a stray COMMIT in a script that dbm runs in its transaction `TRANSACTION_CONTROL`.

            This page is made from the source of the rules (`Rule`, `RuleExample`): `mvn test -Dtest=FindingsPageTest
            -Ddbm.golden=write` writes it anew.

            """;

    @Test
    void pageSaysWhatTheRulesSay() throws IOException {
        String page = page();
        if ("write".equals(System.getProperty("dbm.golden"))) {
            Files.writeString(PAGE, page);
        }
        assertThat(Files.readString(PAGE)).isEqualTo(page);
    }

    private static String page() {
        StringBuilder page = new StringBuilder(HEAD);
        page.append("| rule | weight | |\n|---|---|---|\n");
        for (Rule rule : Rule.values()) {
            page.append(
                    "| [`" + rule.id() + "`](#" + rule.id() + ") | " + weight(rule) + " | " + rule.title() + " |\n");
        }
        for (Rule rule : Rule.values()) {
            RuleExample example = RuleExample.of(rule);
            page.append("\n## " + rule.id() + "\n\n**" + rule.title() + ".** (" + weight(rule) + ") " + rule.why()
                    + "\n\n");
            page.append(sql(example.found()));
            page.append("\nInstead: " + rule.instead() + "\n\n");
            page.append(sql(example.instead()));
        }
        return page.toString();
    }

    private static String sql(String text) {
        return "```sql\n" + text + "\n```\n";
    }

    private static String weight(Rule rule) {
        String weight = rule.severity().name().toLowerCase(Locale.ROOT);
        return rule == Rule.REQUIRED_COLUMN_WITHOUT_DEFAULT
                ? weight + "; warning where the target is not known to have rows"
                : weight;
    }
}
