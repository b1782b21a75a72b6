package dev.dbm.postgres.embedded;

import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.ProblemException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * How PostgreSQL's programs are started. They refuse to run as root, which is who runs a CI job in a container.
 *
 * @param prefix what stands before the program
 * @param owner the user that must own the data, where that is not simply the one who starts it
 */
record Launcher(List<String> prefix, OptionalInt owner) {
    private static final int ROOT = 0;
    private static final int NOBODY = 65_534;
    private static final long SECONDS = 120;

    /** pg_ctl status: there is no server, or not even data (manual: pg_ctl). Said only after it accepted who asks. */
    private static final Set<Integer> NO_SERVER = Set.of(3, 4);

    private static final Launcher PLAIN = new Launcher(List.of(), OptionalInt.empty());
    /** A user without a name, as some container platforms have it: initdb wants one, and in a namespace finds nobody's. */
    private static final Launcher NAMELESS = new Launcher(List.of("unshare", "-U"), OptionalInt.empty());
    /** In a user namespace without a mapping nobody is root, and files of root's are one's own; needs nothing else. */
    private static final Launcher NAMESPACE = new Launcher(List.of("unshare", "-U"), OptionalInt.of(ROOT));
    /**
     * Where namespaces are forbidden, as in Docker by default: another user, who keeps root's right to walk through folders
     * that are closed to others.
     */
    private static final Launcher NOBODY_WITH_ACCESS = new Launcher(
            List.of(
                    "setpriv",
                    "--reuid=" + NOBODY,
                    "--regid=" + NOBODY,
                    "--clear-groups",
                    // Without it access(2), which pg_ctl asks for its neighbours, forgets that right.
                    "--securebits=+no_setuid_fixup",
                    "--inh-caps=+dac_override",
                    "--ambient-caps=+dac_override"),
            OptionalInt.of(NOBODY));

    /** What a program said, both streams together, and how it ended. */
    record Result(int status, String output) {}

    /** The first way that works on this machine. */
    static Launcher find(Binaries binaries) throws IOException {
        boolean root = isRoot();
        String said = "";
        // Java's name for a user who is in no list of users.
        boolean nameless = System.getProperty("user.name", "?").equals("?");
        for (Launcher way : root ? asRoot() : nameless ? List.of(NAMELESS, PLAIN) : List.of(PLAIN)) {
            if (way.works(binaries)) {
                return way;
            }
            said = way.ask(binaries).output();
        }
        throw new ProblemException(Problem.of(
                ProblemCode.EMBEDDED_FAILED,
                "PostgreSQL's programs do not run on this machine"
                        + (root ? " as root, neither in a user namespace nor as nobody" : "") + ": " + said,
                root
                        ? "run dbm as a user other than root, install util-linux (unshare, setpriv), or give the URL of a"
                                + " server"
                        : "install the libraries that are missing, or give the URL of a server"));
    }

    static List<Launcher> asRoot() {
        return List.of(NAMESPACE, NOBODY_WITH_ACCESS);
    }

    boolean works(Binaries binaries) throws IOException {
        return NO_SERVER.contains(ask(binaries).status());
    }

    private Result ask(Binaries binaries) throws IOException {
        try {
            return run(List.of(
                    binaries.path("pg_ctl").toString(),
                    "status",
                    "-D",
                    binaries.folder().toString()));
        } catch (IOException e) {
            return new Result(-1, String.valueOf(e.getMessage()));
        }
    }

    /** Root is known by what it owns: the name says nothing in a container. */
    private static boolean isRoot() throws IOException {
        Path probe = Files.createTempFile("dbm", "");
        try {
            return probe.getFileSystem().supportedFileAttributeViews().contains("unix")
                    && Files.getAttribute(probe, "unix:uid").equals(ROOT);
        } finally {
            Files.delete(probe);
        }
    }

    /** Runs a program to its end. */
    Result run(List<String> command) throws IOException {
        List<String> whole = new ArrayList<>(prefix);
        whole.addAll(command);
        Path output = Files.createTempFile("dbm", ".log");
        try {
            // To a file: a pipe would stay open as long as the server that pg_ctl leaves behind.
            ProcessBuilder builder =
                    new ProcessBuilder(whole).redirectErrorStream(true).redirectOutput(output.toFile());
            builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
            builder.environment().put("LC_ALL", "C");
            Process process = builder.start();
            process.getOutputStream().close();
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException(command.get(0) + " did not end within " + SECONDS + " seconds");
            }
            return new Result(
                    process.exitValue(),
                    Files.readString(output, StandardCharsets.UTF_8).strip());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + command.get(0) + " ran", e);
        } finally {
            Files.deleteIfExists(output);
        }
    }
}
