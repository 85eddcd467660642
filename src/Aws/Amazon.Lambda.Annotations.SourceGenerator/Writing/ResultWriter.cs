using Amazon.Lambda.Annotations.SourceGenerator.Model;

namespace Amazon.Lambda.Annotations.SourceGenerator.Writing;

/// <summary>Writes the call of the handler and what becomes of its result.</summary>
internal static class ResultWriter
{
    public static void Write(CodeWriter code, FunctionModel function)
    {
        var call = $"__handler__.{function.MethodName}({string.Join(", ", function.Parameters.Select(BindingWriter.Argument))})";
        if (function.Result.IsAwaited)
        {
            call = $"await {call}";
        }

        if (function.Result.Kind is ResultKind.Nothing)
        {
            code.Line($"{call};");
            if (function.Event is EventKind.HttpApi)
            {
                code.Line($"return new global::{Names.HttpResponse} {{ StatusCode = 200 }};");
            }

            return;
        }

        code.Line($"var __result__ = {call};");
        code.Line((function.Event, function.Result.Kind) switch
        {
            (EventKind.HttpApi, ResultKind.HttpResult) => "return global::Amazon.Lambda.Annotations.Generated.RequestBinding.Write(__result__, _serializer);",
            (EventKind.HttpApi, ResultKind.Value) => $"return global::Amazon.Lambda.Annotations.Generated.RequestBinding.{(function.Result.Type == "string" ? "Text(__result__)" : "Json(__result__, _serializer)")};",
            _ => "return __result__;",
        });
    }
}
