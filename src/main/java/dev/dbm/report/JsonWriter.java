package dev.dbm.report;

import java.io.StringWriter;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;

/** A JSON document being written. A value that is not there is {@code null}. */
final class JsonWriter {
    private final JsonGenerator json;

    private JsonWriter(JsonGenerator json) {
        this.json = json;
    }

    /** A document that is one object, ending in a line break. */
    static String document(Consumer<JsonWriter> fields) {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = new JsonFactory().createGenerator(new Indented(), text)) {
            generator.writeStartObject();
            fields.accept(new JsonWriter(generator));
            generator.writeEndObject();
        }
        return escapeHidden(text.toString()) + "\n";
    }

    /** Every line break by {@code \n}, on every platform. */
    private static final class Indented extends ObjectWriteContext.Base {
        @Override
        public PrettyPrinter getPrettyPrinter() {
            DefaultIndenter indent = new DefaultIndenter("  ", "\n");
            return new DefaultPrettyPrinter().withObjectIndenter(indent).withArrayIndenter(indent);
        }

        @Override
        public boolean hasPrettyPrinter() {
            return true;
        }
    }

    /** JSON allows invisible characters in strings, terminals obey some of them; outside strings there are none. */
    private static String escapeHidden(String document) {
        StringBuilder safe = new StringBuilder(document.length());
        for (int i = 0; i < document.length(); i++) {
            char c = document.charAt(i);
            boolean pair = Character.isHighSurrogate(c)
                    && i + 1 < document.length()
                    && Character.isLowSurrogate(document.charAt(i + 1));
            int point = pair ? Character.toCodePoint(c, document.charAt(i + 1)) : c;
            if (c != '\n' && Visible.hidden(point)) {
                safe.append(String.format("\\u%04x", (int) c));
                if (pair) {
                    safe.append(String.format("\\u%04x", (int) document.charAt(i + 1)));
                }
            } else {
                safe.appendCodePoint(point);
            }
            i += pair ? 1 : 0;
        }
        return safe.toString();
    }

    void text(String name, String value) {
        json.writeStringProperty(name, value);
    }

    void text(String name, Optional<String> value) {
        if (value.isPresent()) {
            json.writeStringProperty(name, value.get());
        } else {
            json.writeNullProperty(name);
        }
    }

    void texts(String name, List<String> values) {
        json.writeArrayPropertyStart(name);
        values.forEach(json::writeString);
        json.writeEndArray();
    }

    <T> void object(String name, Optional<T> value, Consumer<T> fields) {
        if (value.isEmpty()) {
            json.writeNullProperty(name);
            return;
        }
        json.writeObjectPropertyStart(name);
        fields.accept(value.get());
        json.writeEndObject();
    }

    <T> void objects(String name, List<T> values, Consumer<T> fields) {
        json.writeArrayPropertyStart(name);
        for (T value : values) {
            json.writeStartObject();
            fields.accept(value);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /** An object that is there in any case. */
    void object(String name, Runnable fields) {
        json.writeObjectPropertyStart(name);
        fields.run();
        json.writeEndObject();
    }

    void number(String name, long value) {
        json.writeNumberProperty(name, value);
    }

    void number(String name, OptionalInt value) {
        number(name, value.isPresent() ? Optional.of((long) value.getAsInt()) : Optional.empty());
    }

    void number(String name, Optional<Long> value) {
        if (value.isPresent()) {
            json.writeNumberProperty(name, value.get());
        } else {
            json.writeNullProperty(name);
        }
    }

    void flag(String name, boolean value) {
        json.writeBooleanProperty(name, value);
    }

    void nothing(String name) {
        json.writeNullProperty(name);
    }
}
