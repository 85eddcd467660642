using System.Text.Json;
using Amazon.Runtime;
using AWSSDK.ServiceRuntime.Json;

namespace AWSSDK.ServiceRuntime.Server;

/// <summary>An operation of a service as the service itself sees it: requests come in, answers go out.</summary>
/// <remarks>
/// How a stand-in answers one HTTP request, with <c>BatchModel</c> of the generated <c>Amazon.Batch.Internal</c>:
/// <code>
/// var match = BatchModel.Operations.Find(method, rawPathAndQuery);            // null: no such operation
/// var findings = new Findings();
/// var request = match.Operation.ReadRequest(body, match.Uri, findings);       // JsonException: not JSON
/// match.Operation.Check(request, findings);                                   // findings.All: kind, path, what is wrong
/// AmazonWebServiceResponse answer = request switch { SubmitJobRequest submit => ... };
/// match.Operation.WriteResponse(writer, answer);
/// </code>
/// Any structure alone: <c>ShapeReader.ReadAll(utf8, JobDetailJson.Read)</c> and <c>JobDetailJson.Write(writer, detail)</c>.
/// Deprecated members carry <see cref="ObsoleteAttribute"/> as in the official package; who serves them turns off CS0618.
/// </remarks>
/// <param name="name">The operation's name, such as <c>SubmitJob</c>.</param>
/// <param name="method">The HTTP method.</param>
/// <param name="path">The path, with the parts that are parameters in braces: <c>/v1/tags/{resourceArn}</c>.</param>
internal abstract class ServiceOperation(string name, string method, string path)
{
    public string Name { get; } = name;

    public string Method { get; } = method;

    public string Path { get; } = path;

    /// <summary>Reads a request: its body, then what the path and the query say.</summary>
    /// <param name="body">The HTTP body; empty counts as an empty object.</param>
    /// <param name="uri">What <see cref="OperationTable.Find"/> found in the path and the query.</param>
    /// <param name="findings">Takes unknown members and values of the wrong kind; both are left out of the request.</param>
    /// <exception cref="JsonException">The body is not JSON.</exception>
    public abstract AmazonWebServiceRequest ReadRequest(ReadOnlySpan<byte> body, UriValues uri, Findings findings);

    /// <summary>Compares a request with the model's constraints: required, length, range, enum.</summary>
    public abstract void Check(AmazonWebServiceRequest request, Findings findings);

    /// <summary>Writes an answer as the body of HTTP 200.</summary>
    public abstract void WriteResponse(Utf8JsonWriter writer, AmazonWebServiceResponse response);
}
