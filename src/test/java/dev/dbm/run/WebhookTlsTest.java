package dev.dbm.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.dbm.testing.PostgresTest;
import dev.dbm.testing.TestDatabase;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A report goes only to the server whose certificate says that it is the one; what cannot be told changes no outcome. */
@PostgresTest
class WebhookTlsTest {
    private static final char[] PASSWORD = "changeit".toCharArray();

    /** The key and the certificate of a server by the name of localhost, and of nobody's authority but its own. */
    private static KeyStore localhost;

    private final SSLContext usual = usual();
    private final AtomicInteger told = new AtomicInteger();
    private HttpsServer server;
    private Project project;

    private static SSLContext usual() {
        try {
            return SSLContext.getDefault();
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    @BeforeAll
    static void certificate(@TempDir Path folder) throws Exception {
        Path store = folder.resolve("store");
        Path log = folder.resolve("log");
        int status = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start()
                .waitFor();
        assertThat(status).as(Files.readString(log)).isZero();
        localhost = KeyStore.getInstance("PKCS12");
        try (InputStream content = Files.newInputStream(store)) {
            localhost.load(content, PASSWORD);
        }
    }

    @BeforeEach
    void start(TestDatabase db, @TempDir Path folder) throws Exception {
        project = new Project(folder, db).table("1", "a");
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(localhost, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.createContext("/", exchange -> {
            told.incrementAndGet();
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        SSLContext.setDefault(usual);
        server.stop(0);
    }

    /** From now on this machine trusts whoever made the certificate. */
    private void trusted() throws Exception {
        KeyStore authorities = KeyStore.getInstance("PKCS12");
        authorities.load(null, PASSWORD);
        authorities.setCertificateEntry("server", localhost.getCertificate("server"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(authorities);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        SSLContext.setDefault(context);
    }

    private Run migrate(String host) {
        project.settings(
                "[env.dev.notify]",
                "webhook = \"https://" + host + ":" + server.getAddress().getPort() + "/s3cret-path\"");
        return project.done("migrate");
    }

    private void notTold(Run run) {
        assertThat(run.outcome()).isEqualTo("done");
        assertThat(run.warnings()).containsExactly("NOTIFICATION_FAILED");
        assertThat(run.message("NOTIFICATION_FAILED")).contains("cannot be trusted");
        assertThat(run.toString()).doesNotContain("s3cret-path");
        assertThat(told).hasValue(0);
        assertThat(project.tables()).containsExactly("a");
    }

    @Test
    void trustedServerOfThatNameIsTold() throws Exception {
        trusted();

        assertThat(migrate("localhost").warnings()).isEmpty();
        assertThat(told).hasValue(1);
    }

    @Test
    void certificateForAnotherHostIsNotTrusted() throws Exception {
        trusted();

        notTold(migrate("127.0.0.1"));
    }

    @Test
    void certificateOfAnUnknownAuthorityIsNotTrusted() {
        notTold(migrate("localhost"));
    }
}
