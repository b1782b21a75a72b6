package dev.dbm.cli;

import java.util.Optional;

/** The option of the commands that rehearse. */
final class ScratchOption {
    private final Options.Value<String> where;

    ScratchOption(Options typed) {
        where = typed.text(
                "--scratch",
                "<where>",
                "Where to rehearse: auto (default), database, schema, embedded, or the URL of a server.");
    }

    Optional<String> where() {
        return where.get();
    }
}
