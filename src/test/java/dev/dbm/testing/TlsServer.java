package dev.dbm.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A server whose certificate is for {@code localhost}, from an authority of its own.
 *
 * @param database its own database, as its superuser
 * @param authority the certificate of the authority
 * @param stranger the certificate of an authority that signed nothing here
 */
public record TlsServer(TestDatabase database, Path authority, Path stranger) {

    /** Starts it, where PostgreSQL and openssl are installed; skips the test where not. */
    public static TlsServer start(Path folder) throws IOException {
        assumeTrue(LocalServer.installed(), "no PostgreSQL is installed");
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/openssl")), "openssl is not installed");
        Path authority = authority(folder, "authority");
        Path stranger = authority(folder, "stranger");
        Path key = folder.resolve("server.key");
        Path request = folder.resolve("server.csr");
        Path certificate = folder.resolve("server.crt");
        Path names = Files.writeString(folder.resolve("names"), "subjectAltName=DNS:localhost\n");
        openssl(
                "req",
                "-new",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-subj",
                "/CN=localhost",
                "-keyout",
                key,
                "-out",
                request);
        openssl(
                "x509",
                "-req",
                "-in",
                request,
                "-CA",
                authority,
                "-CAkey",
                folder.resolve("authority.key"),
                "-CAcreateserial",
                "-days",
                "2",
                "-extfile",
                names,
                "-out",
                certificate);
        return new TlsServer(new TestDatabase(LocalServer.startWithTls(certificate, key)), authority, stranger);
    }

    private static Path authority(Path folder, String name) {
        Path certificate = folder.resolve(name + ".crt");
        openssl(
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=" + name,
                "-keyout",
                folder.resolve(name + ".key"),
                "-out",
                certificate);
        return certificate;
    }

    private static void openssl(Object... arguments) {
        List<String> command = new java.util.ArrayList<>(List.of("/usr/bin/openssl"));
        List.of(arguments).forEach(argument -> command.add(argument.toString()));
        LocalServer.run(command);
    }
}
