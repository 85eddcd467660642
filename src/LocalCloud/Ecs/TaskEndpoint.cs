using System.Globalization;
using System.Text.Json;
using LocalCloud.Gateway;
using Microsoft.AspNetCore.Http;

namespace LocalCloud.Ecs;

/// <summary>
/// What a task asks about itself: its credentials by its token, its metadata and statistics by its secret path. Unsigned,
/// since whoever asks has no keys yet.
/// </summary>
internal sealed class TaskEndpoint(TaskBook tasks, TaskMetadata metadata, TaskStatistics statistics) : IUnsignedEndpoint
{
    public const string CredentialsPath = "/v2/credentials";

    /// <summary>No service of AWS has these paths: a bucket's name has three letters at least. Names below localhost are buckets.</summary>
    public bool Serves(HttpRequest request) =>
        !request.Host.Host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
        && (request.Path.StartsWithSegments("/v2/credentials", StringComparison.Ordinal)
            || request.Path.StartsWithSegments("/v3", StringComparison.Ordinal)
            || request.Path.StartsWithSegments("/v4", StringComparison.Ordinal));

    public Task HandleAsync(HttpContext context)
    {
        if (!HttpMethods.IsGet(context.Request.Method))
        {
            return RefuseAsync(context, StatusCodes.Status405MethodNotAllowed, "MethodNotAllowed", "Tasks ask about themselves with GET.");
        }

        return (context.Request.Path.Value ?? "").Split('/') switch
        {
            ["", "v2", "credentials"] => CredentialsAsync(context),
            ["", ("v3" or "v4") and var version, var secret, .. var rest] when tasks.ByPath(secret) is { } task => DescribeAsync(context, task, version == "v4", string.Join('/', rest)),
            _ => RefuseAsync(context, StatusCodes.Status404NotFound, "NotFound", "No task that runs now has this address; it ends with its task."),
        };
    }

    private Task CredentialsAsync(HttpContext context)
    {
        if (tasks.ByToken(context.Request.Headers.Authorization.ToString()) is not { } task || tasks.KeysOf(task) is not { } keys)
        {
            return RefuseAsync(
                context, StatusCodes.Status403Forbidden, "AccessDenied", "The Authorization header must hold AWS_CONTAINER_AUTHORIZATION_TOKEN of a task that runs now.");
        }

        return AnswerAsync(context, json =>
        {
            json.WriteString("RoleArn", task.RoleArn);
            json.WriteString("AccessKeyId", keys.AccessKeyId);
            json.WriteString("SecretAccessKey", keys.SecretAccessKey);
            json.WriteString("Token", keys.Token);
            json.WriteString("Expiration", keys.Expiration?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        });
    }

    private Task DescribeAsync(HttpContext context, RunningTask task, bool isVersion4, string what) => what switch
    {
        "" => AnswerAsync(context, json => metadata.WriteContainer(json, task, isVersion4)),
        "task" => AnswerAsync(context, json => metadata.WriteTask(json, task, isVersion4)),
        "stats" => AnswerAsync(context, json => statistics.Write(json, task)),
        "task/stats" => AnswerAsync(context, json =>
        {
            foreach (var container in tasks.ContainersOf(task).Where(container => container.Stopped is null))
            {
                json.WriteStartObject(TaskMetadata.DockerId(container));
                statistics.Write(json, container);
                json.WriteEndObject();
            }
        }),
        _ => RefuseAsync(context, StatusCodes.Status404NotFound, "NotFound", "A task's address serves itself, /task, /stats and /task/stats."),
    };

    private static Task RefuseAsync(HttpContext context, int status, string code, string message)
    {
        context.Response.StatusCode = status;

        return AnswerAsync(context, json =>
        {
            json.WriteString("code", code);
            json.WriteString("message", message);
        });
    }

    private static async Task AnswerAsync(HttpContext context, Action<Utf8JsonWriter> write)
    {
        using MemoryStream answer = new();
        using (Utf8JsonWriter json = new(answer))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.ContentLength = answer.Length;
        await context.Response.Body.WriteAsync(answer.GetBuffer().AsMemory(0, (int)answer.Length), context.RequestAborted);
    }
}
