package dev.dbm.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.dbm.postgres.Extensions.InstalledExtension;
import dev.dbm.testing.PostgresTest;
import dev.dbm.testing.TestDatabase;
import java.util.List;
import org.junit.jupiter.api.Test;

@PostgresTest
class ExtensionsTest {
    private static boolean available(Session session, String extension) {
        return session.queryOne("SELECT true FROM pg_available_extensions WHERE name = ?", row -> true, extension)
                .orElse(false);
    }

    @Test
    void whatOneDatabaseHasIsInstalledInAnother(TestDatabase from, TestDatabase to) {
        try (Session source = from.open();
                Session target = to.open()) {
            assumeTrue(available(source, "earthdistance"), "contrib is not installed");
            source.execute("CREATE SCHEMA \"Ext\"; CREATE EXTENSION cube SCHEMA \"Ext\";"
                    + "CREATE EXTENSION earthdistance SCHEMA \"Ext\"; CREATE EXTENSION citext");
            assertThat(Extensions.install(target, Extensions.of(source))).isEmpty();
            assertThat(Extensions.of(target)).isEqualTo(Extensions.of(source)).hasSize(4);
        }
    }

    @Test
    void anExtensionThatIsThereStays(TestDatabase db) {
        try (Session session = db.open()) {
            List<InstalledExtension> before = Extensions.of(session);
            assertThat(Extensions.install(session, before)).isEmpty();
            assertThat(Extensions.of(session)).isEqualTo(before);
        }
    }

    @Test
    void anUnknownExtensionIsARemark(TestDatabase db) {
        try (Session session = db.open()) {
            assertThat(Extensions.install(session, List.of(new InstalledExtension("no_such_thing", "1.0", "public"))))
                    .singleElement()
                    .asString()
                    .contains("no_such_thing", "could not be installed");
        }
    }

    @Test
    void anotherVersionIsTakenWhereTheWantedOneIsMissing(TestDatabase db) {
        try (Session session = db.open()) {
            assumeTrue(available(session, "citext"), "contrib is not installed");
            assertThat(Extensions.install(session, List.of(new InstalledExtension("citext", "99.9", "public"))))
                    .singleElement()
                    .asString()
                    .contains("citext", "99.9");
            assertThat(Extensions.of(session))
                    .extracting(InstalledExtension::name)
                    .contains("citext");
        }
    }

    @Test
    void anExtensionThatTheRoleMayNotInstallIsARemark(TestDatabase db) {
        try (Session admin = db.open();
                Session session = db.createRole().open()) {
            assumeTrue(available(admin, "pageinspect"), "contrib is not installed");
            assertThat(Extensions.install(session, List.of(new InstalledExtension("pageinspect", "1.0", "public"))))
                    .singleElement()
                    .asString()
                    .contains("pageinspect", "permission denied");
        }
    }
}
