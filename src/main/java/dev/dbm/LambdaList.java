package dev.dbm;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The lambdas of a class, as lines of the class list that an archive is made from. Training has no server and so runs few of
 * them, and a lambda that is not in the archive is made anew by every run that meets it. Read from the class file, whose
 * format is chapter 4 of the Java Virtual Machine Specification.
 */
final class LambdaList {
    private static final String FACTORY = "java/lang/invoke/LambdaMetafactory";
    private static final String BEHAVIOUR = "metafactory";
    /** The kinds of a method handle that stand for a method, from 5 on. */
    private static final List<String> KINDS = List.of(
            "REF_invokeVirtual",
            "REF_invokeStatic",
            "REF_invokeSpecial",
            "REF_newInvokeSpecial",
            "REF_invokeInterface");

    private static final int FIRST_KIND = 5;

    /** An entry of the constant pool: what it refers to, or its text. */
    private record Constant(int tag, int first, int second, String text) {}

    private record Bootstrap(int method, List<Integer> arguments) {}

    private final @Nullable Constant[] pool;
    private final List<Bootstrap> bootstraps = new ArrayList<>();
    private final String self;

    private LambdaList(DataInputStream in) throws IOException {
        in.skipNBytes(8); // magic number, version
        this.pool = new Constant[in.readUnsignedShort()];
        for (int i = 1; i < pool.length; i++) {
            Constant constant = constant(in);
            pool[i] = constant;
            if (constant.tag() == 5 || constant.tag() == 6) {
                i++; // a long or a double takes two places
            }
        }
        in.skipNBytes(2); // access flags
        this.self = first(in.readUnsignedShort());
        in.skipNBytes(2); // superclass
        in.skipNBytes(2L * in.readUnsignedShort()); // interfaces
        for (int member = 0; member < 2; member++) { // fields, then methods
            for (int count = in.readUnsignedShort(); count > 0; count--) {
                in.skipNBytes(6);
                attributes(in);
            }
        }
        attributes(in);
    }

    /** The lines of that class file. */
    static List<String> of(InputStream file) throws IOException {
        return new LambdaList(new DataInputStream(file)).lines();
    }

    private List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (Constant constant : pool) {
            if (constant != null && constant.tag() == 18) {
                Bootstrap bootstrap = bootstraps.get(constant.first());
                String factory = member(at(bootstrap.method()).second());
                if (factory.startsWith(FACTORY + " " + BEHAVIOUR + " ")) {
                    lines.add("@lambda-proxy " + self + " " + nameAndType(constant.second()) + " " + made(bootstrap));
                }
            }
        }
        return lines;
    }

    /** The method that the lambda has, the one that it calls, and the types that it is used with. */
    private String made(Bootstrap bootstrap) {
        Constant called = at(bootstrap.arguments().get(1));
        return first(bootstrap.arguments().get(0)) + " " + KINDS.get(called.first() - FIRST_KIND) + " "
                + member(called.second()) + " " + first(bootstrap.arguments().get(2));
    }

    private String member(int index) {
        Constant member = at(index);
        return first(member.first()) + " " + nameAndType(member.second());
    }

    private String nameAndType(int index) {
        return first(index) + " " + at(at(index).second()).text();
    }

    /** The text that the entry's first reference leads to. */
    private String first(int index) {
        return at(at(index).first()).text();
    }

    private Constant at(int index) {
        Constant constant = pool[index];
        if (constant == null) {
            throw new IllegalArgumentException("not a class file: its constant " + index + " is missing");
        }
        return constant;
    }

    private static Constant constant(DataInputStream in) throws IOException {
        int tag = in.readUnsignedByte();
        return switch (tag) {
            case 1 -> new Constant(tag, 0, 0, in.readUTF());
            case 7, 8, 16, 19, 20 -> new Constant(tag, in.readUnsignedShort(), 0, "");
            case 15 -> new Constant(tag, in.readUnsignedByte(), in.readUnsignedShort(), "");
            case 5, 6 -> {
                in.skipNBytes(8);
                yield new Constant(tag, 0, 0, "");
            }
            default -> new Constant(tag, in.readUnsignedShort(), in.readUnsignedShort(), "");
        };
    }

    private void attributes(DataInputStream in) throws IOException {
        for (int count = in.readUnsignedShort(); count > 0; count--) {
            String name = at(in.readUnsignedShort()).text();
            int length = in.readInt();
            if (!name.equals("BootstrapMethods")) {
                in.skipNBytes(length);
                continue;
            }
            for (int methods = in.readUnsignedShort(); methods > 0; methods--) {
                int method = in.readUnsignedShort();
                List<Integer> arguments = new ArrayList<>();
                for (int left = in.readUnsignedShort(); left > 0; left--) {
                    arguments.add(in.readUnsignedShort());
                }
                bootstraps.add(new Bootstrap(method, arguments));
            }
        }
    }
}
