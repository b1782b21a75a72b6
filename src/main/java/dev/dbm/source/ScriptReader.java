package dev.dbm.source;

import dev.dbm.model.Directive;
import dev.dbm.model.JournalEntry;
import dev.dbm.model.Problem;
import dev.dbm.model.Script;
import dev.dbm.model.ScriptConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Turns the bytes of one script into a {@link Script}. Reads no file itself. */
public final class ScriptReader {
    private final String[] guarded;

    /** Reads scripts for a database whose schema history has that name. */
    public ScriptReader(String historyTable) {
        this.guarded = historyTable.equals("flyway_schema_history")
                ? new String[] {"flyway_schema_history", "dbm_journal"}
                : new String[] {historyTable, "flyway_schema_history", "dbm_journal"};
    }

    /**
     * Reads a script. Whatever is wrong with it goes to {@code problems}, and a script comes out all the same.
     *
     * @param path the file as the user would name it
     * @param fileName its path within the folder of migrations, as the schema history records it
     * @param conf the text of its .conf file
     */
    public Script parse(
            Script.Kind kind,
            String path,
            String fileName,
            byte[] bytes,
            Optional<String> conf,
            List<Problem> problems) {
        ScriptConfig config =
                conf.isPresent() ? ScriptConfigReader.read(path + ".conf", conf.get(), problems) : ScriptConfig.NONE;
        String sql = ScriptText.decode(path, bytes, config, problems);
        int checksum = config.encoding().isEmpty() ? FlywayChecksum.ofUtf8(bytes) : FlywayChecksum.of(sql);
        return script(kind, path, fileName, sql, checksum, config, problems);
    }

    /**
     * A script as the journal kept it: already text, whatever the encoding of its file was. It was checked when it was proven, so
     * its problems are not told again.
     */
    public Script fromJournal(JournalEntry.KeptScript kept, Script.Kind kind, String shownPath) {
        List<Problem> told = new ArrayList<>();
        ScriptConfig config = kept.config().isEmpty()
                ? ScriptConfig.NONE
                : ScriptConfigReader.read(shownPath + ".conf", kept.config(), told);
        return script(kind, shownPath, kept.script(), kept.sql(), kept.checksum(), config, told);
    }

    private Script script(
            Script.Kind kind,
            String path,
            String fileName,
            String sql,
            int checksum,
            ScriptConfig config,
            List<Problem> problems) {
        SqlScan scan = SqlScanner.scan(sql, guarded);
        List<Directive> directives = Directives.read(kind, path, scan.directives(), problems);
        Script.Traits traits = new ScriptChecks(kind, path, scan, problems).check(config, directives);
        String name = fileName.substring(fileName.lastIndexOf('/') + 1);
        String description = kind == Script.Kind.CHECK ? checkName(name) : ScriptName.description(name);
        return new Script(kind, path, fileName, description, sql, checksum, config, directives, traits);
    }

    private static String checkName(String name) {
        return name.endsWith(".sql") ? name.substring(0, name.length() - ".sql".length()) : name;
    }
}
