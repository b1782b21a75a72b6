package dev.dbm.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import org.slf4j.LoggerFactory;

/**
 * What libraries log through the JDK, PostgreSQL's driver among them, goes where all diagnostics go. By itself the JDK would write it
 * to standard error, between the lines of dbm's report. The JDK makes one of these in place of reading its own settings.
 */
public final class JavaLogging {
    /** For the JDK. */
    public JavaLogging() throws IOException {
        String settings = "handlers = " + ToSlf4j.class.getName() + "\n.level = INFO\n";
        LogManager.getLogManager()
                .readConfiguration(new ByteArrayInputStream(settings.getBytes(StandardCharsets.ISO_8859_1)));
    }

    /** Settles it, before the JDK's first logger is made; whoever gave the JVM settings of his own keeps them. */
    static void start() {
        if (System.getProperty("java.util.logging.config.file") == null) {
            System.setProperty("java.util.logging.config.class", JavaLogging.class.getName());
        }
    }

    /** Hands each record on. */
    public static final class ToSlf4j extends Handler {
        /** For the JDK. */
        public ToSlf4j() {}

        @Override
        public void publish(LogRecord entry) {
            String name = entry.getLoggerName();
            LoggerFactory.getLogger(name == null ? "java" : name)
                    .atLevel(level(entry.getLevel()))
                    .setCause(entry.getThrown())
                    .log(new java.util.logging.SimpleFormatter().formatMessage(entry));
        }

        private static org.slf4j.event.Level level(Level level) {
            if (level.intValue() >= Level.SEVERE.intValue()) {
                return org.slf4j.event.Level.ERROR;
            }
            return level.intValue() >= Level.WARNING.intValue()
                    ? org.slf4j.event.Level.WARN
                    : org.slf4j.event.Level.INFO;
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
