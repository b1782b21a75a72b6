package dev.dbm.model;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The version of a migration, by Flyway's rule: digits in parts that are split by {@code .} or {@code _} and compared part
 * by part as numbers of any length. Trailing parts of zero do not count, so {@code 1}, {@code 01} and {@code 1.0} are one
 * version.
 *
 * @param text the version as its file name or history row writes it, with {@code _} turned into {@code .}
 * @param parts its numbers, trailing zeros removed
 */
public record Version(String text, List<BigInteger> parts) implements Comparable<Version> {
    private static final Pattern SHAPE = Pattern.compile("\\d+(?:[._]\\d+)*");

    public Version {
        parts = List.copyOf(parts);
    }

    /**
     * Reads a version.
     *
     * @throws IllegalArgumentException when the text is not a version
     */
    public static Version of(String text) {
        if (!isVersion(text)) {
            throw new IllegalArgumentException("not a version: " + text);
        }
        String dotted = text.replace('_', '.');
        List<BigInteger> numbers = new ArrayList<>();
        for (String part : dotted.split("\\.", -1)) {
            numbers.add(new BigInteger(part));
        }
        while (numbers.size() > 1 && numbers.get(numbers.size() - 1).signum() == 0) {
            numbers.remove(numbers.size() - 1);
        }
        return new Version(dotted, numbers);
    }

    /** Whether the text has the shape of a version. */
    public static boolean isVersion(String text) {
        return SHAPE.matcher(text).matches();
    }

    @Override
    public int compareTo(Version other) {
        int common = Math.min(parts.size(), other.parts.size());
        for (int i = 0; i < common; i++) {
            int order = parts.get(i).compareTo(other.parts.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(parts.size(), other.parts.size());
    }

    /** Versions are equal by their numbers, however they are written. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Version that && parts.equals(that.parts);
    }

    @Override
    public int hashCode() {
        return parts.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
