package dev.dbm.postgres;

import dev.dbm.model.DatabaseAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Copies a schema's definitions with pg_dump, which knows more of them than anything else. */
public final class PgDump {
    private static final int TRANSACTION_TIMEOUT_SINCE = 17;

    private static final Pattern RESTRICT = Pattern.compile("^\\\\restrict (\\w+)$", Pattern.MULTILINE);

    /** What stands over a schema in a dump, and its first words. */
    private static final Pattern SCHEMA =
            Pattern.compile("^(-- Name: .*; Type: SCHEMA; .*\\R--\\R\\R)CREATE SCHEMA (?!IF )", Pattern.MULTILINE);

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
     * {@link Session#executeScript}); it leaves {@code search_path} empty, so send it through a session that ends then. Extensions
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

    // psql's own commands, which newer pg_dumps write around their output with a key made up each time, and a setting
    // that
    // older servers do not know. All else stays to the byte: bodies of functions may hold anything.
    static String loadable(String dump, int serverMajor) {
        String text = dump;
        Matcher restrict = RESTRICT.matcher(text);
        if (restrict.find()) {
            String key = Pattern.quote(restrict.group(1));
            text = restrict.replaceFirst("").replaceFirst("(?m)^\\\\unrestrict " + key + "$", "");
        }
        // Schema public is there in every new database.
        text = SCHEMA.matcher(text).replaceAll("$1CREATE SCHEMA IF NOT EXISTS ");
        return serverMajor >= TRANSACTION_TIMEOUT_SINCE
                ? text
                : text.replaceFirst("(?m)^SET transaction_timeout = 0;$", "");
    }
}
