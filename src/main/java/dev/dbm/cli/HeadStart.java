package dev.dbm.cli;

import java.text.NumberFormat;
import java.util.Calendar;
import java.util.logging.Logger;

/**
 * Has the JDK make, while the command line is still being read, what PostgreSQL's driver asks it for when it connects: the JDK's
 * logging, the formats of numbers and times. Together they take as long as everything else in connecting.
 */
final class HeadStart {
    private HeadStart() {}

    /** Begins. */
    static void begin() {
        JavaLogging.start();
        Thread thread = new Thread(HeadStart::make, "dbm-head-start");
        thread.setDaemon(true);
        thread.start();
    }

    private static void make() {
        Logger driver = Logger.getLogger("org.postgresql");
        NumberFormat numbers = NumberFormat.getIntegerInstance();
        driver.finest(numbers.format(Calendar.getInstance().getTimeInMillis()));
    }
}
