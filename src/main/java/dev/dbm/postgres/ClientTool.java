package dev.dbm.postgres;

import dev.dbm.model.DatabaseAddress;
import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.ProblemException;
import dev.dbm.model.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One of PostgreSQL's own programs on this machine, such as pg_dump. Where to connect and the password go through its
 * environment, since every user of a machine can read the arguments of a process.
 *
 * @param path the program
 * @param major its major version
 */
public record ClientTool(Path path, int major) {
    private static final Pattern VERSION = Pattern.compile("\\) (\\d+)");

    /** The variables of libpq by the JDBC driver's names for the same thing (manual: "Environment Variables"). */
    private static final Map<String, String> VARIABLES = Map.of(
            "sslmode", "PGSSLMODE",
            "sslrootcert", "PGSSLROOTCERT",
            "sslcert", "PGSSLCERT",
            "sslNegotiation", "PGSSLNEGOTIATION",
            "channelBinding", "PGCHANNELBINDING",
            "gssEncMode", "PGGSSENCMODE",
            "kerberosServerName", "PGKRBSRVNAME",
            "connectTimeout", "PGCONNECT_TIMEOUT",
            "options", "PGOPTIONS");

    /** Kept from the environment: they say how to connect, and never where. */
    private static final Set<String> KEPT = Set.of(
            "PGPASSFILE",
            "PGSSLKEY",
            "PGSSLCERT",
            "PGSSLROOTCERT",
            "PGSSLCRL",
            "PGSSLMODE",
            "PGKRBSRVNAME",
            "PGGSSLIB");

    /**
     * The program of that name that suits a server best: not older than the server, since an older one refuses, and else as
     * near as can be, since a newer one writes settings that the server does not know. {@code TOOL_MISSING} when there is
     * none.
     */
    public static ClientTool find(String name, int serverMajor) {
        return choose(name, serverMajor, installed(name, folders()));
    }

    static ClientTool choose(String name, int serverMajor, List<ClientTool> found) {
        return found.stream()
                .filter(tool -> tool.major() >= serverMajor)
                .min(Comparator.comparingInt(ClientTool::major))
                .orElseThrow(() -> new ProblemException(Problem.of(
                        ProblemCode.TOOL_MISSING,
                        found.isEmpty()
                                ? name + " is not installed on this machine."
                                : "The " + name + " on this machine is too old: the server is PostgreSQL " + serverMajor
                                        + ", " + found.get(0).path() + " is "
                                        + found.get(0).major() + ".",
                        "install PostgreSQL's client programs, version " + serverMajor
                                + " or newer (Debian and Ubuntu: postgresql-client-" + serverMajor
                                + "), and put them on the PATH")));
    }

    /** Where programs may be: first the PATH, then what pg_config names, then where packages put them. */
    private static Set<Path> folders() {
        Set<Path> folders = new LinkedHashSet<>();
        Optional.ofNullable(System.getenv("PATH"))
                .map(path -> path.split(java.io.File.pathSeparator))
                .ifPresent(paths -> Arrays.stream(paths)
                        .filter(path -> !path.isBlank())
                        .map(Path::of)
                        .forEach(folders::add));
        configured().ifPresent(folders::add);
        for (String parent : List.of(
                "/usr/lib/postgresql",
                "/usr/local/lib/postgresql",
                "/opt/homebrew/opt",
                "C:\\Program Files\\PostgreSQL")) {
            folders.addAll(binFoldersIn(Path.of(parent)));
        }
        folders.addAll(binFoldersIn(Path.of("/usr"), "pgsql-"));
        return folders;
    }

    static List<ClientTool> installed(String name, Set<Path> folders) {
        List<ClientTool> tools = new ArrayList<>();
        for (Path folder : folders) {
            for (String file : List.of(name, name + ".exe")) {
                Path path = folder.resolve(file);
                if (Files.isExecutable(path)) {
                    versionOf(path).ifPresent(major -> tools.add(new ClientTool(path, major)));
                }
            }
        }
        return tools;
    }

    private static Optional<Path> configured() {
        try {
            ToolRun run = ToolRun.of(List.of("pg_config", "--bindir"), Map.of());
            return run.status() == 0 ? Optional.of(Path.of(run.outputText().strip())) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static List<Path> binFoldersIn(Path parent) {
        return binFoldersIn(parent, "");
    }

    private static List<Path> binFoldersIn(Path parent, String prefix) {
        if (!Files.isDirectory(parent)) {
            return List.of();
        }
        try (Stream<Path> children = Files.list(parent)) {
            return children.filter(child -> child.getFileName().toString().startsWith(prefix))
                    .map(child -> child.resolve("bin"))
                    .filter(Files::isDirectory)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    private static Optional<Integer> versionOf(Path program) {
        try {
            Matcher version = VERSION.matcher(ToolRun.of(List.of(program.toString(), "--version"), Map.of())
                    .outputText());
            return version.find() ? Optional.of(Integer.valueOf(version.group(1))) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Runs it against that database and returns its standard output; {@code TOOL_FAILED} when it fails. */
    public byte[] run(DatabaseAddress address, List<String> arguments) {
        try {
            ToolRun run = ToolRun.of(command(arguments), environment(address));
            if (run.status() != 0) {
                throw failed(address, run.errors());
            }
            return run.output();
        } catch (IOException e) {
            throw failed(address, String.valueOf(e.getMessage()));
        }
    }

    /** Starts it against that database; whoever starts it reads what it writes. */
    ToolProcess start(DatabaseAddress address, List<String> arguments) throws IOException {
        return ToolProcess.start(command(arguments), environment(address));
    }

    /** The program with these arguments. */
    List<String> command(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(path.toString()));
        command.addAll(arguments);
        return command;
    }

    /** {@code TOOL_FAILED}, with what the program said; the password is not in it. */
    ProblemException failed(DatabaseAddress address, String said) {
        String clean = address.password()
                .map(Secret::reveal)
                .filter(password -> !password.isEmpty())
                .map(password -> said.replace(password, "****"))
                .orElse(said);
        return new ProblemException(Problem.of(
                ProblemCode.TOOL_FAILED,
                path.getFileName() + " failed on " + address.display() + ":\n" + clean.strip(),
                "mend what it says, then try again"));
    }

    /** What libpq's programs need to connect there; a variable that is not in it is to be unset. */
    public static Map<String, String> environment(DatabaseAddress address) {
        Map<String, String> variables = new java.util.HashMap<>();
        System.getenv().forEach((name, value) -> {
            if (KEPT.contains(name)) {
                variables.put(name, value);
            }
        });
        variables.put("PGHOST", address.host().replaceAll("[\\[\\]]", ""));
        variables.put("PGPORT", address.port());
        variables.put("PGDATABASE", address.database());
        variables.put("PGAPPNAME", "dbm");
        variables.put("PGCONNECT_TIMEOUT", "10");
        address.user().ifPresent(user -> variables.put("PGUSER", user));
        address.password().ifPresent(password -> variables.put("PGPASSWORD", password.reveal()));
        VARIABLES.forEach((parameter, variable) -> Optional.ofNullable(
                        address.parameters().get(parameter))
                .ifPresent(value -> variables.put(variable, value)));
        return variables;
    }
}
