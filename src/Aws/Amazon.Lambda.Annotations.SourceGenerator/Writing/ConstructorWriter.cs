using Amazon.Lambda.Annotations.SourceGenerator.Model;

namespace Amazon.Lambda.Annotations.SourceGenerator.Writing;

/// <summary>Writes the fields and constructors: the serializer, and the handler or the container that makes it.</summary>
internal static class ConstructorWriter
{
    public static void Write(CodeWriter code, Project project, FunctionModel function)
    {
        var serializer = project.SerializerOf(function);
        code.Line($"private readonly {serializer} _serializer;")
            .Line(project.Startup is null
                ? $"private readonly {function.ClassFullName} _handler;"
                : "private readonly ServiceProvider _services;")
            .Line()
            .Open($"public {function.GeneratedName}() : this(new {serializer}())")
            .Close()
            .Line()
            .Open($"internal {function.GeneratedName}({serializer} serializer)")
            .Line("_serializer = serializer;");
        if (project.Startup is null)
        {
            code.Line($"_handler = new {function.ClassFullName}();").Close();
            return;
        }

        // Before Startup, so that it may register the handler with another lifetime.
        code.Line("var services = new ServiceCollection();")
            .Line("services.AddSingleton<global::Amazon.Lambda.Core.ILambdaSerializer>(serializer);")
            .Line(Registration(function))
            .Line($"new {project.Startup.FullName}().ConfigureServices(services);")
            .Line("_services = services.BuildServiceProvider();")
            // AWS: the handler and all that it takes are made here (Annotations 2.3.0), so that what is missing shows before the first event.
            .Line($"_ = _services.GetRequiredService<{function.ClassFullName}>();")
            .Close();
    }

    private static string Registration(FunctionModel function)
    {
        if (function.Constructor is not { } types)
        {
            return $"services.AddSingleton<{function.ClassFullName}>();";
        }

        // Written out: the container would otherwise look for the constructor by reflection at every cold start.
        var arguments = string.Join(", ", types.Select(type => $"services.GetRequiredService<{type}>()"));
        return $"services.AddSingleton(static services => new {function.ClassFullName}({arguments}));";
    }
}
