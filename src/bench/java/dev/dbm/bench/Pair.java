package dev.dbm.bench;

import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;

/**
 * A generated migration and its undo.
 *
 * @param number its place, counted from 0
 * @param name what it does, as a file name says it
 */
record Pair(int number, String name, String forward, String undo) {
    private static final DateTimeFormatter VERSION = DateTimeFormatter.ofPattern("yyyyMMddHHmmss");

    String version() {
        return LocalDateTime.of(2024, 1, 1, 9, 0).plusHours(number).format(VERSION);
    }

    String fileName(String prefix) {
        return prefix + version() + "__" + name + ".sql";
    }
}
