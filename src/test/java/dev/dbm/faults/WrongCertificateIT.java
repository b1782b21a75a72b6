package dev.dbm.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbm.testing.TlsServer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The driver has a word of its own about a server that is not the right one; people get dbm's alone. */
class WrongCertificateIT {
    @TempDir
    Path folder;

    @Test
    void onlyTheReportSpeaksOfAHostWithAnotherName(@TempDir Path certificates) throws Exception {
        TlsServer server = TlsServer.start(certificates);
        Project project = Project.on(folder, server.database());
        String port = server.database().address().port();
        String url = "postgres://postgres@127.0.0.1:" + port + "/postgres?sslmode=verify-full&sslrootcert="
                + server.authority();

        Run.Ended ended = project.start("status", "--quiet", "--url", url).end();

        assertThat(ended.exit()).as(ended.said()).isEqualTo(1);
        assertThat(ended.out() + ended.err()).contains("UNREACHABLE");
        assertThat(ended.err()).doesNotContain("SEVERE", "org.postgresql");
        project.start("status", "--url", url, "--log-file", "dbm.log").end();
        assertThat(folder.resolve("dbm.log")).content().contains("ERROR", "org.postgresql.ssl");
    }
}
