package dev.dbm.cli;

import dev.dbm.model.Version;
import java.util.OptionalInt;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A half-run version, and the statement to go on with where it is named: {@code 12:3}.
 *
 * @param statement counted from 1
 */
record Resumption(Version version, OptionalInt statement) {

    /** Reads it. */
    static final class Converter implements ITypeConverter<Resumption> {
        @Override
        public Resumption convert(String value) {
            String[] parts = value.split(":", 2);
            Version version = new VersionConverter().convert(parts[0]);
            if (parts.length == 1) {
                return new Resumption(version, OptionalInt.empty());
            }
            if (!parts[1].matches("[1-9][0-9]{0,8}")) {
                throw new TypeConversionException("'" + value + "' is not a version and the number of a statement");
            }
            return new Resumption(version, OptionalInt.of(Integer.parseInt(parts[1])));
        }
    }
}
