package dev.dbm.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RoutineBodiesTest {
    @Test
    void whiteSpaceAndCommentsDoNotCount() {
        same("BEGIN RETURN a+1; END", "BEGIN\n  -- add one\n  RETURN a + 1; /* done /* really */ */\nEND\n");
        same("SELECT a=-1", "SELECT a = -1");
        same("SELECT a<>b,c::int", "SELECT a <> b , c :: int");
        same("FOR i IN 1..10 LOOP", "FOR i IN 1 .. 10 LOOP");
        same("x:=1e-3", "x := 1e-3");
        same("SELECT a-- minus\n-b", "SELECT a\n- b");
    }

    @Test
    void literalsCountToTheLetter() {
        differ("SELECT 'a  b'", "SELECT 'a b'");
        differ("SELECT 'it''s  x'", "SELECT 'it''s x'");
        differ("SELECT E'a\\'  b'", "SELECT E'a\\' b'");
        differ("SELECT $q$ a $q$", "SELECT $q$a$q$");
        differ("SELECT \"a  b\"", "SELECT \"a b\"");
        differ("SELECT '-- x'", "SELECT '-- y'");
        differ("SELECT U&'a  b'", "SELECT U&'a b'");
    }

    @Test
    void whatIsSplitOrJoinedIsAnother() {
        differ("SELECT a <= b", "SELECT a < = b");
        differ("SELECT ab", "SELECT a b");
        differ("SELECT a @-b", "SELECT a @ -b");
        differ("RETURN 1", "RETURN 2");
        differ("RETURN 1", "return 1");
    }

    @Test
    void aBodyThatEndsInsideAQuoteIsStillCompared() {
        same("SELECT 'open", " SELECT 'open");
        differ("SELECT 'open", "SELECT 'open ");
        differ("SELECT $a$ open", "SELECT $a$ shut");
        same("/* open", "");
    }

    private static void same(String one, String other) {
        assertThat(RoutineBodies.sameTokens(one, other))
                .as("%s is %s", one, other)
                .isTrue();
    }

    private static void differ(String one, String other) {
        assertThat(RoutineBodies.sameTokens(one, other))
                .as("%s is not %s", one, other)
                .isFalse();
    }
}
