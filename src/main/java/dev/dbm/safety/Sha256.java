package dev.dbm.safety;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** SHA-256 of files and folders. */
final class Sha256 {
    private static final int BLOCK = 1 << 16;

    private Sha256() {}

    static MessageDigest fresh() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Of a file's bytes, as sha256sum prints it; of a folder: of its files' names and bytes in order. */
    static String of(Path path) throws IOException {
        MessageDigest digest = fresh();
        boolean folder = Files.isDirectory(path);
        for (Path file : files(path)) {
            if (folder) {
                digest.update(
                        (path.relativize(file).toString().replace('\\', '/') + "\0").getBytes(StandardCharsets.UTF_8));
            }
            try (InputStream bytes = Files.newInputStream(file)) {
                byte[] block = new byte[BLOCK];
                for (int read = bytes.read(block); read >= 0; read = bytes.read(block)) {
                    digest.update(block, 0, read);
                }
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** The file itself, or all files of a folder. */
    static List<Path> files(Path path) throws IOException {
        try (Stream<Path> files = Files.walk(path)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
