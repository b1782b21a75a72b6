package dev.dbm.model;

import java.util.Locale;

/** Amounts of data as people say them. */
public final class Bytes {
    private static final String[] UNITS = {"bytes", "kB", "MB", "GB", "TB"};

    private Bytes() {}

    /** So many bytes in the largest unit that leaves a whole number in front, as PostgreSQL counts them: 1 kB is 1024 bytes. */
    public static String words(long bytes) {
        double amount = bytes;
        int unit = 0;
        while (amount >= 1024 && unit < UNITS.length - 1) {
            amount /= 1024;
            unit++;
        }
        return unit == 0 || amount >= 100
                ? Math.round(amount) + " " + UNITS[unit]
                : String.format(Locale.ROOT, "%.1f %s", amount, UNITS[unit]);
    }
}
