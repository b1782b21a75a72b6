package dev.dbm.engine;

import org.flywaydb.core.api.logging.Log;
import org.flywaydb.core.api.logging.LogCreator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Flyway's log at debug level whatever Flyway thinks of it: what a user must know comes from dbm, once, as a problem with
 * its next move.
 */
public final class QuietLog implements LogCreator {
    /** Flyway makes it by its name. */
    public QuietLog() {}

    @Override
    public Log createLogger(Class<?> owner) {
        return new AtDebug(LoggerFactory.getLogger(owner));
    }

    private record AtDebug(Logger logger) implements Log {
        @Override
        @SuppressWarnings("deprecation") // Flyway still wants it implemented
        public boolean isDebugEnabled() {
            return logger.isDebugEnabled();
        }

        @Override
        public void debug(String message) {
            logger.debug(message);
        }

        @Override
        public void info(String message) {
            logger.debug(message);
        }

        @Override
        public void warn(String message) {
            logger.debug(message);
        }

        @Override
        public void error(String message) {
            logger.debug(message);
        }

        @Override
        public void error(String message, @Nullable Exception e) {
            logger.debug(message, e);
        }

        @Override
        public void notice(String message) {
            logger.debug(message);
        }
    }
}
