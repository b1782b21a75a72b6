package dev.dbm.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.dbm.model.DatabaseAddress;
import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.ProblemException;
import dev.dbm.testing.PgBouncer;
import dev.dbm.testing.PostgresTest;
import dev.dbm.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real PgBouncer, where one is installed. */
@PostgresTest
class PoolingProxyTest {
    private static final ConnectionOptions LIMITED =
            new ConnectionOptions("dbm", Duration.ofSeconds(5), Duration.ZERO, Optional.empty());

    @TempDir
    private Path folder;

    @Test
    void transactionPoolingIsFound(TestDatabase db) throws Exception {
        Problem problem = problemBehind(db, "transaction", "options, extra_float_digits");
        assertThat(problem.message()).contains("share one session");
    }

    @Test
    void sessionPoolingThatDropsTheTimeoutsIsFound(TestDatabase db) throws Exception {
        Problem problem = problemBehind(db, "session", "options, extra_float_digits");
        assertThat(problem.message()).contains("drops the timeouts");
    }

    @Test
    void aPoolerThatRefusesTheOptionsIsNamedAsWhatItIs(TestDatabase db) throws Exception {
        Problem problem = problemBehind(db, "session", "extra_float_digits");
        assertThat(problem.message()).contains("refuses", "options");
    }

    private Problem problemBehind(TestDatabase db, String mode, String ignored) throws Exception {
        try (PgBouncer pooler = PgBouncer.start(folder, db, mode, ignored)) {
            DatabaseAddress address = pooler.database().address();
            ProblemException e = catchThrowableOfType(ProblemException.class, () -> Database.open(address, LIMITED)
                    .close());
            Problem problem = e.problems().get(0);
            assertThat(problem.code()).as(problem.message()).isEqualTo(ProblemCode.POOLING_PROXY);
            assertThat(problem.next()).contains("direct port");
            return problem;
        }
    }
}
