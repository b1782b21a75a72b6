package dev.dbm.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The classes of the packaged program as an archive, as the launcher makes one: loading them is a third of a short run. */
final class ClassArchive {
    private ClassArchive() {}

    /** The options with which a run uses it; made by the first run of this JVM, gone with it. */
    static List<String> options() {
        return Made.OPTIONS;
    }

    private static final class Made {
        static final List<String> OPTIONS = make();
    }

    private static List<String> make() {
        try {
            Path folder = Files.createTempDirectory("dbm-classes-");
            Path list = folder.resolve("list");
            Path archive = folder.resolve("archive");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                list.toFile().delete();
                archive.toFile().delete();
                folder.toFile().delete();
            }));
            boolean made = java("-XX:DumpLoadedClassList=" + list, "dev.dbm.Training")
                    && java("-Xshare:dump", "-XX:SharedClassListFile=" + list, "-XX:SharedArchiveFile=" + archive);
            return made ? List.of("-XX:SharedArchiveFile=" + archive) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean java(String... options) throws IOException {
        List<String> command = new ArrayList<>(Project.JAVA);
        command.addAll(List.of("-cp", Project.JAR.toString()));
        command.addAll(List.of(options));
        try {
            return new ProcessBuilder(command)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
