using System.Globalization;
using LocalCloud.Gateway;
using LocalCloud.Template;

namespace LocalCloud.Lambda;

/// <summary>The environment of a function's process: what Lambda gives it, and nothing of the user's own.</summary>
internal static class FunctionVariables
{
    /// <summary>Where a function's process finds its Runtime API; no two processes have the same value.</summary>
    public const string RuntimeApi = "AWS_LAMBDA_RUNTIME_API";

    public static Dictionary<string, string> For(FunctionResource function, FunctionHostOptions options, string runtimeApi, string logStream, SessionKeys keys)
    {
        Dictionary<string, string> variables = new(function.Environment, StringComparer.Ordinal)
        {
            ["_HANDLER"] = function.Handler,
            ["AWS_REGION"] = options.Account.Region,
            ["AWS_DEFAULT_REGION"] = options.Account.Region,
            ["AWS_LAMBDA_FUNCTION_NAME"] = function.Name,
            ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] = function.MemoryMiB.ToString(CultureInfo.InvariantCulture),
            ["AWS_LAMBDA_FUNCTION_VERSION"] = "$LATEST",
            ["AWS_LAMBDA_INITIALIZATION_TYPE"] = "on-demand",
            ["AWS_LAMBDA_LOG_GROUP_NAME"] = function.Logging.Group,
            ["AWS_LAMBDA_LOG_STREAM_NAME"] = logStream,
            [RuntimeApi] = runtimeApi,
            ["AWS_ACCESS_KEY_ID"] = keys.AccessKeyId,
            ["AWS_SECRET_ACCESS_KEY"] = keys.SecretAccessKey,
            ["AWS_SESSION_TOKEN"] = keys.Token,
            ["AWS_ENDPOINT_URL"] = options.Endpoint.GetLeftPart(UriPartial.Authority),
            ["LAMBDA_TASK_ROOT"] = options.FolderOf(function),
            ["LAMBDA_RUNTIME_DIR"] = options.FolderOf(function),
            ["LANG"] = "en_US.UTF-8",
            ["TZ"] = ":UTC",
            ["PATH"] = "/usr/local/bin:/usr/bin:/bin",
            // Not Lambda's: without them an SDK would look for profiles in the user's own home.
            ["HOME"] = options.HomeFolder,
            ["TMPDIR"] = options.HomeFolder,
        };
        if (function.Logging.IsJson)
        {
            variables["AWS_LAMBDA_LOG_FORMAT"] = "JSON";
            variables["AWS_LAMBDA_LOG_LEVEL"] = function.Logging.ApplicationLevel ?? "INFO";
        }

        if (function.Command.IsBootstrap && DotnetRoot(options.Folder) is { } root)
        {
            variables["DOTNET_ROOT"] = root;
        }

        if (!function.Command.IsBootstrap)
        {
            // AWS: set for managed runtimes only (Lambda developer guide, defined runtime environment variables).
            variables["AWS_EXECUTION_ENV"] = $"AWS_Lambda_{function.Code.Runtime}";
            variables["PYTHONPATH"] = string.Join(':', ((string?[])[options.FolderOf(function), function.Command.Packages, function.Environment.GetValueOrDefault("PYTHONPATH")]).OfType<string>());
            // What interpreters hold back until a buffer is full would reach the log when the process ends.
            variables["PYTHONUNBUFFERED"] = "1";
        }

        return variables;
    }

    /// <summary>A <c>bootstrap</c> that is not native looks for the .NET runtime; this one's is as good as any.</summary>
    private static string? DotnetRoot(string folder) => File.Exists(Path.Combine(folder, "bootstrap.dll"))
        ? Path.GetFullPath(Path.Combine(System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."))
        : null;
}
