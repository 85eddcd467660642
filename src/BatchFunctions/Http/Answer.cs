using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Amazon.Lambda.Annotations.APIGateway;
using BatchFunctions.Wire;

namespace BatchFunctions.Http;

/// <summary>Makes HTTP answers.</summary>
internal static class Answer
{
    public static IHttpResult Json(HttpStatusCode status, Action<Utf8JsonWriter> write) => Body(status, "application/json", JsonText.Bytes(write));

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

    private static ReadOnlySpan<byte> Fitting(int items, Action<Utf8JsonWriter, int> write)
    {
        var shown = items;
        var body = JsonText.Bytes(writer => write(writer, shown));
        while (shown > 1 && !Envelope.Takes(body))
        {
            shown = Envelope.Fewer(shown, body);
            body = JsonText.Bytes(writer => write(writer, shown));
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

/// <summary>
/// What Lambda lets an answer weigh. An answer travels as a member of a JSON object, so that each of its bytes may become
/// several: pages are cut by what they come to there.
/// </summary>
internal static class Envelope
{
    // AWS: an answer of Lambda may have 6 MB, counted as the function writes it (Lambda quotas).
    public const int MostBytes = 6 * 1024 * 1024;

    /// <summary>Status, headers and the names of the members around a body.</summary>
    private const int Around = 8 * 1024;

    // AWS: Annotations 2.3.0 writes it with the default encoder of .NET, which no other comes up to: what HTML could mind takes
    // six bytes, and so does each UTF-16 unit beyond ASCII.
    private const int Escaped = 6;

    /// <summary>Whether a body can be sent, whichever encoder writes its envelope.</summary>
    public static bool Takes(ReadOnlySpan<byte> body) => BytesOf(body) <= MostBytes - Around;

    /// <summary>How many of so many items to try when all of them are too much: fewer, and at least one.</summary>
    public static int Fewer(int items, ReadOnlySpan<byte> body) =>
        Math.Max(1, Math.Min(items - 1, (int)((long)items * (MostBytes - Around) / Math.Max(1, BytesOf(body)))));

    /// <summary>Bytes of a text, itself in UTF-8, as a string of JSON at its longest.</summary>
    public static long BytesOf(ReadOnlySpan<byte> text)
    {
        var bytes = 0L;
        foreach (var unit in text)
        {
            bytes += unit switch
            {
                (byte)'"' or (byte)'&' or (byte)'\'' or (byte)'+' or (byte)'<' or (byte)'>' or (byte)'`' or 0x7F => Escaped,
                (byte)'\\' or (byte)'\b' or (byte)'\t' or (byte)'\n' or (byte)'\f' or (byte)'\r' => 2,
                < 0x20 => Escaped,
                < 0x80 => 1,
                // A byte that continues a character: its first one has counted for all.
                < 0xC0 => 0,
                < 0xF0 => Escaped,
                _ => 2 * Escaped,
            };
        }

        return bytes;
    }
}

/// <summary>Why a request cannot be answered as asked (RFC 9457).</summary>
internal sealed record Problem(HttpStatusCode Status, string Title, string Detail)
{
    /// <summary>Every field that is wrong, not only the first.</summary>
    public IReadOnlyList<InputError> Errors { get; init; } = [];

    /// <summary>When to try again; <c>null</c> where trying again is of no use.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public static Problem BadRequest(string detail, params IReadOnlyList<InputError> errors) =>
        new(HttpStatusCode.BadRequest, "The request is wrong", detail) { Errors = errors };

    public static Problem NotFound(string detail) => new(HttpStatusCode.NotFound, "Not found", detail);

    public static Problem Conflict(string detail) => new(HttpStatusCode.Conflict, "Not in this state", detail);

    public static Problem Unprocessable(string detail, params IReadOnlyList<InputError> errors) =>
        new(HttpStatusCode.UnprocessableEntity, "Cannot be done", detail) { Errors = errors };

    public static Problem Busy(string detail, TimeSpan retryAfter) =>
        new(HttpStatusCode.ServiceUnavailable, "Try again later", detail) { RetryAfter = retryAfter };
}

/// <summary>Ends the work on a request; the border answers with the problem.</summary>
internal sealed class ProblemException(Problem problem) : Exception(problem.Detail)
{
    public Problem Problem => problem;
}
