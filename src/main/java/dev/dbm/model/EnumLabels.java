package dev.dbm.model;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** The labels in an enum's definition, as a snapshot holds it: {@code ENUM ('sad', 'ok')}. */
public final class EnumLabels {
    /** How the definition of an enum begins. */
    public static final String PREFIX = "ENUM (";

    private EnumLabels() {}

    /** The labels, each still in its quotes. */
    public static List<String> of(String definition) {
        List<String> labels = new ArrayList<>();
        int start = -1;
        for (int i = PREFIX.length(); i < definition.length(); i++) {
            if (definition.charAt(i) == '\'') {
                if (start < 0) {
                    start = i;
                } else if (i + 1 < definition.length() && definition.charAt(i + 1) == '\'') {
                    i++;
                } else {
                    labels.add(definition.substring(start, i + 1));
                    start = -1;
                }
            }
        }
        return labels;
    }

    /** Whether the second enum has all labels of the first, in the same order, and perhaps more. */
    public static boolean addedOnly(String was, String now) {
        if (!was.startsWith(PREFIX) || !now.startsWith(PREFIX)) {
            return false;
        }
        Iterator<String> left = of(was).iterator();
        if (!left.hasNext()) {
            return true;
        }
        String wanted = left.next();
        for (String label : of(now)) {
            if (label.equals(wanted)) {
                if (!left.hasNext()) {
                    return true;
                }
                wanted = left.next();
            }
        }
        return false;
    }
}
