using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Amazon.Lambda.Annotations.APIGateway;
using BatchFunctions.Wire;

namespace BatchFunctions.Http;

/// <summary>Makes HTTP answers. Bodies are written member by member, so that nothing is found by reflection.</summary>
internal static class Answer
{
    /// <summary>Answers are JSON, never a part of a page: an apostrophe stays one.</summary>
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static IHttpResult Json(HttpStatusCode status, Action<Utf8JsonWriter> write) => Body(status, "application/json", Bytes(write));

    public static IHttpResult Ok(Action<Utf8JsonWriter> write) => Json(HttpStatusCode.OK, write);

    /// <summary>200 with as many of the items as an answer may carry: all of them but for the largest, and at least one.</summary>
    /// <param name="items">How many there are.</param>
    /// <param name="write">Writes the answer with the first so many.</param>
    public static IHttpResult Ok(int items, Action<Utf8JsonWriter, int> write) => Body(HttpStatusCode.OK, "application/json", Fitting(items, write));

    public static IHttpResult Of(Problem problem, string requestId)
    {
        var body = Fitting(problem.Errors.Count, (writer, shown) => Write(writer, problem, requestId, shown));
        var result = Body(problem.Status, "application/problem+json", body);

        return problem.RetryAfter is { } pause
            ? result.AddHeader("retry-after", Math.Max(1, (int)Math.Ceiling(pause.TotalSeconds)).ToString(CultureInfo.InvariantCulture))
            : result;
    }

    public static string Text(Action<Utf8JsonWriter> write) => Encoding.UTF8.GetString(Bytes(write));

    public static ReadOnlySpan<byte> Bytes(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Plain))
        {
            write(writer);
        }

        return buffer.WrittenSpan;
    }

    private static ReadOnlySpan<byte> Fitting(int items, Action<Utf8JsonWriter, int> write)
    {
        var shown = items;
        var body = Bytes(writer => write(writer, shown));
        while (shown > 1 && !Envelope.Takes(body))
        {
            shown = Envelope.Fewer(shown, body);
            body = Bytes(writer => write(writer, shown));
        }

        return body;
    }

    private static IHttpResult Body(HttpStatusCode status, string type, ReadOnlySpan<byte> body) =>
        HttpResults.NewResult(status, Encoding.UTF8.GetString(body)).AddHeader("content-type", type);

    private static void Write(Utf8JsonWriter writer, Problem problem, string requestId, int shown)
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
            foreach (var error in problem.Errors.Take(shown))
            {
                InputErrorJson.Write(writer, error);
            }

            if (shown < problem.Errors.Count)
            {
                InputErrorJson.Write(writer, new InputError("", $"And {problem.Errors.Count - shown} more, for which an answer has no room."));
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }
}
