using System.Net.Sockets;
using System.Text.Json;
using Docker.DotNet;
using LocalBatch.Execution.Processes;

namespace LocalBatch.Execution.Docker;

/// <summary>What goes wrong with a daemon, in AWS's words for jobs and in plain ones for who runs the stack. No effects.</summary>
internal static class DaemonErrors
{
    private const string Answered = "Error response from daemon: ";

    /// <summary>Nobody answered, or not to the end: the daemon is not there, may not be asked, or has gone away.</summary>
    public static bool IsUnreachable(Exception exception) =>
        exception is HttpRequestException or IOException or SocketException or TimeoutException or UnauthorizedAccessException
        || (exception is OperationCanceledException { InnerException: { } inner } && IsUnreachable(inner));

    /// <summary>The words of the daemon's answer.</summary>
    public static string Text(DockerApiException answer)
    {
        try
        {
            using var body = JsonDocument.Parse(answer.ResponseBody ?? "");

            return body.RootElement.ValueKind == JsonValueKind.Object && body.RootElement.TryGetProperty("message", out var message) && message.GetString() is { Length: > 0 } text
                ? text.Trim()
                : answer.Message;
        }
        catch (JsonException)
        {
            return answer.ResponseBody is { Length: > 0 } plain ? plain.Trim() : answer.Message;
        }
    }

    /// <summary>As the agent of ECS passes on what the daemon says, no longer than AWS lets a reason be.</summary>
    public static string Reason(string error, string text)
    {
        var reason = $"{error}: {Answered}{text}";

        return reason.Length <= StartError.ReasonLimit ? reason : reason[..StartError.ReasonLimit];
    }

    /// <summary>The reason of an attempt for which nobody answered.</summary>
    // AWS: the words of Docker's own client, which the agent passes on.
    public static string Unreachable(Uri endpoint, Exception exception) => IsForbidden(exception)
        ? $"CannotCreateContainerError: Got permission denied while trying to connect to the Docker daemon socket at {endpoint}"
        : $"CannotCreateContainerError: Cannot connect to the Docker daemon at {endpoint}. Is the docker daemon running?";

    /// <summary>What its operator can do about it.</summary>
    public static string Advice(Exception exception) => IsForbidden(exception)
        ? "let the user of the stack into the group of the socket (usermod -aG docker NAME, then log in again), name a socket of your own with DOCKER_HOST, or run jobs as processes with --executor process"
        : "start it (systemctl start docker), name another with DOCKER_HOST, or run jobs as processes with --executor process";

    private static bool IsForbidden(Exception? exception) =>
        exception is not null
        && (exception is UnauthorizedAccessException or SocketException { SocketErrorCode: SocketError.AccessDenied } || IsForbidden(exception.InnerException));
}
