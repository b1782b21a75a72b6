package dev.dbm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClosestTest {

    @ParameterizedTest
    @CsvSource({
        "migrate, migrate, 0",
        "migrat, migrate, 1",
        "mirgate, migrate, 1",
        "plna, plan, 1",
        "abc, xyz, 3",
        "'', ab, 2"
    })
    void slipsAreCounted(String typed, String meant, int slips) {
        assertThat(Closest.distance(typed, meant)).isEqualTo(slips);
    }

    @Test
    void theBeginningOfAWordIsEnough() {
        assertThat(Closest.to("--accept-dr", List.of("--accept-drift", "--all")))
                .contains("--accept-drift");
    }

    @Test
    void nothingIsSuggestedWhereNothingIsNear() {
        assertThat(Closest.to("frobnicate", List.of("status", "plan"))).isEmpty();
    }
}
