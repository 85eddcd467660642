using Amazon.Lambda.Annotations.SourceGenerator.Model;

namespace Amazon.Lambda.Annotations.SourceGenerator.Writing;

/// <summary>Writes the lines that make arguments out of the payload, and the answer to a request that does not fit.</summary>
internal static class BindingWriter
{
    private const string Binding_ = "global::Amazon.Lambda.Annotations.Generated.RequestBinding";

    public static void Write(CodeWriter code, FunctionModel function)
    {
        foreach (var parameter in function.Parameters.Where(parameter => parameter.Binding is Binding.Services))
        {
            code.Line($"var {Local(parameter)} = __scope__.ServiceProvider.GetRequiredService<{parameter.Type}>();");
        }

        var bound = function.Parameters.Where(parameter => parameter.Binding is Binding.Query or Binding.Header or Binding.Route or Binding.Body).ToList();
        if (bound.Count == 0)
        {
            return;
        }

        code.Line($"var __binding__ = new {Binding_}(__input__);");
        bound.ForEach(parameter => code.Line($"var {Local(parameter)} = __binding__.{Call(parameter)};"));
        code.Open("if (__binding__.HasErrors)")
            .Line(function.Result.Kind is ResultKind.HttpResult
                ? "return __binding__.ErrorStream();"
                : "return __binding__.ErrorResponse();")
            .Close();
    }

    /// <summary>What the handler is called with.</summary>
    public static string Argument(ParameterModel parameter) => parameter.Binding switch
    {
        Binding.Context => "__context__",
        Binding.Input => "__input__",
        _ => Local(parameter),
    };

    private static string Local(ParameterModel parameter) => $"__{parameter.Name}__";

    private static string Call(ParameterModel parameter)
    {
        var key = $"\"{parameter.Key}\"";
        var convert = $"static text => global::System.Convert.{parameter.Conversion}(text, global::System.Globalization.CultureInfo.InvariantCulture)";

        return (parameter.Binding, parameter.IsList, parameter.Conversion) switch
        {
            (Binding.Body, _, "") => "BodyText()",
            (Binding.Body, _, _) => $"Body<{parameter.Type}>(_serializer)",
            (_, true, "") => $"List<string>({Source(parameter)}, {key}, static text => text)",
            (_, true, _) => $"List<{parameter.Item}>({Source(parameter)}, {key}, {convert})",
            (_, false, "") => Source(parameter),
            _ => $"Value<{parameter.Type}>({Source(parameter)}, {key}, {convert})",
        };
    }

    /// <summary>The text in the request; <c>null</c> where it is not there.</summary>
    private static string Source(ParameterModel parameter) =>
        parameter.IsList || parameter.Conversion.Length > 0
            ? $"__binding__.{parameter.Binding}(\"{parameter.Key}\")"
            : $"{parameter.Binding}(\"{parameter.Key}\")";
}
