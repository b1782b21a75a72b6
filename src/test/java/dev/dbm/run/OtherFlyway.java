package dev.dbm.run;

import dev.dbm.model.Secret;
import dev.dbm.testing.TestDatabase;
import java.io.IOException;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A Flyway of another version, with classes of its own, so it is spoken to by names. */
final class OtherFlyway implements AutoCloseable {
    private final URLClassLoader classes;
    private final Object flyway;

    private OtherFlyway(URLClassLoader classes, Object flyway) {
        this.classes = classes;
        this.flyway = flyway;
    }

    static OtherFlyway of(Path jars, TestDatabase db, Path migrations) throws IOException {
        List<URL> urls = new ArrayList<>();
        try (Stream<Path> files = Files.list(jars)) {
            for (Path file : files.toList()) {
                urls.add(file.toUri().toURL());
            }
        }
        urls.add(org.postgresql.Driver.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation());
        URLClassLoader classes = new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
        try {
            Object configuration = classes.loadClass("org.flywaydb.core.Flyway")
                    .getMethod("configure", ClassLoader.class)
                    .invoke(null, classes);
            call(
                    configuration,
                    "dataSource",
                    db.jdbcUrl(),
                    db.address().user().orElseThrow(),
                    db.address().password().map(Secret::reveal).orElse(""));
            call(configuration, "locations", (Object) new String[] {"filesystem:" + migrations});
            call(configuration, "placeholders", Map.of("n", "7"));
            return new OtherFlyway(classes, call(configuration, "load"));
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    /** How many migrations it ran. */
    int migrate() throws ReflectiveOperationException {
        Object result = call(flyway, "migrate");
        return result.getClass().getField("migrationsExecuted").getInt(result);
    }

    void validate() throws ReflectiveOperationException {
        call(flyway, "validate");
    }

    /** What its info says of each migration: {@code 1 Success}. */
    List<String> states() throws ReflectiveOperationException {
        List<String> states = new ArrayList<>();
        for (Object info : infos("all")) {
            states.add(name(info) + " " + call(call(info, "getState"), "getDisplayName"));
        }
        return states;
    }

    List<String> pending() throws ReflectiveOperationException {
        List<String> names = new ArrayList<>();
        for (Object info : infos("pending")) {
            names.add(name(info));
        }
        return names;
    }

    private List<Object> infos(String which) throws ReflectiveOperationException {
        Object array = call(call(flyway, "info"), which);
        List<Object> infos = new ArrayList<>();
        for (int i = 0; i < Array.getLength(array); i++) {
            infos.add(Array.get(array, i));
        }
        return infos;
    }

    private static String name(Object info) throws ReflectiveOperationException {
        Object version = call(info, "getVersion");
        return String.valueOf(version == null ? call(info, "getDescription") : version);
    }

    private static Object call(Object on, String name, Object... arguments) throws ReflectiveOperationException {
        Method method = Arrays.stream(on.getClass().getMethods())
                .filter(candidate -> candidate.getName().equals(name) && takes(candidate, arguments))
                .findFirst()
                .orElseThrow(() -> new NoSuchMethodException(on.getClass() + "." + name));
        method.setAccessible(true);
        try {
            return method.invoke(on, arguments);
        } catch (InvocationTargetException e) {
            throw new AssertionError(name, e.getCause());
        }
    }

    private static boolean takes(Method method, Object... arguments) {
        Class<?>[] types = method.getParameterTypes();
        if (types.length != arguments.length) {
            return false;
        }
        for (int i = 0; i < types.length; i++) {
            if (!types[i].isInstance(arguments[i])) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        classes.close();
    }
}
