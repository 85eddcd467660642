using System.Text.Encodings.Web;
using System.Text.Json;

namespace Amazon.Lambda.RuntimeSupport.RuntimeApi;

/// <summary>An exception as the Runtime API takes it.</summary>
internal static class ErrorReport
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Type(Exception exception) => exception.GetType().Name;

    public static byte[] Write(Exception exception)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Options))
        {
            Write(json, exception);
        }

        return stream.ToArray();
    }

    private static void WriteStackTrace(Utf8JsonWriter json, Exception exception)
    {
        json.WriteStartArray("stackTrace"u8);
        foreach (var line in (exception.StackTrace ?? string.Empty).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            json.WriteStringValue(line);
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, Exception exception)
    {
        json.WriteStartObject();
        json.WriteString("errorType"u8, Type(exception));
        json.WriteString("errorMessage"u8, exception.Message);
        WriteStackTrace(json, exception);
        if (exception.InnerException is { } cause)
        {
            json.WritePropertyName("cause"u8);
            Write(json, cause);
        }

        json.WriteEndObject();
    }
}
