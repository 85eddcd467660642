using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Amazon.Lambda.Annotations.APIGateway;

namespace BatchFunctions.Http;

/// <summary>Makes HTTP answers. Bodies are written member by member, so that nothing is found by reflection.</summary>
internal static class Answer
{
    /// <summary>Answers are JSON, never a part of a page: an apostrophe stays one.</summary>
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static IHttpResult Json(HttpStatusCode status, Action<Utf8JsonWriter> write) =>
        HttpResults.NewResult(status, Text(write)).AddHeader("content-type", "application/json");

    public static IHttpResult Ok(Action<Utf8JsonWriter> write) => Json(HttpStatusCode.OK, write);

    public static IHttpResult Of(Problem problem, string requestId)
    {
        var result = HttpResults.NewResult(problem.Status, Text(writer => Write(writer, problem, requestId)))
            .AddHeader("content-type", "application/problem+json");

        return problem.RetryAfter is { } pause
            ? result.AddHeader("retry-after", Math.Max(1, (int)Math.Ceiling(pause.TotalSeconds)).ToString(CultureInfo.InvariantCulture))
            : result;
    }

    public static string Text(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Plain))
        {
            write(writer);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter writer, Problem problem, string requestId)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "about:blank");
        writer.WriteString("title", problem.Title);
        writer.WriteNumber("status", (int)problem.Status);
        writer.WriteString("detail", problem.Detail);
        writer.WriteString("requestId", requestId);
        if (problem.Errors.Count > 0)
        {
            writer.WriteStartArray("errors");
            foreach (var error in problem.Errors)
            {
                Wire.InputErrorJson.Write(writer, error);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }
}
