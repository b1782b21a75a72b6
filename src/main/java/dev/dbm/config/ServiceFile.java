package dev.dbm.config;

import dev.dbm.model.ProblemCode;
import dev.dbm.model.ProblemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** libpq's connection service file (manual: "The Connection Service File"). */
final class ServiceFile {
    private ServiceFile() {}

    /**
     * The keywords of a service.
     *
     * @param service its name and who asked for it
     * @param named the file that the connection names, in place of the user's and the system's
     * @throws ProblemException where no file has it, or its lines cannot be read
     */
    static Map<String, Found<String>> read(
            Found<String> service, Optional<Found<String>> named, Map<String, String> environment) {
        List<Path> files = new ArrayList<>();
        if (named.isPresent()) {
            files.add(Path.of(named.get().value()));
        } else {
            files.add(Homes.of(environment).resolve(".pg_service.conf"));
        }
        String system = environment.get("PGSYSCONFDIR");
        files.add(Path.of(system == null ? "/etc/postgresql-common" : system).resolve("pg_service.conf"));
        for (Path file : files) {
            if (Files.isRegularFile(file)) {
                Optional<Map<String, Found<String>>> values = section(file, service.value());
                if (values.isPresent()) {
                    return values.get();
                }
            }
        }
        throw new ProblemException(service.source()
                .problem(
                        ProblemCode.BAD_URL,
                        "There is no service \"" + service.value() + "\" in "
                                + String.join(
                                        " or ",
                                        files.stream().map(Path::toString).toList()) + ".",
                        "add a section [" + service.value() + "] there, or set PGSERVICEFILE"));
    }

    private static Optional<Map<String, Found<String>>> section(Path file, String service) {
        String shown = file.toString();
        Map<String, Found<String>> values = new HashMap<>();
        boolean within = false;
        boolean found = false;
        int number = 0;
        for (String raw : TextFiles.read(file, shown).lines().toList()) {
            number++;
            String line = raw.strip();
            if (line.startsWith("[")) {
                // The first section of the name counts, as in libpq.
                if (found) {
                    break;
                }
                within = line.equals("[" + service + "]");
                found = within;
            } else if (within && !line.isEmpty() && !line.startsWith("#")) {
                int equals = line.indexOf('=');
                Source source = Source.at(shown + " [" + service + "] line " + number, shown, number, 0);
                String keyword = equals < 0 ? "" : line.substring(0, equals).strip();
                if (!Keywords.isKnown(keyword) || keyword.startsWith("service")) {
                    throw new ProblemException(source.problem(
                            ProblemCode.BAD_SETTINGS,
                            equals < 0
                                    ? "This line of the service " + service + " is not keyword=value."
                                    : "\"" + keyword + "\" is no connection keyword."
                                            + Names.didYouMean(keyword, Keywords.known()),
                            "correct the line"));
                }
                values.putIfAbsent(keyword, Found.of(line.substring(equals + 1).strip(), source));
            }
        }
        return found ? Optional.of(values) : Optional.empty();
    }
}
