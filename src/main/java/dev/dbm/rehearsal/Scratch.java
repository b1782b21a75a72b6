package dev.dbm.rehearsal;

import dev.dbm.postgres.Session;
import dev.dbm.postgres.catalog.CatalogReader;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * A place to rehearse in, empty but for what the target has and the migrations did not make.
 *
 * @param session a session that nobody else uses
 * @param beside opens another session to it, for as long as the scratch is there
 * @param catalog reads the scratch's catalog through that session
 * @param names turns a full name there into the one on the target that it stands for
 * @param confinement what a script may do there
 * @param between hears, before each script of the replay and after the last, how many have run: what the target was given between
 *     two of them comes then
 */
public record Scratch(
        Session session,
        Supplier<Session> beside,
        CatalogReader catalog,
        UnaryOperator<String> names,
        Confinement confinement,
        IntConsumer between) {}
