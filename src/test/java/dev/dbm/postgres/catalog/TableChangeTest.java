package dev.dbm.postgres.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbm.model.CatalogItem;
import dev.dbm.model.Snapshot;
import dev.dbm.model.TableChange;
import dev.dbm.postgres.Session;
import dev.dbm.testing.PostgresTest;
import dev.dbm.testing.TestDatabase;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

@PostgresTest
class TableChangeTest {
    private static final CatalogScope SCOPE = new CatalogScope("public", Set.of());

    @Test
    void tablesThatAreMadeChangedAndDroppedAreToldWithTheirPartsInOrder(TestDatabase db) {
        List<TableChange> changes = changes(
                db,
                "CREATE TABLE zoo (b int, a int); CREATE TABLE gone (id int PRIMARY KEY); CREATE TABLE same (id int);"
                        + " CREATE VIEW v AS SELECT 1 AS one",
                "ALTER TABLE zoo ADD COLUMN aa text; CREATE INDEX zoo_a ON zoo (a); DROP TABLE gone; DROP VIEW v;"
                        + " CREATE TABLE made (z int, y int REFERENCES made2) ",
                "CREATE TABLE made2 (id int PRIMARY KEY)");
        assertThat(changes)
                .extracting(TableChange::table)
                .containsExactly("public.gone", "public.made", "public.made2", "public.zoo");
        assertThat(changes.get(0).after()).isEmpty();
        assertThat(objects(changes.get(0).before())).containsExactly("public.gone.id", "public.gone.gone_pkey");
        assertThat(changes.get(1).before()).isEmpty();
        assertThat(objects(changes.get(1).after()))
                .startsWith("public.made.z", "public.made.y")
                .hasSize(3);
        assertThat(objects(changes.get(3).before())).containsExactly("public.zoo.b", "public.zoo.a");
        assertThat(objects(changes.get(3).after()))
                .containsExactly("public.zoo.b", "public.zoo.a", "public.zoo.aa", "public.zoo_a");
    }

    @Test
    void aRenamedTableIsOneTableUnderItsNewName(TestDatabase db) {
        List<TableChange> changes = changes(db, "CREATE TABLE old (id int)", "ALTER TABLE old RENAME TO new");
        assertThat(changes).hasSize(1);
        assertThat(changes.get(0).table()).isEqualTo("public.new");
        assertThat(objects(changes.get(0).before())).containsExactly("public.old.id");
    }

    @Test
    void aCommentOrAGrantChangesNoShape(TestDatabase db) {
        assertThat(changes(db, "CREATE TABLE t (id int)", "COMMENT ON TABLE t IS 'x'; GRANT SELECT ON t TO PUBLIC"))
                .isEmpty();
    }

    private static List<TableChange> changes(TestDatabase db, String before, String script, String... first) {
        try (Session session = db.open()) {
            session.execute(before);
            Snapshot was = new CatalogReader(session, SCOPE).readAll();
            for (String sql : first) {
                session.execute(sql);
            }
            session.execute(script);
            return TableChange.between(was, new CatalogReader(session, SCOPE).readAll());
        }
    }

    private static List<String> objects(Optional<List<CatalogItem>> items) {
        return items.orElseThrow().stream().map(CatalogItem::object).toList();
    }
}
