package dev.dbm.cli;

import java.util.concurrent.CountDownLatch;

/**
 * While it is open, a process that is told to stop (Ctrl-C, SIGTERM) says so on standard error. Nothing needs to be rolled back
 * here: the server does that for every transaction whose client is gone, and scratches are dropped by who made them.
 */
final class Interruption implements AutoCloseable {
    private static final String SENTENCE =
            "Interrupted. A script in a transaction leaves nothing behind; dbm status tells where things stand.\n";

    private final Thread hook;

    Interruption(Surroundings surroundings) {
        this.hook = new Thread(() -> tell(surroundings), "dbm-interrupted");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private static void tell(Surroundings surroundings) {
        // On a terminal the living line stands there, and the terminal's own ^C behind it.
        surroundings.err().print((surroundings.live() ? "\n" : "") + SENTENCE);
        surroundings.err().flush();
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            awaitEnd();
        }
    }

    // The process is stopping: what the command has to tell now is only that its scratch was taken from under it.
    private static void awaitEnd() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
