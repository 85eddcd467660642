using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Amazon.Lambda.RuntimeSupport.RuntimeApi;

namespace Amazon.Lambda.RuntimeSupport.Logging;

/// <summary>A line that is one JSON object; arguments of the message are members beside it.</summary>
// AWS: members, their order and their encoding are those of RuntimeSupport 2.1.2: an argument that is null has no member, one whose
// name is taken gets a second one of that name, and the type of an exception is told with its namespace.
internal static class JsonLogLine
{
    public static void Write(LogLine line, IBufferWriter<byte> output)
    {
        var message = MessageTemplate.Parse(line.Message, line.Arguments);
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            json.WriteString("timestamp"u8, line.At.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
            json.WriteString("level"u8, line.Level);
            WriteInvocation(json, line.Invocation);
            json.WriteString("message"u8, message.Text);
            foreach (var (name, value) in message.Values.Where(value => value.Value is not null))
            {
                json.WritePropertyName(name);
                JsonLogValue.Write(json, value);
            }

            if (line.Exception is { } exception)
            {
                json.WriteString("errorType"u8, exception.GetType().FullName);
                json.WriteString("errorMessage"u8, exception.Message);
                WriteStackTrace(json, exception);
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
        if (invocation.TenantId is not null)
        {
            json.WriteString("tenantId"u8, invocation.TenantId);
        }

        if (invocation.TraceId is not null)
        {
            json.WriteString("traceId"u8, invocation.TraceId);
        }
    }

    /// <summary>All that the exception tells of itself, a line each: types, messages, causes and frames.</summary>
    private static void WriteStackTrace(Utf8JsonWriter json, Exception exception)
    {
        json.WriteStartArray("stackTrace"u8);
        foreach (var line in exception.ToString().Split('\n', StringSplitOptions.TrimEntries))
        {
            json.WriteStringValue(line);
        }

        json.WriteEndArray();
    }
}
