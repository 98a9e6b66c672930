package io.sluice.provider.tck;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.thisptr.jackson.jq.BuiltinFunctionLoader;
import net.thisptr.jackson.jq.JsonQuery;
import net.thisptr.jackson.jq.Scope;
import net.thisptr.jackson.jq.Versions;

/** The program {@code jq}, as far as runbooks use it: {@code jq [-e] [--argjson name json]… filter file}. */
public final class Jq implements Shell.Program {
    private static final JsonMapper JSON = new JsonMapper();

    @Override
    public String run(List<String> arguments, Map<String, String> files) {
        Scope scope = Scope.newEmptyScope();
        BuiltinFunctionLoader.getInstance().loadFunctions(Versions.JQ_1_6, scope);
        List<String> rest = new ArrayList<>(arguments);
        try {
            while (rest.getFirst().equals("--argjson")) {
                scope.setValue(rest.get(1), JSON.readTree(rest.get(2)));
                rest.subList(0, 3).clear();
            }
            if (rest.size() != 2) {
                throw new AssertionError("not a filter and a file: " + rest);
            }
            JsonNode input =
                    JSON.readTree(Optional.ofNullable(files.get(rest.get(1))).orElseThrow());
            List<JsonNode> answers = new ArrayList<>();
            JsonQuery.compile(rest.get(0), Versions.JQ_1_6).apply(scope, input, answers::add);
            if (answers.size() != 1) {
                throw new AssertionError(answers.size() + " answers to " + rest.get(0));
            }
            return answers.getFirst().toPrettyString();
        } catch (JsonProcessingException e) {
            throw new AssertionError("jq " + arguments, e);
        }
    }
}
