package dev.dbm.run;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Work that begins while something else is done: connecting takes as long as reading a thousand files, and both are most of a
 * short command.
 */
final class Ahead<T> {
    private final Thread thread;
    private @Nullable T result;
    private @Nullable RuntimeException failure;

    private Ahead(Supplier<T> work) {
        this.thread = new Thread(
                () -> {
                    try {
                        result = work.get();
                    } catch (RuntimeException e) {
                        failure = e;
                    }
                },
                "dbm-ahead");
        thread.setDaemon(true);
    }

    /** Begins. */
    static <T> Ahead<T> of(Supplier<T> work) {
        Ahead<T> ahead = new Ahead<>(work);
        ahead.thread.start();
        return ahead;
    }

    /** Waits for the result; what the work threw is thrown here. */
    T get() {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while connecting", e);
        }
        T value = result;
        if (value == null) {
            throw failure == null ? new IllegalStateException("the work ahead ended without a result") : failure;
        }
        return value;
    }
}
