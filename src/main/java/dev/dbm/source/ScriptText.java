package dev.dbm.source;

import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.ScriptConfig;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.List;

/** Turns a file's bytes into text: UTF-8, or what its .conf says. */
final class ScriptText {
    private ScriptText() {}

    /** The text without a byte order mark; bytes that are no text are reported, and read as U+FFFD. */
    static String decode(String path, byte[] bytes, ScriptConfig config, List<Problem> problems) {
        Charset charset = charset(path, config, problems);
        String text = new String(bytes, charset);
        // Malformed bytes always leave U+FFFD behind; only then is it worth finding out where.
        if (text.indexOf('\uFFFD') >= 0) {
            int offset = firstMalformed(bytes, charset);
            if (offset < bytes.length) {
                problems.add(malformed(path, bytes, offset, charset));
            }
        }
        return !text.isEmpty() && text.charAt(0) == '\uFEFF' ? text.substring(1) : text;
    }

    private static Charset charset(String path, ScriptConfig config, List<Problem> problems) {
        if (config.encoding().isEmpty()) {
            return StandardCharsets.UTF_8;
        }
        String name = config.encoding().get();
        try {
            return Charset.forName(name);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            problems.add(Problem.at(
                    path + ".conf",
                    ScriptConfigReader.lineOf(config.text(), "encoding"),
                    ProblemCode.BAD_SCRIPT_CONFIG,
                    "There is no encoding " + name + ".",
                    "write encoding=ISO-8859-1, windows-1252, UTF-16 or another that Java knows"));
            return StandardCharsets.UTF_8;
        }
    }

    /** Where the first byte stands that is no text; the length of the file where all is. */
    private static int firstMalformed(byte[] bytes, Charset charset) {
        CharsetDecoder decoder = charset.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length + 1);
        return decoder.decode(in, out, true).isError() ? in.position() : bytes.length;
    }

    private static Problem malformed(String path, byte[] bytes, int offset, Charset charset) {
        int line = 1;
        for (int i = 0; i < offset; i++) {
            if (bytes[i] == '\n') {
                line++;
            }
        }
        boolean utf16 = bytes.length > 1 && (bytes[0] & 0xFF) + (bytes[1] & 0xFF) == 0xFF + 0xFE;
        String next = utf16
                ? "save it as UTF-8, or write encoding=UTF-16 into " + path + ".conf"
                : "save it as UTF-8, or name its encoding in " + path + ".conf (encoding=ISO-8859-1)";
        return Problem.at(
                path,
                line,
                ProblemCode.NOT_UTF8,
                "The file is not " + charset + ": the byte at offset " + offset + " is "
                        + String.format("0x%02X", bytes[offset]) + ".",
                next);
    }
}
