package dev.dbm.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbm.model.DatabaseAddress;
import dev.dbm.testing.TlsServer;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Only the right server with a certificate of the right authority gets to see a password. */
class TlsTest {
    private static TlsServer server;

    @TempDir
    private Path folder;

    private Project project;

    @BeforeAll
    static void start(@TempDir Path certificates) throws IOException {
        server = TlsServer.start(certificates);
    }

    @BeforeEach
    void project() {
        project = new Project(folder, server.database()).table("1", "a");
    }

    private String url(String host, String mode, Path authority) {
        DatabaseAddress address = server.database().address();
        return "postgres://postgres@" + host + ":" + address.port() + "/postgres?sslmode=" + mode + "&sslrootcert="
                + authority;
    }

    private Project withPassword() {
        return project.variable(
                "DBM_PASSWORD",
                server.database().address().password().orElseThrow().reveal());
    }

    @Test
    void verifyFullWorksWithTheRightHostAndAuthority() {
        String url = url("localhost", "verify-full", server.authority());

        withPassword().done("migrate", "--url", url);
        assertThat(project.tables()).containsExactly("a");
        assertThat(project.done("rollback", "--url", url).ran()).containsExactly("1");
        assertThat(project.query("SELECT count(*) FROM pg_stat_ssl")).isNotEmpty();
    }

    @Test
    void wrongHostIsRefused() {
        refused(url("127.0.0.1", "verify-full", server.authority()));
        withPassword().done("status", "--url", url("127.0.0.1", "verify-ca", server.authority()));
    }

    @Test
    void unknownAuthorityIsRefused() {
        refused(url("localhost", "verify-full", server.stranger()));
        refused(url("localhost", "verify-ca", server.stranger()));
    }

    private void refused(String url) {
        Run run = withPassword().dbm("migrate", "--url", url);
        assertThat(run.exit()).as("%s", run).isEqualTo(1);
        assertThat(run.errors()).containsExactly("UNREACHABLE");
        assertThat(run.message("UNREACHABLE")).containsIgnoringCase("certificate");
        assertThat(run.next("UNREACHABLE")).contains("sslrootcert");
    }
}
