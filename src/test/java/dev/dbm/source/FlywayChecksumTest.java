package dev.dbm.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;
import org.flywaydb.core.internal.parser.PlaceholderReplacingReader;
import org.flywaydb.core.internal.resolver.ChecksumCalculator;
import org.flywaydb.core.internal.resource.StringResource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlywayChecksumTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n",
                "CREATE TABLE a (b int);",
                "CREATE TABLE a (\n  b int\n);\n",
                "CREATE TABLE a (\r\n  b int\r\n);\r\n\r\n",
                "CREATE TABLE a (\r  b int\r);",
                "\uFEFFCREATE TABLE a (b int);\n",
                "\uFEFF\nCREATE TABLE a (b int);\n",
                "-- größer, 漢字, \uD83D\uDE80\nSELECT '\u0085\u2028';",
                "a\r\rb\n\r\nc"
            })
    void theChecksumIsFlyways(String text) {
        assertThat(FlywayChecksum.of(text)).isEqualTo(ChecksumCalculator.calculate(new StringResource(text)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GRANT SELECT ON a TO ${owner};",
                "GRANT SELECT ON a TO ${OWNER};\n-- ${owner} too\n",
                "${empty}SELECT '${lines}';",
                "DO $$${owner}$$;",
                "DO $${owner}$$; DO $$$${owner}$$",
                "SELECT 1 -- ends with $",
                "${owner}${owner}$",
                "no placeholder"
            })
    void theChecksumOfARepeatableIsFlywaysAfterFillingIn(String text) {
        Map<String, String> values = Map.of("Owner", "app", "lines", "one\r\ntwo", "empty", "");
        assertThat(PlaceholderText.fill(text, values)).isEqualTo(filledByFlyway(text, values));
        assertThat(FlywayChecksum.ofRepeatable(text, values))
                .isEqualTo(ChecksumCalculator.calculate(new StringResource(filledByFlyway(text, values))));
    }

    private static String filledByFlyway(String text, Map<String, String> values) {
        try (PlaceholderReplacingReader reader =
                new PlaceholderReplacingReader("${", "}", ":", values, new StringReader(text))) {
            StringWriter filled = new StringWriter();
            reader.transferTo(filled);
            return filled.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
