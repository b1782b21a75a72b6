package dev.dbm.source;

import dev.dbm.model.ProblemCode;

/** What to say of psql's own commands, which no server understands. */
final class Backslash {
    private Backslash() {}

    static SqlScan.Fault fault(String command, int line) {
        int end = 1;
        while (end < command.length() && command.charAt(end) > ' ') {
            end++;
        }
        String name = command.substring(0, end);
        return new SqlScan.Fault(
                line,
                ProblemCode.BACKSLASH_COMMAND,
                name + " is a command of psql, not SQL; dbm sends scripts to the server itself.",
                next(name));
    }

    private static String next(String name) {
        return switch (name) {
            case "\\copy" -> "write COPY ... FROM STDIN; with the rows below it and a line \\. at their end";
            case "\\i", "\\ir", "\\include", "\\include_relative" -> "put the SQL of that file here";
            case "\\set", "\\gset" -> "remove the line; a placeholder ${name} takes its value from dbm.toml";
            case "\\." -> "remove the line, or put the COPY ... FROM STDIN; that it ends in front of the rows";
            default -> "remove the line";
        };
    }
}
