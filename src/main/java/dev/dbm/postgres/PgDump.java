package dev.dbm.postgres;

import dev.dbm.model.DatabaseAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Copies a schema's definitions with pg_dump, which knows more of them than anything else. */
public final class PgDump {
    private static final int TRANSACTION_TIMEOUT_SINCE = 17;

    private final ClientTool tool;
    private final int serverMajor;

    private PgDump(ClientTool tool, int serverMajor) {
        this.tool = tool;
        this.serverMajor = serverMajor;
    }

    /** The pg_dump for that server, or {@code TOOL_MISSING}. */
    public static PgDump find(ServerFacts server) {
        return new PgDump(ClientTool.find("pg_dump", server.major()), server.major());
    }

    /** The program and its version. */
    public ClientTool tool() {
        return tool;
    }

    /**
     * The definitions of those schemas without any rows, owners and grants included, as SQL that can be sent as it is (with
     * {@link Session#execute}); it leaves {@code search_path} empty, so send it through a session that ends then. Extensions
     * are not in it. {@code TOOL_FAILED} when pg_dump fails.
     *
     * @param without names of tables that are left out in each schema: the history and the journal
     */
    public String schemaOnly(DatabaseAddress address, List<String> schemas, Set<String> without) {
        if (schemas.isEmpty()) {
            throw new IllegalArgumentException("no schema to dump: pg_dump would take them all");
        }
        List<String> arguments = new ArrayList<>(
                List.of("--schema-only", "--no-password", "--encoding=UTF8", "--lock-wait-timeout=10s"));
        for (String schema : schemas) {
            // Within double quotes a pattern is a plain name (manual: psql, "Patterns").
            arguments.add("--schema=" + Identifiers.quote(schema));
            for (String table : without) {
                arguments.add("--exclude-table=" + Identifiers.qualified(schema, table));
            }
        }
        return loadable(new String(tool.run(address, arguments), StandardCharsets.UTF_8), serverMajor);
    }

    // psql's own commands, which newer pg_dumps write around their output, and a setting that older servers do not
    // know. Both
    // come before and after everything else, never within an object's definition.
    static String loadable(String dump, int serverMajor) {
        StringBuilder text = new StringBuilder(dump.length());
        dump.lines()
                .filter(line -> !line.startsWith("\\restrict ") && !line.startsWith("\\unrestrict "))
                .filter(line ->
                        serverMajor >= TRANSACTION_TIMEOUT_SINCE || !line.equals("SET transaction_timeout = 0;"))
                .forEach(line -> text.append(line).append('\n'));
        return text.toString();
    }
}
