using System.Text.Json.Nodes;

namespace LocalBatch.CrashHost;

/// <summary>Lines to the test. Each is one write: a kill loses a line or leaves it whole.</summary>
internal static class Report
{
    private static readonly Stream Output = Console.OpenStandardOutput();
    private static readonly Lock Gate = new();

    public static void Line(string text)
    {
        lock (Gate)
        {
            Output.Write(System.Text.Encoding.UTF8.GetBytes(text + '\n'));
        }
    }

    public static void Seen(JsonNode job) => Line($"seen {job["jobId"]} {Attempts(job)} {job["status"]}");

    public static void Event(JsonNode envelope)
    {
        if (envelope["detail"] is { } job)
        {
            Line($"event {job["jobId"]} {Attempts(job)} {job["status"]} {envelope["id"]}");
        }
    }

    private static int Attempts(JsonNode job) => job["attempts"]?.AsArray().Count ?? 0;
}
