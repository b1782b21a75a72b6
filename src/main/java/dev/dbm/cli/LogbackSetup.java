package dev.dbm.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.spi.FilterReply;
import dev.dbm.model.Redactor;
import java.nio.charset.StandardCharsets;

/**
 * Logback set up in code, found through {@code META-INF/services}: reading it from XML would cost more than the rest. With a
 * log file everything from DEBUG up goes there; with {@code --verbose} warnings go to standard error.
 */
public final class LogbackSetup extends ContextAwareBase implements Configurator {
    /** Passwords in URLs and parameters, as {@link Redactor} takes them out. */
    private static final String PATTERN =
            "%%replace(%%replace(%s%%msg%%n%%ex){'(://[^:/?#@\\s]*):[^/\\s]*@', '$1:****@'})"
                    + "{'(?i)\\b((?:ssl)?passw(?:or)?d|pwd|secret|token)(\\s*=\\s*)[^&\\s;,]+', '$1$2****'}%%nopex";

    /** For the service loader. */
    public LogbackSetup() {}

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.OFF);
        if (Boolean.getBoolean(Diagnostics.VERBOSE)) {
            root.setLevel(Level.WARN);
            ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
            console.setTarget("System.err");
            console.addFilter(new FromWarningUp());
            start(context, root, console, "%level %logger{20}: ");
        }
        String file = System.getProperty(Diagnostics.FILE);
        if (file != null) {
            root.setLevel(Level.INFO);
            context.getLogger("dev.dbm").setLevel(Level.DEBUG);
            FileAppender<ILoggingEvent> appender = new FileAppender<>();
            appender.setFile(file);
            appender.setAppend(true);
            start(context, root, appender, "%date{ISO8601} %level [%thread] %logger: ");
        }
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    private static void start(
            LoggerContext context, Logger root, OutputStreamAppender<ILoggingEvent> appender, String head) {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setCharset(StandardCharsets.UTF_8);
        encoder.setPattern(PATTERN.formatted(head));
        encoder.start();
        appender.setContext(context);
        appender.setEncoder(encoder);
        appender.start();
        root.addAppender(appender);
    }

    /** Keeps what a log file gets beyond warnings off the screen. */
    private static final class FromWarningUp extends Filter<ILoggingEvent> {
        @Override
        public FilterReply decide(ILoggingEvent event) {
            return event.getLevel().isGreaterOrEqual(Level.WARN) ? FilterReply.NEUTRAL : FilterReply.DENY;
        }
    }
}
