package dev.dbm.testing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * A JSON document, read strictly: text that is not exactly one document is an error.
 *
 * @param value a map, a list, a string, a number, a boolean or null
 */
public record Json(@Nullable Object value) {

    /** Reads the only document of a text. */
    public static Json parse(String text) {
        try (JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), text)) {
            parser.nextToken();
            Object value = read(parser);
            if (parser.nextToken() != null) {
                throw new AssertionError("more than one document: " + text);
            }
            return new Json(value);
        }
    }

    private static @Nullable Object read(JsonParser parser) {
        JsonToken token = Objects.requireNonNull(parser.currentToken(), "no document");
        return switch (token) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_STRING -> parser.getString();
            case VALUE_NUMBER_INT -> parser.getLongValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> throw new AssertionError("not expected in a report: " + token);
        };
    }

    private static Map<String, @Nullable Object> object(JsonParser parser) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            if (fields.containsKey(name)) {
                throw new AssertionError("twice in one object: " + name);
            }
            fields.put(name, read(parser));
        }
        return fields;
    }

    private static List<@Nullable Object> array(JsonParser parser) {
        List<@Nullable Object> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            elements.add(read(parser));
        }
        return elements;
    }

    /** A field of an object; it must be there, though it may be null. */
    public Json at(String name) {
        Map<?, ?> fields = (Map<?, ?>) Objects.requireNonNull(value, () -> name + " of null");
        if (!fields.containsKey(name)) {
            throw new AssertionError("no field " + name + " in " + value);
        }
        return new Json(fields.get(name));
    }

    /** The elements of an array. */
    public List<Json> list() {
        return ((List<?>) Objects.requireNonNull(value)).stream().map(Json::new).toList();
    }

    /** The first element whose field has this value. */
    public Json where(String name, String wanted) {
        return list().stream()
                .filter(element -> wanted.equals(element.at(name).value()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + name + " " + wanted + " in " + value));
    }

    /** A string. */
    public String text() {
        return (String) Objects.requireNonNull(value);
    }

    /** A whole number. */
    public long number() {
        return (Long) Objects.requireNonNull(value);
    }

    /** A truth value. */
    public boolean is() {
        return (Boolean) Objects.requireNonNull(value);
    }

    public boolean isNull() {
        return value == null;
    }
}
