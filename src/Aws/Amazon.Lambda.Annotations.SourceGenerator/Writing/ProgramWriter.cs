using Amazon.Lambda.Annotations.SourceGenerator.Model;

namespace Amazon.Lambda.Annotations.SourceGenerator.Writing;

/// <summary>Writes the <c>Main</c> that runs the handler named by <c>ANNOTATIONS_HANDLER</c>.</summary>
// AWS: as Amazon.Lambda.Annotations 2.3.0 writes it: the handler is made in Main, before there is a bootstrap that could report
// what goes wrong, so that an exception ends the process; and a name that no handler has ends it with exit code 0, in silence.
internal static class ProgramWriter
{
    private const string Builder = "global::Amazon.Lambda.RuntimeSupport.LambdaBootstrapBuilder";
    private const string Context = $"global::{Names.Context}";
    private const string Task = $"global::{Names.Task}";

    public static string Write(Project project)
    {
        var code = new CodeWriter()
            .Line("namespace Amazon.Lambda.Annotations.Generated;")
            .Line()
            .Line("/// <summary>Entry point of the function's process.</summary>")
            .Open("public class GeneratedProgram")
            .Open($"public static {Task} Main(string[] args)")
            .Open("switch (global::System.Environment.GetEnvironmentVariable(\"ANNOTATIONS_HANDLER\"))");
        foreach (var function in project.Functions)
        {
            code.Line($"case \"{function.MethodName}\": return Run{function.MethodName}();");
        }

        code.Line($"default: return {Task}.CompletedTask;").Close().Close();
        foreach (var function in project.Functions)
        {
            code.Line();
            WriteRun(code, project, function);
        }

        return code.Close().ToString();
    }

    private static void WriteRun(CodeWriter code, Project project, FunctionModel function)
    {
        var stream = $"global::{Names.Stream}";
        var task = function.OutputType.Length == 0 ? Task : $"{Task}<{function.OutputType}>";
        var takesStream = function.InputType == stream;
        string[] types = [.. new[] { function.InputType, function.OutputType }.Where(type => type.Length > 0 && type != stream)];
        var arguments = takesStream && types.Length == 0 ? "handler" : "handler, serializer";
        var generics = types.Length == 0 ? "" : $"<{string.Join(", ", types)}>";

        code.Open($"private static {Task} Run{function.MethodName}()")
            .Line($"var serializer = new {project.SerializerOf(function)}();")
            .Line($"global::System.Func<{function.InputType}, {Context}, {task}> handler = new {function.GeneratedFullName}(serializer).{function.MethodName};")
            .Line($"return {Builder}.Create{generics}({arguments}).Build().RunAsync();")
            .Close();
    }
}
