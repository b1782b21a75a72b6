package dev.dbm.cli;

import dev.dbm.model.Version;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads a version on the command line. A class, not a lambda: the archive of classes that the launcher makes leaves out
 * picocli's converters once a lambda has linked their interface.
 */
final class VersionConverter implements ITypeConverter<Version> {
    @Override
    public Version convert(String text) {
        if (!Version.isVersion(text)) {
            throw new TypeConversionException("'" + text + "' is not a version; 20260105093000 and 1.2 are");
        }
        return Version.of(text);
    }
}
