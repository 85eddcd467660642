using System.Buffers;
using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;
using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;
using Amazon.Runtime.Internal.Util;
using AWSSDK.ServiceRuntime.Json;

namespace AWSSDK.ServiceRuntime.Client;

/// <summary>An operation as a client sees it: requests go out, answers and errors come back.</summary>
internal sealed class ClientOperation<TRequest, TResponse>(ClientService service, string name, string method, string path)
    : JsonResponseUnmarshaller, IMarshaller<IRequest, AmazonWebServiceRequest>
    where TRequest : AmazonWebServiceRequest
    where TResponse : AmazonWebServiceResponse, new()
{
    // The body is never part of a web page: what HTML would need escaped stays readable.
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // A length that the answer only claims is not believed beyond this.
    private const long LargestReservation = 1 << 20;

    /// <summary>Writes the body; absent where the operation has none.</summary>
    public Action<Utf8JsonWriter, TRequest>? Write { get; init; }

    /// <summary>Puts members into the path and the query; absent where all of them go into the body.</summary>
    public Action<IRequest, TRequest>? Bind { get; init; }

    public required ReadShape<TResponse?> Read { get; init; }

    public InvokeOptions Options() => new() { RequestMarshaller = this, ResponseUnmarshaller = this };

    public IRequest Marshall(AmazonWebServiceRequest input)
    {
        var request = new DefaultRequest(input, service.Name) { HttpMethod = method, ResourcePath = path };
        request.Headers["x-amz-api-version"] = service.ApiVersion;
        if (service.TargetPrefix is { } prefix)
        {
            request.Headers["X-Amz-Target"] = $"{prefix}.{name}";
        }

        Bind?.Invoke(request, (TRequest)input);
        if (Write is not null)
        {
            request.Headers["Content-Type"] = service.ContentType;
            request.Content = Body((TRequest)input, Write);
        }

        return request;
    }

    public override AmazonWebServiceResponse Unmarshall(JsonUnmarshallerContext input)
    {
        using var body = new MemoryStream(capacity: (int)Math.Clamp(input.ResponseData.ContentLength, 0, LargestReservation));
        input.Stream.CopyTo(body);

        return body.Length == 0
            ? new TResponse()
            : ShapeReader.ReadAll(body.GetBuffer().AsSpan(0, (int)body.Length), Read, maxDepth: input.JsonMaxDepth) ?? new TResponse();
    }

    public override AmazonServiceException UnmarshallException(JsonUnmarshallerContext input, Exception innerException, HttpStatusCode statusCode)
    {
        var reader = new StreamingUtf8JsonReader(input.Stream, AWSConfigs.StreamingUtf8JsonReaderBufferSize ?? 4096, input.JsonMaxDepth);
        var error = JsonErrorResponseUnmarshaller.GetInstance().Unmarshall(input, ref reader);
        error.InnerException = innerException;
        error.StatusCode = statusCode;

        return service.ToException(error);
    }

    private static byte[] Body(TRequest request, Action<Utf8JsonWriter, TRequest> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, WriterOptions))
        {
            write(writer, request);
        }

        return buffer.WrittenSpan.ToArray();
    }
}
