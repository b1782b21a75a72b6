package dev.dbm.safety;

import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.ProblemException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The folder in which the reports of runs are kept, named by their time so that they sort as they happened. A check that failed
 * shows rows, so they are for their owner's eyes only.
 */
public final class ReportFolder {
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Path folder;

    public ReportFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * Writes a report in several forms; none overwrites another.
     *
     * @param forms the text of each, by the ending of its file's name
     * @return the files
     * @throws ProblemException OUTPUT_UNWRITABLE
     */
    public List<Path> write(Instant at, String environment, String command, Map<String, String> forms) {
        String stem = STAMP.format(at) + "-" + environment.replaceAll("[^A-Za-z0-9_-]", "_") + "-" + command;
        try {
            OwnersOnly.folder(folder);
            for (int number = 1; ; number++) {
                String name = number == 1 ? stem : stem + "-" + number;
                if (forms.keySet().stream().noneMatch(ending -> Files.exists(folder.resolve(name + "." + ending)))) {
                    return write(name, forms);
                }
            }
        } catch (FileAlreadyExistsException e) {
            throw unwritable("another run has just written " + e.getMessage(), e);
        } catch (IOException e) {
            throw unwritable(e.getClass().getSimpleName() + ": " + e.getMessage(), e);
        }
    }

    private List<Path> write(String name, Map<String, String> forms) throws IOException {
        List<Path> files = new ArrayList<>();
        for (Map.Entry<String, String> form : forms.entrySet()) {
            Path file = folder.resolve(name + "." + form.getKey());
            files.add(OwnersOnly.write(file, form.getValue()));
        }
        return files;
    }

    private ProblemException unwritable(String why, IOException cause) {
        return new ProblemException(
                Problem.of(
                        ProblemCode.OUTPUT_UNWRITABLE,
                        "The report could not be kept in " + folder + ": " + why + ".",
                        "make report_dir a folder that may be written; the run itself ended as this report says"),
                cause);
    }
}
