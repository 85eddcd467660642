using System.Text.Json;
using Amazon.Runtime;
using AWSSDK.ServiceRuntime.Json;

namespace AWSSDK.ServiceRuntime.Server;

/// <inheritdoc />
/// <typeparam name="TRequest">The operation's request.</typeparam>
/// <typeparam name="TResponse">The operation's answer.</typeparam>
internal sealed class ServiceOperation<TRequest, TResponse>(string name, string method, string path)
    : ServiceOperation(name, method, path)
    where TRequest : AmazonWebServiceRequest, new()
    where TResponse : AmazonWebServiceResponse
{
    public required ReadShape<TRequest?> Read { get; init; }

    public required Action<TRequest, Findings> CheckRequest { get; init; }

    public required Action<Utf8JsonWriter, TResponse> Write { get; init; }

    /// <summary>Copies what the path and the query say into the request; absent where everything is in the body.</summary>
    public Action<TRequest, UriValues>? Bind { get; init; }

    public override AmazonWebServiceRequest ReadRequest(ReadOnlySpan<byte> body, UriValues uri, Findings findings)
    {
        var request = (body.IsEmpty ? null : ShapeReader.ReadAll(body, Read, findings)) ?? new TRequest();
        Bind?.Invoke(request, uri);

        return request;
    }

    public override void Check(AmazonWebServiceRequest request, Findings findings) => CheckRequest((TRequest)request, findings);

    public override void WriteResponse(Utf8JsonWriter writer, AmazonWebServiceResponse response) =>
        Write(writer, (TResponse)response);
}
