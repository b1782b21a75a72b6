package dev.dbm.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbm.testing.PostgresTest;
import dev.dbm.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@PostgresTest
class MakeTest {
    private Project project;

    @BeforeEach
    void project(TestDatabase db, @TempDir Path folder) {
        project = new Project(folder, db);
    }

    private static List<String> files(Run run) {
        return run.json().at("files").list().stream().map(file -> file.text()).toList();
    }

    @Test
    void writesAPairIntoAFolderThatItMakes() {
        Run run = project.refused(0, "make", "add", "role to users");

        assertThat(files(run)).hasSize(2);
        assertThat(files(run).get(0)).matches("migrations/V\\d{14}__add_role_to_users\\.sql");
        assertThat(files(run).get(1)).isEqualTo(files(run).get(0).replace("/V", "/U"));
        assertThat(files(run)).allSatisfy(file -> assertThat(project.path(file)).isNotEmptyFile());
    }

    @Test
    void versionIsAboveTheHighest() {
        project.table("99991231235959", "a");

        Run run = project.refused(0, "make", "later");

        assertThat(files(run).get(0)).isGreaterThan("migrations/V99991231235959__step.sql");
        assertThat(project.dbm("status").states()).hasSize(2).startsWith("99991231235959 pending");
    }

    @Test
    void neverOverwrites() throws IOException {
        List<String> first = files(project.done("make", "same text"));
        String before = Files.readString(project.path(first.get(0)));

        List<String> second = files(project.done("make", "same text"));

        assertThat(second).doesNotContainAnyElementsOf(first);
        assertThat(project.path(first.get(0))).hasContent(before);
    }

    @Test
    void whatItWroteIsRunWhenTheBlanksAreFilledIn() throws IOException {
        List<String> pair = files(project.done("make", "create table shops"));
        project.file(pair.get(0), "CREATE TABLE shops (id int);").file(pair.get(1), "DROP TABLE shops;");

        project.done("migrate");
        assertThat(project.tables()).containsExactly("shops");
        project.done("rollback");
        assertThat(project.tables()).isEmpty();
    }

    @Test
    void untouchedTemplateDoesNotReachTheTarget() {
        project.done("make", "create table shops");

        Run run = project.dbm("migrate");

        assertThat(run.exit()).as("%s", run).isIn(0, 3);
        assertThat(project.tables()).isEmpty();
    }

    @Test
    void needsNoServer() {
        project.file("dbm.toml", "[env.dev]\nurl = \"postgres://somebody@127.0.0.1:1/shop\"\n");

        assertThat(files(project.done("make", "--data", "lower all emails"))).hasSize(2);
    }

    @Test
    void textThatMakesNoNameIsAMatterOfUsage() {
        Run run = project.refused(2, "make", "!!!");

        assertThat(run.errors()).containsExactly("BAD_OPTION");
        assertThat(run.next("BAD_OPTION")).isNotBlank();
    }
}
