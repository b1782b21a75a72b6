package dev.dbm.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbm.testing.PostgresTest;
import dev.dbm.testing.TestDatabase;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database remembers which environment it is. */
@PostgresTest
class EnvironmentTest {
    private Project project;

    @BeforeEach
    void project(TestDatabase db, @TempDir Path folder) {
        project = new Project(folder, db);
        project.settings("[env.test]", "url = \"" + project.url() + "\"").table("1", "a");
        project.done("migrate");
    }

    @Test
    void otherNameIsRefusedByEveryCommandThatRuns() {
        project.table("2", "b");
        for (String command : new String[] {"migrate", "rollback", "plan"}) {
            Run run = project.refused(5, command, "--env", "test");
            assertThat(run.errors()).containsExactly("OTHER_ENVIRONMENT");
            assertThat(run.message("OTHER_ENVIRONMENT")).contains("dev", "test");
            assertThat(run.next("OTHER_ENVIRONMENT")).contains("--env dev", "--as-environment test");
        }
        assertThat(project.refused(5, "status", "--check", "--env", "test").errors())
                .contains("OTHER_ENVIRONMENT");
    }

    @Test
    void otherNameIsRefusedAlsoWhereNothingIsPending() {
        assertThat(project.refused(5, "migrate", "--env", "test").errors()).containsExactly("OTHER_ENVIRONMENT");
    }

    @Test
    void variableInTheWrongShellDoesNotLoseTheGates() {
        project.variable("DBM_ENV", "test");

        assertThat(project.refused(5, "rollback").errors()).containsExactly("OTHER_ENVIRONMENT");
    }

    @Test
    void addressOfProdInTheWrongShellDoesNotLoseTheGates(TestDatabase prod, @TempDir Path folder) {
        Project there = new Project(folder, prod).table("1", "a");
        there.settings("[env.prod]", "url = \"" + there.url() + "\"", "backup = false")
                .done("migrate", "--env", "prod", "--confirm");
        List<String> before = there.target();
        project.table("2", "b");

        for (String command : new String[] {"plan", "migrate", "rollback"}) {
            for (String environment : new String[] {"dev", "test"}) {
                Run run = project.dbm(command, "--url", there.url(), "--env", environment);
                assertThat(run.exit()).as("%s", run).isEqualTo(5);
                assertThat(run.errors()).containsExactly("OTHER_ENVIRONMENT");
            }
        }
        project.variable("DBM_URL", there.url());
        assertThat(project.dbm("migrate").errors()).containsExactly("OTHER_ENVIRONMENT");
        assertThat(there.target()).isEqualTo(before);
    }

    @Test
    void nameIsChangedOnPurpose() {
        project.table("2", "b");

        assertThat(project.done("migrate", "--env", "test", "--as-environment", "test")
                        .ran())
                .containsExactly("2");
        assertThat(project.refused(5, "migrate").errors()).containsExactly("OTHER_ENVIRONMENT");
        assertThat(project.done("rollback", "--env", "test").ran()).containsExactly("2");
    }

    @Test
    void nameIsChangedOnPurposeAlsoWhereNothingIsPending() {
        project.done("migrate", "--env", "test", "--as-environment", "test");

        assertThat(project.refused(5, "migrate").errors()).containsExactly("OTHER_ENVIRONMENT");
        project.done("migrate", "--env", "test");
    }

    @Test
    void nameIsChangedOnPurposeByARollback() {
        assertThat(project.done("rollback", "--env", "test", "--as-environment", "test")
                        .ran())
                .containsExactly("1");
        assertThat(project.refused(5, "migrate").errors()).containsExactly("OTHER_ENVIRONMENT");
    }

    @Test
    void unknownNameIsAMatterOfUsage() {
        Run run = project.refused(2, "migrate", "--env", "tset");

        assertThat(run.errors()).containsExactly("UNKNOWN_ENVIRONMENT");
        assertThat(run.message("UNKNOWN_ENVIRONMENT") + run.next("UNKNOWN_ENVIRONMENT"))
                .contains("test");
    }

    @Test
    void anyOtherNameHasTheDemandsOfProd(TestDatabase db, @TempDir Path folder) {
        project = new Project(folder, db);
        project.settings("[env.live]", "url = \"" + project.url() + "\"").table("1", "a");

        Run run = project.refused(4, "migrate", "--env", "live");

        assertThat(run.errors()).containsExactly("CONFIRMATION_NEEDED");
        assertThat(run.next("CONFIRMATION_NEEDED")).contains("--confirm");
        assertThat(project.refused(4, "migrate", "--env", "live", "--fake", "--accept-drift")
                        .errors())
                .containsExactly("CONFIRMATION_NEEDED");
        assertThat(project.done("migrate", "--env", "live", "--confirm").ran()).containsExactly("1");
        assertThat(project.refused(4, "rollback", "--env", "live").errors()).containsExactly("CONFIRMATION_NEEDED");
        assertThat(project.done("rollback", "--env", "live", "--confirm").ran()).containsExactly("1");
    }
}
