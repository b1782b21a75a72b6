package dev.dbm.run;

import dev.dbm.testing.Json;
import java.util.List;

/**
 * What a command gave back.
 *
 * @param exit the exit code
 * @param out standard output
 * @param err standard error
 */
record Run(int exit, String out, String err) {

    Json json() {
        return Json.parse(out);
    }

    /** The codes of the errors, in the order in which they are shown. */
    List<String> errors() {
        return codes("error");
    }

    List<String> warnings() {
        return codes("warning");
    }

    List<String> notes() {
        return codes("info");
    }

    private List<String> codes(String severity) {
        return json().at("problems").list().stream()
                .filter(problem -> problem.at("severity").text().equals(severity))
                .map(problem -> problem.at("code").text())
                .toList();
    }

    /** The next moves of all problems of this code. */
    List<String> problems(String code) {
        return json().at("problems").list().stream()
                .filter(problem -> problem.at("code").text().equals(code))
                .map(problem -> problem.at("next").text())
                .toList();
    }

    /** The first problem of this code. */
    Json problem(String code) {
        return json().at("problems").where("code", code);
    }

    /** Where the first problem of this code is: {@code migrations/V1__step.sql:3}, or without the line. */
    String place(String code) {
        Json problem = problem(code);
        Json line = problem.at("line");
        return problem.at("script").text() + (line.isNull() ? "" : ":" + line.number());
    }

    String message(String code) {
        return problem(code).at("message").text();
    }

    String next(String code) {
        return problem(code).at("next").text();
    }

    String outcome() {
        return json().at("outcome").text();
    }

    Json migration(String version) {
        return json().at("migrations").where("version", version);
    }

    String state(String version) {
        return migration(version).at("state").text();
    }

    String verdict(String version) {
        return migration(version).at("undo").at("verdict").text();
    }

    /** Whether the proof of that version's undo comes from an earlier rehearsal. */
    boolean remembered(String version) {
        return migration(version).at("undo").at("remembered").is();
    }

    /** Every version or repeatable with its state: {@code 1 applied}, {@code views pending}. */
    List<String> states() {
        return json().at("migrations").list().stream()
                .map(item -> item.at(item.at("version").isNull() ? "description" : "version")
                                .text() + " "
                        + item.at("state").text())
                .toList();
    }

    /** Versions and repeatables that ran. */
    List<String> ran() {
        return json().at("migrations").list().stream()
                .filter(item -> item.at("ran").is())
                .map(item -> item.at(item.at("version").isNull() ? "description" : "version")
                        .text())
                .toList();
    }

    /** How the target differs: {@code table public.a left}. */
    List<String> drift() {
        return json().at("drift").list().stream()
                .map(item -> item.at("kind").text() + " " + item.at("object").text() + " "
                        + item.at("change").text())
                .toList();
    }

    List<String> remarks() {
        return json().at("remarks").list().stream().map(Json::text).toList();
    }

    @Override
    public String toString() {
        return "exit " + exit + "\n" + out + err;
    }
}
