using Amazon.Lambda.Annotations.SourceGenerator.Model;

namespace Amazon.Lambda.Annotations.SourceGenerator.Writing;

/// <summary>Writes the class around one handler: it makes the handler, binds its arguments and calls it.</summary>
internal static class FunctionWriter
{
    public static string Write(Project project, FunctionModel function)
    {
        var code = new CodeWriter();
        if (project.Startup is not null)
        {
            // The container's methods are extensions.
            code.Line("using Microsoft.Extensions.DependencyInjection;").Line();
        }

        if (function.Namespace.Length > 0)
        {
            code.Line($"namespace {function.Namespace};").Line();
        }

        code.Line($"/// <summary>Runs <see cref=\"{function.ClassFullName}.{function.MethodName}\"/> in Lambda.</summary>")
            .Open($"public class {function.GeneratedName}");
        ConstructorWriter.Write(code, project, function);
        code.Line();
        WriteMethod(code, project, function);
        return code.Close().ToString();
    }

    private static void WriteMethod(CodeWriter code, Project project, FunctionModel function)
    {
        var task = function.OutputType.Length == 0 ? $"global::{Names.Task}" : $"global::{Names.Task}<{function.OutputType}>";
        code.Open($"public async {task} {function.MethodName}({function.InputType} __input__, global::{Names.Context} __context__)");
        if (project.Startup is null)
        {
            code.Line("var __handler__ = _handler;");
        }
        else
        {
            // A scope an invocation, as the official generator makes it.
            code.Line("await using var __scope__ = _services.CreateAsyncScope();")
                .Line($"var __handler__ = __scope__.ServiceProvider.GetRequiredService<{function.ClassFullName}>();");
        }

        BindingWriter.Write(code, function);
        ResultWriter.Write(code, function);
        code.Close();
    }
}
