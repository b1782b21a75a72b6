package dev.dbm.safety;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.dbm.model.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A webhook against a server that behaves, or does not. */
class WebhookTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(300);

    private final List<String> received = new CopyOnWriteArrayList<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.start();
    }

    @AfterEach
    void stop() {
        over.countDown();
        server.stop(0);
    }

    @Test
    void documentArrivesOnce() {
        answers(200);

        assertThat(post(LONG)).isEmpty();
        assertThat(received).containsExactly("application/json; charset=utf-8 {\"text\": \"größer\"}");
    }

    @Test
    void serverThatFailsIsTriedTwice() {
        answers(500);

        assertThat(post(LONG).orElseThrow())
                .contains("answered 500")
                .contains("127.0.0.1")
                .doesNotContain("s3cret");
        assertThat(received).hasSize(2);
    }

    @Test
    void secondAttemptThatArrivesIsEnough() {
        server.createContext("/", exchange -> answer(exchange, received.isEmpty() ? 503 : 204));

        assertThat(post(LONG)).isEmpty();
        assertThat(received).hasSize(2);
    }

    @Test
    void addressThatIsRefusedIsNotTriedAgain() {
        answers(404);

        assertThat(post(LONG).orElseThrow()).contains("answered 404");
        assertThat(received).hasSize(1);
    }

    @Test
    void redirectionIsNotFollowed() {
        server.createContext("/elsewhere", exchange -> answer(exchange, 200));
        server.createContext("/", exchange -> {
            exchange.getResponseHeaders().add("Location", "/elsewhere");
            answer(exchange, 302);
        });

        assertThat(post(LONG).orElseThrow()).contains("answered 302");
        assertThat(received).hasSize(1);
    }

    @Test
    void serverThatNeverAnswersIsGivenUp() {
        server.createContext("/", exchange -> hang());

        assertThat(post(SHORT).orElseThrow()).contains("did not answer within 0.3 s");
    }

    @Test
    void answerWithoutAnEndIsGivenUp() {
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(' ');
            exchange.getResponseBody().flush();
            hang();
        });

        assertThat(post(SHORT).orElseThrow()).contains("did not answer within 0.3 s");
    }

    @Test
    void serverThatIsDownIsSaidToBe() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }

        assertThat(new Webhook(new Secret("http://127.0.0.1:" + free + "/s3cret"), LONG)
                        .post("{}")
                        .orElseThrow())
                .contains("cannot be reached")
                .doesNotContain("s3cret");
    }

    @Test
    void serverWithoutATrustedCertificateIsNotTold() throws Exception {
        HttpsServer https = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        // no key at all: there is no certificate that could be trusted
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, null, null);
        https.setHttpsConfigurator(new HttpsConfigurator(context));
        https.createContext("/", exchange -> answer(exchange, 200));
        https.start();
        try {
            String address = "https://127.0.0.1:" + https.getAddress().getPort() + "/s3cret";
            assertThat(new Webhook(new Secret(address), LONG).post("{}").orElseThrow())
                    .contains("cannot be trusted")
                    .doesNotContain("s3cret");
            assertThat(received).isEmpty();
        } finally {
            https.stop(0);
        }
    }

    private Optional<String> post(Duration limit) {
        String address = "http://127.0.0.1:" + server.getAddress().getPort() + "/s3cret";
        return new Webhook(new Secret(address), limit).post("{\"text\": \"größer\"}");
    }

    private void answers(int status) {
        server.createContext("/", exchange -> answer(exchange, status));
    }

    private void answer(HttpExchange exchange, int status) throws IOException {
        received.add(exchange.getRequestHeaders().getFirst("Content-Type") + " "
                + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    private void hang() {
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
