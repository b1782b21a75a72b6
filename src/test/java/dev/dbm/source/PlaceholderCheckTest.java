package dev.dbm.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlaceholderCheckTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void pair() throws IOException {
        write("V1__a.sql", "CREATE TABLE a (b int);\n-- ${Owner} and ${OWNER}\nGRANT SELECT ON a TO ${owner};");
        write("U1__a.sql", "DROP TABLE a;");
    }

    @Test
    void aPlaceholderWithoutValueIsToldOnceWithItsLine() {
        assertThat(problems(Set.of())).singleElement().satisfies(problem -> {
            assertThat(problem.code()).isEqualTo(ProblemCode.UNSET_PLACEHOLDER);
            assertThat(problem.script()).contains("migrations/V1__a.sql");
            assertThat(problem.line()).hasValue(2);
            assertThat(problem.message()).contains("${Owner}");
            assertThat(problem.next()).contains("[placeholders]").contains("placeholderReplacement=false");
        });
    }

    @Test
    void namesDoNotTellUpperFromLowerCase() {
        assertThat(problems(Set.of("OWNER"))).isEmpty();
    }

    @Test
    void flywaysOwnPlaceholdersAreKnown() throws IOException {
        write("R__a.sql", "SELECT '${flyway:timestamp} ${flyway:defaultSchema}';\nSELECT '${flyway:nothing}';");
        assertThat(problems(Set.of("owner"))).singleElement().satisfies(problem -> {
            assertThat(problem.line()).hasValue(2);
            assertThat(problem.next()).doesNotContain("dbm.toml");
        });
    }

    @Test
    void aScriptWithoutReplacementMayHoldAnything() throws IOException {
        write("V1__a.sql.conf", "placeholderReplacement=false");
        assertThat(problems(Set.of())).isEmpty();
    }

    @Test
    void bracesThatHoldNoNameAreText() throws IOException {
        write("R__a.sql", "SELECT $json${\"owner\": \"${owner}\", \"b\": 1}$json$::jsonb; -- ${} ${a b} ${");
        assertThat(problems(Set.of("owner"))).isEmpty();
        assertThat(PlaceholderText.fill("$json${\"owner\": \"${owner}\"}$json$", Map.of("OWNER", "me")))
                .isEqualTo("$json${\"owner\": \"me\"}$json$");
    }

    private List<Problem> problems(Set<String> names) {
        return PlaceholderCheck.problems(MigrationFiles.read(folder, "migrations"), names);
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }
}
