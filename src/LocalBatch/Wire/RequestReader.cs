using System.Text.Json;
using Amazon.Runtime;
using AWSSDK.ServiceRuntime.Json;
using AWSSDK.ServiceRuntime.Server;
using LocalBatch.Api.Internal;
using LocalBatch.Operations;

namespace LocalBatch.Wire;

/// <summary>A request as an operation takes it.</summary>
internal sealed record ReadRequest(ServiceOperation Operation, AmazonWebServiceRequest Request);

/// <summary>Reads HTTP requests by the model of the service.</summary>
internal static class RequestReader
{
    private const int NotFound = 404;

    /// <exception cref="ClientException">No such operation, no JSON, or a value of another kind than the model's.</exception>
    public static ReadRequest Read(BatchHttpRequest http)
    {
        var match = BatchModel.Operations.Find(http.Method, http.RawPathAndQuery)
            ?? throw new ClientException(OwnTexts.UnknownOperation, isWrapped: false, NotFound);
        var findings = new Findings();
        try
        {
            var request = match.Operation.ReadRequest(http.Body.Span, match.Uri, findings);
            match.Operation.Check(request, findings);
            Refuse(findings);

            return new(match.Operation, request);
        }
        catch (JsonException)
        {
            throw ClientException.Raw(AwsTexts.NotJson);
        }
    }

    /// <summary>The first thing wrong that no operation has a text of AWS's for.</summary>
    private static void Refuse(Findings findings)
    {
        if (findings.All.FirstOrDefault(finding => !IsForTheOperation(finding)) is { } finding)
        {
            throw ClientException.Wrapped(OwnTexts.Invalid(finding.Path is { Length: > 0 } path ? path : "The body", finding.Message));
        }
    }

    private static bool IsForTheOperation(Finding finding) => finding switch
    {
        // AWS: what the service does not know it passes over, as every AWS service does.
        { Kind: FindingKind.UnknownMember } => true,
        { Kind: FindingKind.Enum, Path: var path } =>
            path.Contains("platformCapabilities", StringComparison.Ordinal) || path.Contains("evaluateOnExit", StringComparison.Ordinal),
        { Kind: FindingKind.Required, Path: "jobName" or "jobQueue" or "jobDefinition" or "jobDefinitionName" or "computeEnvironmentName" or "jobQueueName" } => true,
        { Kind: FindingKind.Length, Path: var path } => path.StartsWith("tags", StringComparison.Ordinal),
        _ => false,
    };
}
