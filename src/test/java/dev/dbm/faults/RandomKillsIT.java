package dev.dbm.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbm.testing.PostgresTest;
import dev.dbm.testing.TestDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A few kills at random moments; the profile bench has many ({@code KillBench}). */
@PostgresTest
class RandomKillsIT {
    @Test
    void afterEachKillEverythingAgreesAndARerunFinishes(TestDatabase db, @TempDir Path folder) {
        long seed = System.nanoTime();
        try (Kills kills = new Kills(folder, db, seed)) {
            kills.run(6);

            assertThat(kills.disagreements()).as("with seed %d", seed).isEmpty();
        }
    }
}
