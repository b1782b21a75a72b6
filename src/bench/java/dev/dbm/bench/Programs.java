package dev.dbm.bench;

import dev.dbm.bench.BenchServer.BenchDatabase;
import java.net.URI;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.List;
import java.util.stream.Collectors;
import org.flywaydb.core.Flyway;
import org.flywaydb.database.postgresql.PostgreSQLDatabaseType;
import org.postgresql.Driver;

/**
 * The programs that are compared.
 *
 * @param distribution the folder that holds {@code dbm.jar} and {@code dbm/bin/dbm}
 */
record Programs(Path distribution) {
    /** dbm as people start it. */
    Command dbm(Project project, String... arguments) {
        return Command.of(project.folder(), distribution.resolve("dbm/bin/dbm").toString())
                .with("JAVA_HOME", System.getProperty("java.home"))
                .and(arguments)
                .and("--migrations", project.migrations().toString(), "--env", "dev");
    }

    /** dbm on a target. */
    Command dbm(Project project, BenchDatabase target, String... arguments) {
        return dbm(project, arguments).with("DBM_URL", target.url());
    }

    /** Every pair rehearsed from nothing. */
    Command planAll(Project project, BenchServer server) {
        return dbm(project, "plan", "--all", "--scratch", server.url().toString());
    }

    /** The same in a heap of that size. */
    Command planAllWithin(String heap, Project project, BenchServer server) {
        return Command.of(project.folder(), java(), "-Xmx" + heap, "-jar", distribution.resolve("dbm.jar") + "")
                .and("plan", "--all", "--scratch", server.url().toString())
                .and("--migrations", project.migrations().toString(), "--env", "dev");
    }

    Command psql(Project project, BenchDatabase database, Path script) {
        return Command.of(project.folder(), "psql", "-qX", "-v", "ON_ERROR_STOP=1", "-f", script.toString())
                .and("-d", database.url())
                .with("PGOPTIONS", "-c client_min_messages=warning");
    }

    /** Flyway alone, with no more on its class path than it needs and no option for its JVM. */
    Command flyway(Project project, BenchDatabase database, String verb) {
        String classPath = List.of(FlywayMain.class, Flyway.class, PostgreSQLDatabaseType.class, Driver.class).stream()
                .map(Programs::whereabouts)
                .collect(Collectors.joining(System.getProperty("path.separator")));
        return Command.of(project.folder(), java(), "-cp", classPath, FlywayMain.class.getName(), verb)
                .and(project.migrations().toString())
                .with("DBM_URL", database.url());
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static String whereabouts(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        return Path.of(URI.create(source.getLocation().toString())).toString();
    }
}
