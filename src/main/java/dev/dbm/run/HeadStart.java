package dev.dbm.run;

import dev.dbm.postgres.DriverStart;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.NumberFormat;
import java.util.Calendar;
import java.util.logging.Logger;

/**
 * Has loaded, while the command line and the settings are still being read, what a connection takes: PostgreSQL's driver, and what that
 * asks the JDK for, its logging, the formats of numbers and times. Together they take longer than everything else in connecting.
 */
public final class HeadStart {
    private HeadStart() {}

    /** Begins. */
    public static void begin() {
        Thread thread = new Thread(HeadStart::load, "dbm-head-start");
        thread.setDaemon(true);
        thread.start();
    }

    private static void load() {
        Logger driver = Logger.getLogger("org.postgresql");
        NumberFormat numbers = NumberFormat.getIntegerInstance();
        driver.finest(numbers.format(Calendar.getInstance().getTimeInMillis()));
        DriverStart.begin();
        // the run lock's key is a digest
        try {
            MessageDigest.getInstance("SHA-256").digest(new byte[0]);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
