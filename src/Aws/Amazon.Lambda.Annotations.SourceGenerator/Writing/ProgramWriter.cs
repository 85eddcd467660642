using Amazon.Lambda.Annotations.SourceGenerator.Model;

namespace Amazon.Lambda.Annotations.SourceGenerator.Writing;

/// <summary>Writes the <c>Main</c> that runs the handler named by <c>ANNOTATIONS_HANDLER</c>.</summary>
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
            .Line("var name = global::System.Environment.GetEnvironmentVariable(\"ANNOTATIONS_HANDLER\");")
            .Open("switch (name)");
        foreach (var function in project.Functions)
        {
            code.Line($"case \"{function.MethodName}\": return Run{function.MethodName}();");
        }

        code.Line("default: return Unknown(name);").Close().Close();
        foreach (var function in project.Functions)
        {
            code.Line();
            WriteRun(code, project, function);
        }

        code.Line();
        WriteUnknown(code, project);
        return code.Close().ToString();
    }

    /// <summary>The handler is made during initialization, so that a failure there is reported as one of the function's.</summary>
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
            .Line($"{function.GeneratedFullName} function = null;")
            .Line($"global::System.Func<{function.InputType}, {Context}, {task}> handler = (input, context) => function.{function.MethodName}(input, context);")
            .Open($"return {Builder}.Create{generics}({arguments}).UseBootstrapHandler(() =>")
            .Line($"function = new {function.GeneratedFullName}(serializer);")
            .Line($"return {Task}.FromResult(true);")
            .Close("}).Build().RunAsync();")
            .Close();
    }

    private static void WriteUnknown(CodeWriter code, Project project)
    {
        var names = string.Join(", ", project.Functions.Select(function => function.MethodName));
        code.Open($"private static {Task} Unknown(string name)")
            .Line($"global::System.Func<global::{Names.Stream}, {Context}, {Task}> handler = (input, context) => {Task}.CompletedTask;")
            .Line($"return {Builder}.Create(handler).UseBootstrapHandler(() => throw new global::System.InvalidOperationException(")
            .Line($"    \"ANNOTATIONS_HANDLER is \" + (name is null ? \"not set\" : \"'\" + name + \"'\") + \"; it has to be one of: {names}.\")).Build().RunAsync();")
            .Close();
    }
}
