package dev.dbm;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.sql.Connection;
import javax.sql.DataSource;

/** The walls of the house. */
@AnalyzeClasses(packages = "dev.dbm", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final DescribedPredicate<JavaClass> JDBC =
            resideInAPackage("java.sql..").or(resideInAPackage("javax.sql..")).as("JDBC");

    @ArchTest
    static final ArchRule modelKnowsNoOtherRoom = onlyOurs("model");

    @ArchTest
    static final ArchRule planningKnowsOnlyTheModel = onlyOurs("planning", "model");

    @ArchTest
    static final ArchRule sourceKnowsOnlyTheModel = onlyOurs("source", "model");

    @ArchTest
    static final ArchRule configKnowsOnlyTheModel = onlyOurs("config", "model");

    @ArchTest
    static final ArchRule findingsKnowOnlyTheModelAndTheWordsOfStatements = onlyOurs("findings", "model", "source");

    @ArchTest
    static final ArchRule reportKnowsOnlyTheModel = onlyOurs("report", "model");

    @ArchTest
    static final ArchRule postgresKnowsOnlyTheModel = onlyOurs("postgres", "model");

    @ArchTest
    static final ArchRule safetyKnowsOnlyTheModelAndPostgres = onlyOurs("safety", "model", "postgres");

    @ArchTest
    static final ArchRule cliKnowsOnlyUseCasesSettingsModelAndReports =
            onlyOurs("cli", "run", "config", "model", "report");

    @ArchTest
    static final ArchRule nobodyButMainKnowsTheCommandLine = noClasses()
            .that()
            .resideInAPackage("dev.dbm.*..")
            .and()
            .resideOutsideOfPackage("dev.dbm.cli..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.dbm.cli..");

    @ArchTest
    static final ArchRule useCasesAreCalledByTheCommandLineOnly = noClasses()
            .that()
            .resideOutsideOfPackages("dev.dbm.run..", "dev.dbm.cli..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.dbm.run..");

    @ArchTest
    static final ArchRule jdbcStaysInPostgres = noClasses()
            .that()
            .resideOutsideOfPackages("dev.dbm.postgres..", "dev.dbm.engine..")
            .should()
            .dependOnClassesThat(JDBC)
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule theEngineOnlyHandsConnectionsOn = noClasses()
            .that()
            .resideInAPackage("dev.dbm.engine..")
            .should()
            .dependOnClassesThat(
                    JDBC.and(DescribedPredicate.not(type(Connection.class).or(type(DataSource.class)))))
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule flywayStaysInTheEngine = only("dev.dbm.engine..", "org.flywaydb..");

    @ArchTest
    static final ArchRule picocliStaysInTheCommandLine = only("dev.dbm.cli..", "picocli..");

    @ArchTest
    static final ArchRule logbackIsSetUpInOnePlace = only("dev.dbm.cli..", "ch.qos.logback..");

    @ArchTest
    static final ArchRule theDriverStaysInPostgres = only("dev.dbm.postgres..", "org.postgresql..");

    @ArchTest
    static final ArchRule nobodyPrintsBelowTheReports = noClasses()
            .that()
            .resideOutsideOfPackages("dev.dbm.cli..", "dev.dbm.report..")
            .and()
            .doNotHaveFullyQualifiedName("dev.dbm.Dbm")
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err");

    @ArchTest
    static final ArchRule onlyMainEndsTheProcess = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("dev.dbm.Dbm")
            .should()
            .callMethod(System.class, "exit", int.class)
            .orShould()
            .callMethod(Runtime.class, "halt", int.class);

    /** A room that may know only these rooms (itself included) of ours. */
    private static ArchRule onlyOurs(String room, String... known) {
        String[] packages = new String[known.length + 1];
        packages[0] = "dev.dbm." + room + "..";
        for (int i = 0; i < known.length; i++) {
            packages[i + 1] = "dev.dbm." + known[i] + "..";
        }
        return classes()
                .that()
                .resideInAPackage(packages[0])
                .should()
                .onlyDependOnClassesThat(resideInAPackage("dev.dbm..")
                        .negate()
                        .or(com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage(packages)))
                .allowEmptyShould(true);
    }

    private static ArchRule only(String room, String library) {
        return noClasses()
                .that()
                .resideOutsideOfPackage(room)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .allowEmptyShould(true);
    }
}
