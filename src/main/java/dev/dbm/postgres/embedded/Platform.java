package dev.dbm.postgres.embedded;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The machine as the archives of binaries name it.
 *
 * @param system {@code linux}, {@code darwin}, {@code windows}, or what Java says
 * @param processor {@code x86_64}, {@code arm_64}, or what Java says
 * @param musl whether the C library is musl, as on Alpine, and not glibc
 */
record Platform(String system, String processor, boolean musl) {

    static Platform current() {
        return of(
                System.getProperty("os.name", ""),
                System.getProperty("os.arch", ""),
                Files.exists(Path.of("/etc/alpine-release")));
    }

    static Platform of(String osName, String osArch, boolean musl) {
        String os = osName.toLowerCase(Locale.ROOT);
        String system = os.startsWith("linux")
                ? "linux"
                : os.startsWith("mac") ? "darwin" : os.startsWith("windows") ? "windows" : os;
        String processor =
                switch (osArch.toLowerCase(Locale.ROOT)) {
                    case "amd64", "x86_64", "x64" -> "x86_64";
                    case "aarch64", "arm64" -> "arm_64";
                    case "i386", "i486", "i586", "i686", "x86" -> "x86_32";
                    case "ppc64le" -> "ppc_64";
                    default -> osArch;
                };
        return new Platform(system, processor, musl);
    }

    boolean windows() {
        return system.equals("windows");
    }

    String name() {
        return system + " on " + processor + (musl ? " with musl" : "");
    }

    /** The archive that holds its programs. */
    String archive() {
        return "postgres-" + system + "-" + processor + (musl ? "-alpine_linux.txz" : ".txz");
    }
}
