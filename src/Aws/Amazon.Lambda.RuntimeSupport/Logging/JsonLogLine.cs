using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Amazon.Lambda.RuntimeSupport.RuntimeApi;

namespace Amazon.Lambda.RuntimeSupport.Logging;

/// <summary>A line that is one JSON object; arguments of the message are members beside it.</summary>
internal static class JsonLogLine
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(LogLine line, IBufferWriter<byte> output)
    {
        var message = MessageTemplate.Parse(line.Message, line.Arguments);
        using (var json = new Utf8JsonWriter(output, Options))
        {
            json.WriteStartObject();
            json.WriteString("timestamp"u8, line.At.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
            json.WriteString("level"u8, line.Level);
            WriteInvocation(json, line.Invocation);
            json.WriteString("message"u8, message.Text);
            foreach (var (name, value) in message.Values.Where(value => !IsReserved(value.Name)))
            {
                json.WritePropertyName(name);
                JsonLogValue.Write(json, value);
            }

            if (line.Exception is { } exception)
            {
                json.WriteString("errorType"u8, ErrorReport.Type(exception));
                json.WriteString("errorMessage"u8, exception.Message);
                ErrorReport.WriteStackTrace(json, exception);
            }

            json.WriteEndObject();
        }

        output.Write("\n"u8);
    }

    private static void WriteInvocation(Utf8JsonWriter json, Invocation? invocation)
    {
        if (invocation is null)
        {
            return;
        }

        json.WriteString("requestId"u8, invocation.RequestId);
        if (invocation.TraceId is not null)
        {
            json.WriteString("traceId"u8, invocation.TraceId);
        }

        if (invocation.TenantId is not null)
        {
            json.WriteString("tenantId"u8, invocation.TenantId);
        }
    }

    /// <summary>An argument of this name would be the line's second; the message shows its value.</summary>
    private static bool IsReserved(string name) =>
        name is "timestamp" or "level" or "requestId" or "traceId" or "tenantId" or "message" or "errorType" or "errorMessage" or "stackTrace";
}
