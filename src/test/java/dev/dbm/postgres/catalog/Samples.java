package dev.dbm.postgres.catalog;

/** A database with something of everything. */
final class Samples {
    private Samples() {}

    static final String SCHEMA =
            """
            CREATE SCHEMA app;
            CREATE TYPE app.mood AS ENUM ('sad', 'ok', 'it''s fine');
            CREATE TYPE app.pair AS (a integer, b text COLLATE "C");
            CREATE DOMAIN app.email AS varchar(255) DEFAULT 'a@b' NOT NULL CHECK (VALUE LIKE '%@%');
            CREATE TYPE app.span AS RANGE (subtype = float8, subtype_diff = float8mi);
            CREATE TABLE public.users (
              id serial PRIMARY KEY,
              email varchar(255) NOT NULL UNIQUE,
              mood app.mood DEFAULT 'ok',
              address app.email,
              created timestamptz NOT NULL DEFAULT now(),
              tags text[] COLLATE "C",
              total numeric(10, 2) CHECK (total >= 0),
              twice numeric GENERATED ALWAYS AS (total * 2) STORED);
            CREATE TABLE app.orders (
              id bigint GENERATED ALWAYS AS IDENTITY (START 10) PRIMARY KEY,
              user_id integer NOT NULL REFERENCES public.users ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
              pair app.pair,
              at date NOT NULL DEFAULT '2020-01-01',
              spans app.span,
              EXCLUDE USING gist (spans WITH &&));
            CREATE INDEX users_lower_idx ON public.users (lower(email) text_pattern_ops) WHERE total > 0;
            CREATE INDEX "Odd Name" ON public.users USING hash (email);
            CREATE TABLE app.events (at timestamptz NOT NULL, kind text) PARTITION BY RANGE (at);
            CREATE TABLE app.events_2020 PARTITION OF app.events FOR VALUES FROM ('2020-01-01 00:00+00') TO ('2021-01-01 00:00+00');
            CREATE TABLE app.events_2021 PARTITION OF app.events FOR VALUES FROM ('2021-01-01 00:00+00') TO ('2022-01-01 00:00+00');
            CREATE INDEX ON app.events (at);
            CREATE TABLE app.base (id integer, note text);
            CREATE TABLE app.derived (extra text) INHERITS (app.base);
            CREATE UNLOGGED TABLE app.scratch (v text) WITH (fillfactor = 70, toast.autovacuum_enabled = false);
            CREATE VIEW app.happy AS SELECT u.id, u.email FROM public.users u WHERE mood = 'ok';
            CREATE VIEW app.named AS SELECT * FROM app.base JOIN app.scratch ON v = note;
            CREATE MATERIALIZED VIEW app.totals AS SELECT user_id, count(*) AS n FROM app.orders GROUP BY user_id;
            CREATE UNIQUE INDEX totals_key ON app.totals (user_id);
            CREATE FUNCTION app.f(a integer, b app.mood DEFAULT 'sad') RETURNS integer LANGUAGE plpgsql STABLE
              SECURITY DEFINER SET search_path = app, public AS $$ BEGIN RETURN a; END $$;
            CREATE FUNCTION app.g() RETURNS SETOF app.base LANGUAGE sql AS 'SELECT * FROM app.base';
            CREATE VIEW app.over_g AS SELECT * FROM app.g();
            CREATE FUNCTION app.touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
            CREATE PROCEDURE app.p(INOUT x integer) LANGUAGE plpgsql AS $$ BEGIN x := 1; END $$;
            CREATE AGGREGATE app.add_up(integer) (SFUNC = int4pl, STYPE = integer, INITCOND = '0');
            CREATE FUNCTION app.eq(app.pair, app.pair) RETURNS boolean LANGUAGE sql AS 'SELECT ($1).a = ($2).a';
            CREATE OPERATOR app.=== (FUNCTION = app.eq, LEFTARG = app.pair, RIGHTARG = app.pair);
            CREATE OPERATOR FAMILY app.fam USING btree;
            CREATE FUNCTION app.to_text(app.pair) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT ($1).b';
            CREATE CAST (app.pair AS text) WITH FUNCTION app.to_text(app.pair);
            CREATE TRIGGER trg BEFORE UPDATE OF email ON public.users FOR EACH ROW WHEN (OLD.email <> NEW.email) EXECUTE FUNCTION app.touch();
            CREATE RULE quiet AS ON DELETE TO app.base DO INSTEAD NOTHING;
            ALTER TABLE public.users ENABLE ROW LEVEL SECURITY;
            CREATE POLICY mine ON public.users FOR SELECT TO PUBLIC USING (email = current_user);
            CREATE STATISTICS app.stats (dependencies) ON id, note FROM app.base;
            CREATE PUBLICATION pub FOR TABLE public.users;
            CREATE TEXT SEARCH DICTIONARY app.dict (TEMPLATE = simple);
            CREATE TEXT SEARCH CONFIGURATION app.conf (COPY = english);
            ALTER TEXT SEARCH CONFIGURATION app.conf ALTER MAPPING FOR word WITH app.dict;
            CREATE COLLATION app.c FROM "C";
            CREATE CONVERSION app.conv FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
            CREATE FOREIGN DATA WRAPPER fdw OPTIONS (debug 'true');
            CREATE SERVER srv TYPE 't' VERSION '1' FOREIGN DATA WRAPPER fdw OPTIONS (host 'h');
            CREATE FOREIGN TABLE app.remote (id integer OPTIONS (col 'x') NOT NULL) SERVER srv OPTIONS (tab 'y');
            CREATE USER MAPPING FOR PUBLIC SERVER srv OPTIONS (password 'hidden-word');
            CREATE FUNCTION app.on_ddl() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN END $$;
            CREATE EVENT TRIGGER watch ON ddl_command_end WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION app.on_ddl();
            ALTER DEFAULT PRIVILEGES IN SCHEMA app GRANT SELECT ON TABLES TO PUBLIC;
            GRANT SELECT, UPDATE ON public.users TO PUBLIC;
            GRANT SELECT (email) ON public.users TO PUBLIC;
            REVOKE EXECUTE ON FUNCTION app.g() FROM PUBLIC;
            GRANT USAGE ON SCHEMA app TO PUBLIC;
            COMMENT ON TABLE public.users IS 'those who log in';
            COMMENT ON COLUMN public.users.email IS 'for logging in';
            COMMENT ON CONSTRAINT users_email_key ON public.users IS 'one each';
            COMMENT ON SCHEMA app IS 'ours';
            COMMENT ON TRIGGER trg ON public.users IS 'a trigger';
            CREATE TABLE public.flyway_schema_history (id serial PRIMARY KEY, v text);
            CREATE EXTENSION hstore SCHEMA app;
            """;
}
