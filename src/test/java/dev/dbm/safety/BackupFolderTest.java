package dev.dbm.safety;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.dbm.model.ProblemCode;
import dev.dbm.model.ProblemException;
import dev.dbm.model.Report;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupFolderTest {
    private static final Instant TAKEN = Instant.parse("2026-01-05T09:30:00Z");

    @TempDir
    Path folder;

    private String name(String database) throws IOException {
        BackupFolder backups = new BackupFolder(folder);
        Path path = backups.fresh(database, TAKEN);
        Files.writeString(path, "taken");
        return path.getFileName().toString();
    }

    @Test
    void everyDatabaseHasANameThatFileSystemsTake() throws IOException {
        assertThat(name("shop")).isEqualTo("shop-20260105T093000Z.dump");
        assertThat(name("shop")).isEqualTo("shop-20260105T093000Z-2.dump");
        assertThat(name("../..\\we\"ird\n/Läden")).isEqualTo("_._.._we_ird__L_den-20260105T093000Z.dump");
        assertThat(name("-rf")).startsWith("_rf-");
        assertThat(name("x".repeat(400))).hasSizeLessThan(140);
    }

    @Test
    void aLabelSaysTheSameWhenItIsRead() throws IOException {
        Path backup = folder.resolve("x.dump");
        BackupLabel label = new BackupLabel(
                "sh\"op\n= :\u001b\u20ac#!\\u0041",
                "::1:5432",
                "prod",
                TAKEN,
                7,
                "ab",
                List.of("public", "My = schema"),
                Optional.of("cd"),
                Optional.empty());

        new BackupFolder(folder).label(backup, label);

        assertThat(BackupLabel.read(backup)).contains(label);
    }

    @Test
    void whatIsNoLabelIsNone() throws IOException {
        Path backup = folder.resolve("x.dump");
        assertThat(BackupLabel.read(backup)).isEmpty();
        for (String text : List.of("", "database=x", "\\uzzzz", "taken=yesterday")) {
            Files.writeString(BackupLabel.of(backup), text);
            assertThat(BackupLabel.read(backup)).as(text).isEmpty();
        }
    }

    @Test
    void whoeverStillWritesIsLeftAlone() throws IOException {
        BackupFolder backups = new BackupFolder(folder);
        Files.writeString(folder.resolve("dead.dump.part"), "half");
        try (Partial part = Partial.begin(folder.resolve("live.dump"), bytes -> {})) {
            part.write("row".getBytes(StandardCharsets.UTF_8));
            backups.prepare();
            assertThat(part.path()).exists();
            assertThat(folder.resolve("dead.dump.part")).doesNotExist();
            part.publish();
        }
        assertThat(folder.resolve("live.dump")).hasContent("row");
    }

    @Test
    void whatIsNotPublishedGoes() throws IOException {
        try (Partial part = Partial.begin(folder.resolve("x.dump"), bytes -> {})) {
            part.write(1);
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void roomIsComparedWithTheDatabaseOrTheLastBackup() {
        Optional<Report.Backup> last = Optional.of(new Report.Backup("x", 10, "ab"));
        assertThatCode(() -> Space.require(100, 100, Optional.empty(), folder)).doesNotThrowAnyException();
        assertThatCode(() -> Space.require(20, 100, last, folder)).doesNotThrowAnyException();
        for (Optional<Report.Backup> before : List.of(last, Optional.<Report.Backup>empty())) {
            ProblemException thrown =
                    catchThrowableOfType(ProblemException.class, () -> Space.require(19, 100, before, folder));
            assertThat(thrown.problems().get(0).code()).isEqualTo(ProblemCode.BACKUP_NO_SPACE);
        }
    }

    @Test
    void placeIsLookedAtBeforeItIsMade() throws IOException {
        Path notYet = folder.resolve("a/b/c");
        assertThatCode(() -> Backups.requirePlace(notYet, 1, Optional.empty())).doesNotThrowAnyException();
        Path file = Files.writeString(folder.resolve("file"), "x");

        assertThat(refusal(notYet, Long.MAX_VALUE)).isEqualTo(ProblemCode.BACKUP_NO_SPACE);
        assertThat(refusal(file, 1)).isEqualTo(ProblemCode.BACKUP_FAILED);
        assertThat(refusal(file.resolve("below"), 1)).isEqualTo(ProblemCode.BACKUP_FAILED);
        assertThat(folder.resolve("a")).doesNotExist();
    }

    private static ProblemCode refusal(Path place, long bytes) {
        return catchThrowableOfType(ProblemException.class, () -> Backups.requirePlace(place, bytes, Optional.empty()))
                .problems()
                .get(0)
                .code();
    }
}
