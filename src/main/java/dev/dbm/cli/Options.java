package dev.dbm.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * The options of a command in the order in which its help shows them, made as objects and not by annotations: to read those by
 * reflection takes picocli longer than all else until dbm connects.
 */
final class Options {
    /** For picocli, whose own factory looks for Groovy in every jar first. */
    static final IFactory FACTORY = new Lists();

    private final List<ArgSpec> all = new ArrayList<>();

    /** Makes the lists of values that options have. */
    private static final class Lists implements IFactory {
        @Override
        public <K> K create(Class<K> type) {
            return type.cast(new ArrayList<>());
        }
    }

    /** An option without a value. */
    record Flag(OptionSpec option) {
        boolean given() {
            return Boolean.TRUE.equals(option.getValue());
        }
    }

    /** An option or parameter with one value. */
    record Value<T>(ArgSpec option) {
        Optional<T> get() {
            return Optional.ofNullable(option.getValue());
        }
    }

    /** An option or parameter that may be there several times. */
    record Values<T>(ArgSpec option) {
        List<T> get() {
            List<T> values = option.getValue();
            return values == null ? List.of() : values;
        }
    }

    Flag flag(String name, String description) {
        return new Flag(add(OptionSpec.builder(name).type(boolean.class), description));
    }

    Flag flag(String shortName, String name, String description) {
        return new Flag(add(OptionSpec.builder(shortName, name).type(boolean.class), description));
    }

    /** The flag that asks for help, beside which nothing else need be right. */
    void help(String shortName, String name, String description) {
        add(OptionSpec.builder(shortName, name).type(boolean.class).usageHelp(true), description);
    }

    Value<String> text(String name, String label, String description) {
        return value(name, label, String.class, description);
    }

    <T> Value<T> value(String name, String label, Class<T> type, String description) {
        return new Value<>(add(OptionSpec.builder(name).paramLabel(label).type(type), description));
    }

    <T> Values<T> values(String name, String label, Class<T> type, String description) {
        return new Values<>(
                add(OptionSpec.builder(name).paramLabel(label).type(List.class).auxiliaryTypes(type), description));
    }

    /** What stands there without an option's name, once. */
    <T> Value<T> parameter(String label, Class<T> type, String description) {
        return new Value<>(add(
                PositionalParamSpec.builder()
                        .index("0")
                        .required(true)
                        .paramLabel(label)
                        .type(type),
                description));
    }

    /** What stands there without an option's name, once or more often. */
    Values<String> parameters(String label, String description) {
        return new Values<>(add(
                PositionalParamSpec.builder()
                        .arity("1..*")
                        .required(true)
                        .paramLabel(label)
                        .type(List.class)
                        .auxiliaryTypes(String.class),
                description));
    }

    private OptionSpec add(OptionSpec.Builder option, String description) {
        OptionSpec made = option.description(description).build();
        all.add(made);
        return made;
    }

    private PositionalParamSpec add(PositionalParamSpec.Builder parameter, String description) {
        PositionalParamSpec made = parameter.description(description).build();
        all.add(made);
        return made;
    }

    boolean has(OptionSpec option) {
        return all.contains(option);
    }

    /** The command that has these, and after them the options that every command has. */
    CommandSpec command(CommonOptions common, String description, String footer) {
        CommandSpec command = CommandSpec.wrapWithoutInspection(null, FACTORY);
        command.usageMessage()
                .sortOptions(false)
                .description(description)
                .footer(("\n" + footer.stripTrailing()).split("\n", -1));
        // No lambda here: the launcher's archive leaves out classes as old as picocli's once a lambda has linked them.
        for (ArgSpec option : all) {
            command.add(option);
        }
        for (ArgSpec option : common.options().all) {
            command.add(option);
        }
        return command;
    }
}
