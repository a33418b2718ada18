import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Exit;

/** Runs Kafka's command-line tools one after the other in one JVM: a line {"class","args"} in, a line {"exit","out"} out. */
public final class Tools {
    private static final class Exited extends RuntimeException {
        Exited() {
            super(null, null, false, false);
        }
    }

    /** The first status that a tool ends with; one that catches everything may come to another. */
    private static Integer exited;

    public static void main(String[] none) throws Exception {
        PrintStream answers = System.out;
        PrintStream errors = System.err;
        Exit.setExitProcedure((status, message) -> {
            if (message != null) {
                System.err.println(message);
            }
            if (exited == null) {
                exited = status;
            }
            throw new Exited();
        });
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            JsonObject asked = JsonParser.parseString(line).getAsJsonObject();
            List<String> args = new ArrayList<>();
            asked.getAsJsonArray("args").forEach(arg -> args.add(arg.getAsString()));
            ByteArrayOutputStream said = new ByteArrayOutputStream();
            PrintStream captured = new PrintStream(said, true, "UTF-8");
            System.setOut(captured);
            System.setErr(captured);
            exited = null;
            try {
                Class.forName(asked.get("class").getAsString()).getMethod("main", String[].class).invoke(null, (Object) args.toArray(new String[0]));
            } catch (InvocationTargetException e) {
                if (!(e.getCause() instanceof Exited)) {
                    e.getCause().printStackTrace(captured);
                    exited = 1;
                }
            } finally {
                System.setOut(answers);
                System.setErr(errors);
            }
            JsonObject answer = new JsonObject();
            answer.addProperty("exit", exited == null ? 0 : exited);
            answer.addProperty("out", said.toString("UTF-8"));
            answers.println(answer);
            answers.flush();
        }
    }
}
