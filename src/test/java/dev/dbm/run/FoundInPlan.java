package dev.dbm.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbm.config.CommandLine;
import dev.dbm.config.Settings;
import dev.dbm.config.SettingsReader;
import dev.dbm.findings.Catalog;
import dev.dbm.findings.Facts;
import dev.dbm.model.Finding;
import dev.dbm.model.Migration;
import dev.dbm.model.PairResult;
import dev.dbm.model.Progress;
import dev.dbm.model.TableSize;
import dev.dbm.planning.ForwardPlan;
import dev.dbm.postgres.Session;
import dev.dbm.postgres.TableSizes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the rules find in each pending pair, by its version, as a plan weighs it. */
final class FoundInPlan {
    private FoundInPlan() {}

    static Map<String, List<Finding>> of(Project project, Path folder) {
        Settings settings = SettingsReader.read(CommandLine.NONE, Map.of(), folder);
        Map<String, List<Finding>> found = new HashMap<>();
        try (Target target = Target.open(settings, Progress.SILENT);
                Session session = target.database().dedicated()) {
            Inventory inventory = Inventory.of(settings, Inventory.files(settings), session, true);
            ForwardPlan plan = ForwardPlan.of(inventory.standings(), Optional.empty(), false);
            Rehearsed rehearsed = new Rehearser(
                            settings,
                            Optional.of(target),
                            Optional.of(TargetCatalog.read(settings, target)),
                            inventory,
                            true,
                            true,
                            Progress.SILENT)
                    .prove(plan.migrations(), plan.repeatables());
            Facts facts = new Facts(
                    true,
                    sizes(session, rehearsed),
                    Set.of(),
                    Set.of(),
                    settings.environment().largeTables(),
                    settings.environment().lockTimeout(),
                    settings.environment().rules(),
                    rehearsed.end().map(Catalog::of).orElse(Catalog.UNKNOWN));
            for (Migration migration : plan.migrations()) {
                PairResult result = rehearsed.pairs().get(migration.version());
                assertThat(result.effects())
                        .as("%s %s", migration.forward().sql(), result.problems())
                        .isPresent();
                found.put(migration.version().toString(), dev.dbm.findings.Findings.of(migration, result, facts));
                facts = facts.withCreated(dev.dbm.findings.Findings.created(result));
            }
        }
        return found;
    }

    private static Map<String, TableSize> sizes(Session session, Rehearsed rehearsed) {
        List<String> names = new ArrayList<>();
        rehearsed.pairs().values().stream()
                .flatMap(pair -> pair.effects().stream())
                .forEach(effects -> {
                    effects.forward().statements().forEach(one -> one.relations()
                            .forEach(it -> names.add(it.relation())));
                    effects.undo().ifPresent(undo -> undo.statements()
                            .forEach(one -> one.relations().forEach(it -> names.add(it.relation()))));
                });
        return TableSizes.counted(session, names);
    }
}
