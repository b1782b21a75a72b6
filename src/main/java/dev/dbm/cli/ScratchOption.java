package dev.dbm.cli;

import java.util.Optional;
import picocli.CommandLine.Option;

/** The option of the commands that rehearse. */
final class ScratchOption {
    @Option(
            names = "--scratch",
            paramLabel = "<where>",
            description = "Where to rehearse: auto (default), database, schema, embedded, or the URL of a server.")
    Optional<String> where;
}
