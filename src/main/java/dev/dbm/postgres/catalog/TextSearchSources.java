package dev.dbm.postgres.catalog;

import java.util.List;

/** Text-search objects (pg_ts_config, pg_ts_dict, pg_ts_parser, pg_ts_template). */
final class TextSearchSources {
    private TextSearchSources() {}

    private static final String CONFIGURATIONS =
            """
            SELECT c.oid AS unit, n.nspname AS schema, c.cfgname AS name, 'text-search-configuration' AS kind,
              concat('PARSER ', (SELECT {qualified p.prsnamespace p.prsname} FROM pg_ts_parser p WHERE p.oid = c.cfgparser), ' ',
                (SELECT string_agg(m.maptokentype || ': ' || m.mapdict::regdictionary, ', ' ORDER BY m.maptokentype, m.mapseqno)
                  FROM pg_ts_config_map m WHERE m.mapcfg = c.oid)) AS definition,
              {comment pg_ts_config c.oid} AS comment, {role c.cfgowner} AS owner
            FROM pg_ts_config c JOIN pg_namespace n ON n.oid = c.cfgnamespace
            WHERE {users n} AND {unowned pg_ts_config c.oid}
            """;

    private static final String DICTIONARIES =
            """
            SELECT d.oid AS unit, n.nspname AS schema, d.dictname AS name, 'text-search-dictionary' AS kind,
              concat('TEMPLATE ', (SELECT {qualified t.tmplnamespace t.tmplname} FROM pg_ts_template t WHERE t.oid = d.dicttemplate),
                ' (' || d.dictinitoption || ')') AS definition,
              {comment pg_ts_dict d.oid} AS comment, {role d.dictowner} AS owner
            FROM pg_ts_dict d JOIN pg_namespace n ON n.oid = d.dictnamespace
            WHERE {users n} AND {unowned pg_ts_dict d.oid}
            """;

    private static final String PARSERS =
            """
            SELECT p.oid AS unit, n.nspname AS schema, p.prsname AS name, 'text-search-parser' AS kind,
              concat_ws(' ', p.prsstart, p.prstoken, p.prsend, p.prsheadline, p.prslextype) AS definition,
              {comment pg_ts_parser p.oid} AS comment
            FROM pg_ts_parser p JOIN pg_namespace n ON n.oid = p.prsnamespace
            WHERE {users n} AND {unowned pg_ts_parser p.oid}
            """;

    private static final String TEMPLATES =
            """
            SELECT t.oid AS unit, n.nspname AS schema, t.tmplname AS name, 'text-search-template' AS kind,
              concat_ws(' ', t.tmplinit, t.tmpllexize) AS definition, {comment pg_ts_template t.oid} AS comment
            FROM pg_ts_template t JOIN pg_namespace n ON n.oid = t.tmplnamespace
            WHERE {users n} AND {unowned pg_ts_template t.oid}
            """;

    static final List<Source> ALL = List.of(
            Source.seldom("pg_ts_config", CONFIGURATIONS),
            Source.seldom("pg_ts_dict", DICTIONARIES),
            Source.seldom("pg_ts_parser", PARSERS),
            Source.seldom("pg_ts_template", TEMPLATES));
}
