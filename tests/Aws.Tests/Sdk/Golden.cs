using System.Text.Json;
using Amazon.Batch.Internal;

namespace Aws.Tests.Sdk;

/// <summary>
/// What botocore sends for an operation with every member set, and an answer with every member set (<c>Golden/make.py</c>).
/// </summary>
public sealed record Golden(string Operation, string RequestLine, string? RequestBody, string Response)
{
    public static TheoryData<string> Operations { get; } = new(BatchModel.Operations.Operations.Select(operation => operation.Name));

    public static Golden Read(string operation)
    {
        using var stream = typeof(Golden).Assembly.GetManifestResourceStream($"Golden.{operation}.json")
            ?? throw new FileNotFoundException($"There is no golden file for {operation}; Golden/make.py writes it.");
        using var file = JsonDocument.Parse(stream);
        var request = file.RootElement.GetProperty("request");
        var body = request.GetProperty("body");

        return new(
            operation,
            request.GetProperty("line").GetString() ?? "",
            body.ValueKind == JsonValueKind.Null ? null : body.GetRawText(),
            file.RootElement.GetProperty("response").GetRawText());
    }
}
