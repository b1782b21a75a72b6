package dev.dbm.postgres.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import org.junit.jupiter.api.Test;

class PlatformTest {
    @Test
    void platformsAreNamedAsTheirArchivesAre() {
        assertThat(Platform.of("Linux", "amd64", false).archive()).isEqualTo("postgres-linux-x86_64.txz");
        assertThat(Platform.of("Linux", "aarch64", true).archive()).isEqualTo("postgres-linux-arm_64-alpine_linux.txz");
        assertThat(Platform.of("Mac OS X", "aarch64", false).archive()).isEqualTo("postgres-darwin-arm_64.txz");
        assertThat(Platform.of("Windows 11", "amd64", false).archive()).isEqualTo("postgres-windows-x86_64.txz");
    }

    @Test
    void aPlatformWithoutBinariesIsToldWhatToDo() {
        Platform rare = Platform.of("SunOS", "sparcv9", false);
        assertThat(Binaries.archive(rare)).isEmpty();
        Problem problem = Binaries.missing(rare).problems().get(0);
        assertThat(problem.code()).isEqualTo(ProblemCode.EMBEDDED_FAILED);
        assertThat(problem.message()).contains("sunos on sparcv9");
        assertThat(problem.next()).contains("URL");
    }
}
