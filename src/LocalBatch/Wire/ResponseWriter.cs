using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Amazon.Runtime;
using AWSSDK.ServiceRuntime.Server;
using LocalBatch.Operations;

namespace LocalBatch.Wire;

/// <summary>Turns answers and errors into HTTP: the one place where an exception gets a status.</summary>
internal static class ResponseWriter
{
    private const string Json = "application/json";
    private const int Ok = 200;
    private const int InternalError = 500;

    // Texts go out as they are: AWS does not escape quotes and angle brackets beyond what JSON needs.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static BatchHttpResponse Answer(ServiceOperation operation, AmazonWebServiceResponse response, string requestId)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            operation.WriteResponse(writer, response);
        }

        return new(Ok, Json, requestId, null, buffer.WrittenMemory);
    }

    public static BatchHttpResponse Error(ClientException error, string requestId) => Error(
        error.StatusCode,
        "ClientException",
        error.IsWrapped ? $"Error executing request, Exception : {error.Message}, RequestId: {requestId}" : error.Message,
        requestId);

    public static BatchHttpResponse ServerError(string text, string requestId) =>
        Error(InternalError, "ServerException", text, requestId);

    private static BatchHttpResponse Error(int statusCode, string type, string message, string requestId)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            writer.WriteStartObject();
            writer.WriteString("__type"u8, type);
            writer.WriteString("message"u8, message);
            writer.WriteEndObject();
        }

        return new(statusCode, Json, requestId, type, buffer.WrittenMemory);
    }
}
