package dev.dbm.safety;

import dev.dbm.model.Secret;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/**
 * Posts a document to an address. The address is a secret: whoever knows it can post there too, so that no failure names more of it
 * than the host. Certificates are verified, and no redirection is followed.
 */
final class Webhook {
    private static final int ATTEMPTS = 2;

    private final URI address;
    private final Duration limit;

    /**
     * A webhook.
     *
     * @param limit how long one attempt may take, from connecting to the end of the answer
     */
    Webhook(Secret address, Duration limit) {
        this.address = URI.create(address.reveal());
        this.limit = limit;
    }

    /** Posts it, twice where the first time might have been bad luck; tells why it did not arrive, where it did not. */
    Optional<String> post(String json) {
        HttpClient client = HttpClient.newBuilder()
                .connectTimeout(limit)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
        HttpRequest request = HttpRequest.newBuilder(address)
                .timeout(limit)
                .header("Content-Type", "application/json; charset=utf-8")
                .POST(HttpRequest.BodyPublishers.ofString(json, StandardCharsets.UTF_8))
                .build();
        Attempt attempt = attempt(client, request);
        for (int i = 1; i < ATTEMPTS && attempt.again(); i++) {
            attempt = attempt(client, request);
        }
        return attempt.failure().map(failure -> "The webhook at " + address.getHost() + " " + failure);
    }

    /**
     * One try.
     *
     * @param again whether another might do better
     */
    private record Attempt(Optional<String> failure, boolean again) {}

    private Attempt attempt(HttpClient client, HttpRequest request) {
        try {
            // HttpRequest.timeout() ends with the headers of the answer; a body may drip for ever.
            int status = client.sendAsync(request, HttpResponse.BodyHandlers.discarding())
                    .get(limit.toMillis(), TimeUnit.MILLISECONDS)
                    .statusCode();
            boolean busy = status >= 500 || status == 429;
            return status / 100 == 2
                    ? new Attempt(Optional.empty(), false)
                    : new Attempt(Optional.of("answered " + status + "."), busy);
        } catch (TimeoutException e) {
            return new Attempt(Optional.of(slow()), true);
        } catch (ExecutionException e) {
            return failed(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Attempt(Optional.of("was not waited for."), false);
        }
    }

    private Attempt failed(@org.jspecify.annotations.Nullable Throwable cause) {
        if (cause instanceof SSLException) {
            return new Attempt(Optional.of("cannot be trusted: " + cause.getMessage() + "."), false);
        }
        if (cause instanceof java.net.http.HttpTimeoutException) {
            return new Attempt(Optional.of(slow()), true);
        }
        String kind = cause == null ? "" : " (" + cause.getClass().getSimpleName() + ")";
        return new Attempt(Optional.of("cannot be reached" + kind + "."), cause instanceof IOException);
    }

    private String slow() {
        return "did not answer within " + limit.toMillis() / 1000.0 + " s.";
    }
}
