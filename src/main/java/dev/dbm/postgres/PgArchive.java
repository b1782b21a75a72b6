package dev.dbm.postgres;

import dev.dbm.model.DatabaseAddress;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A whole database as an archive of pg_dump's custom format: written, looked into, and read back. */
public final class PgArchive {
    /**
     * A line of pg_restore --list: number in the archive; catalog and number in it; what it is, and its schema. The rows of a table
     * stand under no catalog: so they cannot be taken for a table in a schema named DATA.
     */
    private static final Pattern ENTRY = Pattern.compile("^\\d+; (\\d+) (\\d+) TABLE (DATA )?.*");

    /** The catalog pg_class, in which tables have their numbers. */
    private static final String PG_CLASS = "1259";

    private static final int BLOCK = 1 << 16;

    private final int serverMajor;
    // Looking for a program starts several; one look is enough.
    private @Nullable ClientTool pgDump;
    private @Nullable ClientTool pgRestore;

    /** Archives of a server's databases. */
    public PgArchive(ServerFacts server) {
        this.serverMajor = server.major();
    }

    /**
     * The tables in an archive, by the numbers that they had in the catalog.
     *
     * @param tables those that are made
     * @param filled those that get rows
     */
    public record Tables(Set<Long> tables, Set<Long> filled) {}

    /** The program that writes archives, or {@code TOOL_MISSING}. */
    public ClientTool pgDump() {
        if (pgDump == null) {
            pgDump = ClientTool.find("pg_dump", serverMajor);
        }
        return pgDump;
    }

    /** The program that reads archives: as new as the one that writes them, since an older one may not know their format. */
    public ClientTool pgRestore() {
        if (pgRestore == null) {
            pgRestore = ClientTool.find("pg_restore", serverMajor);
        }
        return pgRestore;
    }

    /**
     * Writes the database as it was at that moment. Whether all of it was written is known only after this returns; the stream
     * stays open.
     *
     * @param lockWait how long to wait for the lock on a table; zero for ever
     * @throws IOException where the stream takes no more
     */
    public void write(ExportedSnapshot moment, Duration lockWait, OutputStream to) throws IOException {
        ClientTool pgDump = pgDump();
        List<String> arguments = new ArrayList<>(
                List.of("--format=custom", "--no-password", "--encoding=UTF8", "--snapshot=" + moment.id()));
        if (!lockWait.isZero()) {
            arguments.add("--lock-wait-timeout=" + Connector.millis(lockWait) + "ms");
        }
        // Through a pipe, not into a file of its own: when dbm is killed the pipe breaks, and pg_dump and its locks go
        // too.
        try (ToolProcess process = pgDump.start(moment.address(), arguments)) {
            process.input().close();
            copy(process.output(), to);
            ended(pgDump, moment.address(), process);
        }
    }

    private static void copy(InputStream from, OutputStream to) throws IOException {
        byte[] block = new byte[BLOCK];
        for (int read = from.read(block); read >= 0; read = from.read(block)) {
            to.write(block, 0, read);
        }
    }

    private static void ended(ClientTool tool, DatabaseAddress address, ToolProcess process) throws IOException {
        int status = process.await();
        if (status != 0) {
            String said = process.errors();
            throw tool.failed(
                    address, said.isEmpty() ? "It ended with status " + status + ", and said nothing." : said);
        }
    }

    /**
     * What tables are in an archive.
     *
     * @throws IOException where it is none, with what pg_restore says
     */
    public Tables tables(Path archive) throws IOException {
        Set<Long> tables = new HashSet<>();
        Set<Long> filled = new HashSet<>();
        ToolRun run = read(archive, "--list");
        new String(run.output(), StandardCharsets.UTF_8).lines().forEach(line -> {
            Matcher entry = ENTRY.matcher(line);
            if (entry.matches()) {
                long number = Long.parseLong(entry.group(2));
                if (entry.group(1).equals(PG_CLASS)) {
                    tables.add(number);
                } else if (entry.group(3) != null) {
                    filled.add(number);
                }
            }
        });
        return new Tables(tables, filled);
    }

    /**
     * Reads an archive to its end: the list of what is in it stands in front, and says nothing of what is missing behind.
     *
     * @throws IOException where it ends too early or makes no sense, with what pg_restore says
     */
    public void readToEnd(Path archive) throws IOException {
        read(archive, "--file=" + (java.io.File.separatorChar == '\\' ? "NUL" : "/dev/null"));
    }

    private ToolRun read(Path archive, String what) throws IOException {
        ToolRun run = ToolRun.of(pgRestore().command(List.of(what, archive.toString())), java.util.Map.of());
        if (run.status() != 0) {
            throw new IOException(
                    run.errors().isEmpty() ? "pg_restore ended with status " + run.status() : run.errors());
        }
        return run;
    }

    /** Restores all of an archive into an empty database; {@code TOOL_FAILED} at the first thing that cannot be made. */
    public void restore(Path archive, DatabaseAddress into) {
        ClientTool pgRestore = pgRestore();
        pgRestore.run(
                into,
                List.of(
                        "--exit-on-error",
                        "--no-password",
                        // A name by itself would be read as a whole connection string where it has an equals sign in
                        // it.
                        "--dbname=dbname=" + conninfo(into.database()),
                        archive.toString()));
    }

    /**
     * Puts what is in an archive in the place of what is in the database, in one transaction: all of it or nothing.
     *
     * @param makingRoom the statements that come first
     */
    public void replace(Path archive, DatabaseAddress in, String makingRoom) {
        ClientTool psql = ClientTool.find("psql", serverMajor);
        ClientTool pgRestore = pgRestore();
        try (ToolProcess reading = ToolProcess.start(
                        pgRestore.command(List.of("--file=-", archive.toString())), java.util.Map.of());
                ToolProcess writing = psql.start(
                        in, List.of("--no-psqlrc", "--quiet", "--no-password", "--set=ON_ERROR_STOP=1", "--file=-"))) {
            reading.input().close();
            Thread said = drain(writing.output());
            try (OutputStream sql = writing.input()) {
                sql.write(("BEGIN;\n" + makingRoom + "\n").getBytes(StandardCharsets.UTF_8));
                copy(reading.output(), sql);
                ended(pgRestore, in, reading);
                // Only now: where the archive cannot be read to its end, psql finds the end of its input in a
                // transaction.
                sql.write("\nCOMMIT;\n".getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                // psql gave up; it says why.
                reading.close();
            }
            ended(psql, in, writing);
            said.join();
        } catch (IOException e) {
            throw psql.failed(in, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The rows of set_config and the like, which nobody wants to see and which would fill the pipe. */
    private static Thread drain(InputStream output) {
        Thread thread = new Thread(
                () -> {
                    try {
                        output.transferTo(OutputStream.nullOutputStream());
                    } catch (IOException e) {
                        // the program is gone
                        return;
                    }
                },
                "dbm-drain");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** A value in a connection string of libpq's (manual: "Connection Strings"). */
    private static String conninfo(String value) {
        return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
