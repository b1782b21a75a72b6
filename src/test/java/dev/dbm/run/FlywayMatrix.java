package dev.dbm.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbm.testing.PostgresTest;
import dev.dbm.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What dbm and other versions of Flyway make of each other's history. Not a part of the usual run, because it fetches them:
 * {@code mvn -B -Pmatrix test}.
 */
@PostgresTest
class FlywayMatrix {
    /** Where the profile puts them: a folder a version, with its jars. */
    private static final Path FETCHED = Path.of("target", "flyway");

    static List<Path> versions() throws IOException {
        try (Stream<Path> folders = Files.list(FETCHED)) {
            return folders.sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void readEachOthersHistory(Path version, TestDatabase db, @TempDir Path folder) throws Exception {
        Project project = new Project(folder, db)
                .pair("1", "CREATE TABLE a (id int);", "DROP VIEW IF EXISTS v;\nDROP TABLE a;")
                .pair("2", "CREATE TABLE b (id int);", "DROP VIEW IF EXISTS w;\nDROP TABLE b;")
                .file("migrations/R__v.sql", "CREATE OR REPLACE VIEW v AS SELECT ${n} AS n;");
        try (OtherFlyway flyway = OtherFlyway.of(version, db, project.path("migrations"))) {
            assertThat(flyway.migrate()).isEqualTo(3);
            project.settings("[placeholders]", "n = \"7\"");
            assertThat(project.done("status", "--check").states())
                    .containsExactly("1 applied", "2 applied", "v applied");

            project.file("migrations/R__w.sql", "CREATE OR REPLACE VIEW w AS SELECT id FROM b;");
            project.done("migrate");
            assertThat(flyway.states()).containsExactlyInAnyOrder("1 Success", "2 Success", "v Success", "w Success");
            flyway.validate();

            for (int cycle = 0; cycle < 2; cycle++) {
                project.done("rollback");
                assertThat(flyway.pending()).contains("2");
                project.done("migrate");
                flyway.validate();
                assertThat(flyway.pending()).isEmpty();
                assertThat(flyway.migrate()).isZero();
            }

            project.table("3", "c");
            assertThat(flyway.migrate()).isEqualTo(1);
            assertThat(project.done("rollback", "--to", "1").ran()).contains("3", "2");
            assertThat(flyway.pending()).contains("2", "3");
            assertThat(flyway.migrate()).isGreaterThanOrEqualTo(2);
            flyway.validate();
            assertThat(project.done("status").states()).contains("1 applied", "2 applied", "3 applied", "v applied");
        }
    }
}
