using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace LocalCloud.Lambda;

/// <summary>What Lambda itself answers for a function that did not, as <c>{"errorType":…,"errorMessage":…}</c>.</summary>
internal static class FunctionFailure
{
    public static ReadOnlyMemory<byte> TimedOut(string requestId, TimeSpan timeout) =>
        Error("Sandbox.Timedout", string.Create(CultureInfo.InvariantCulture, $"RequestId: {requestId} Error: Task timed out after {timeout.TotalSeconds:F2} seconds"));

    /// <param name="requestId">The invocation's.</param>
    /// <param name="exitCode">128 + n where signal n ended it.</param>
    public static ReadOnlyMemory<byte> Exited(string requestId, int exitCode) =>
        Error("Runtime.ExitError", $"RequestId: {requestId} Error: {Ending(exitCode)}");

    public static ReadOnlyMemory<byte> CannotStart(string requestId, string why) =>
        Error("Runtime.InvalidEntrypoint", $"RequestId: {requestId} Error: {why}");

    public static ReadOnlyMemory<byte> ResponseTooLarge(string requestId, long bytes, long limit) =>
        Error("Function.ResponseSizeTooLarge", $"RequestId: {requestId} Error: Response payload size ({bytes} bytes) exceeded maximum allowed payload size ({limit} bytes).");

    public static ReadOnlyMemory<byte> Stopped(string requestId) =>
        Error("Runtime.Stopped", $"RequestId: {requestId} Error: The local stack is stopping");

    public static ReadOnlyMemory<byte> Error(string type, string message)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("errorType", type);
            writer.WriteString("errorMessage", message);
            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    private static string Ending(int exitCode) => exitCode switch
    {
        0 => "Runtime exited without providing a reason",
        137 => "Runtime exited with error: signal: killed",
        143 => "Runtime exited with error: signal: terminated",
        134 => "Runtime exited with error: signal: aborted",
        139 => "Runtime exited with error: signal: segmentation fault",
        _ => $"Runtime exited with error: exit status {exitCode}",
    };
}
