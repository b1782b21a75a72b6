package dev.dbm.model;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * The version of a migration, by Flyway's rule: digits in parts that are split by {@code .} or {@code _} and compared part
 * by part as numbers of any length. Trailing parts of zero do not count, so {@code 1}, {@code 01} and {@code 1.0} are one
 * version.
 *
 * @param text the version as its file name or history row writes it, with {@code _} turned into {@code .}
 * @param parts its numbers, trailing zeros removed
 */
public record Version(String text, List<BigInteger> parts) implements Comparable<Version> {
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
        int from = 0;
        for (int dot = dotted.indexOf('.'); dot >= 0; dot = dotted.indexOf('.', from)) {
            numbers.add(number(dotted.substring(from, dot)));
            from = dot + 1;
        }
        numbers.add(number(dotted.substring(from)));
        while (numbers.size() > 1 && numbers.get(numbers.size() - 1).signum() == 0) {
            numbers.remove(numbers.size() - 1);
        }
        return new Version(dotted, numbers);
    }

    private static BigInteger number(String digits) {
        return digits.length() <= 18 ? BigInteger.valueOf(Long.parseLong(digits)) : new BigInteger(digits);
    }

    /** Whether the text has the shape of a version. */
    public static boolean isVersion(String text) {
        // No regular expression: thousands of file names are read in a Java machine that has just started.
        boolean digit = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= '0' && c <= '9') {
                digit = true;
            } else if (digit && (c == '.' || c == '_')) {
                digit = false;
            } else {
                return false;
            }
        }
        return digit;
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
