using System.Net;
using System.Text.Json;

namespace LocalCloud.Console;

/// <summary>Has the functions check a manifest without submitting it, and says what it would do or what is wrong with it.</summary>
internal sealed class CheckRun(Screen screen)
{
    // Of the functions: what an HTTP request may carry.
    private const int MostBytes = 4 * 1024 * 1024;

    /// <param name="api">A stack with the functions.</param>
    /// <param name="file">The manifest, as the user named it.</param>
    /// <param name="content">What is in it.</param>
    /// <param name="cancellation">The user has had enough.</param>
    /// <returns>The exit code; <c>null</c> where that stack has not our functions.</returns>
    public async Task<int?> RunAsync(StackApi api, FileInfo file, byte[] content, CancellationToken cancellation)
    {
        if (MediaType(file.Name) is not { } mediaType)
        {
            screen.Error($"{file}: a manifest's name ends in .json, .yaml, .yml, .jsonl or .csv.");
            return MainJob.BadManifest;
        }

        if (content.Length > MostBytes)
        {
            screen.Error($"{file} has {content.Length / 1024} KiB; what is checked without being submitted may have {MostBytes / 1024}. Dropped, it is checked as a whole before anything is submitted.");
            return MainJob.BadManifest;
        }

        var (status, answer) = await api.CheckAsync(content, mediaType, cancellation);
        using (answer)
        {
            return status switch
            {
                HttpStatusCode.OK when answer is not null => Tell(PlanText.Of(file.ToString(), answer.RootElement)),
                HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed or HttpStatusCode.Accepted => null,
                _ => Refuse(file, answer),
            };
        }
    }

    private static string? MediaType(string name) => Path.GetExtension(name).ToLowerInvariant() switch
    {
        ".json" => "application/json",
        ".yaml" or ".yml" => "application/yaml",
        ".jsonl" => "application/jsonl",
        ".csv" => "text/csv",
        _ => null,
    };

    private int Tell(IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            screen.Line(line);
        }

        return MainJob.AllSucceeded;
    }

    private int Refuse(FileInfo file, JsonDocument? answer)
    {
        var errors = answer is null ? [] : SubmissionResult.Parse(answer.RootElement, file.ToString()).Errors;
        if (errors.Count == 0)
        {
            screen.Error($"{file} was not checked: {answer?.RootElement.Text("detail") ?? "the functions gave no answer"}");
            return MainJob.FunctionFailed;
        }

        foreach (var error in errors)
        {
            screen.Error(error);
        }

        screen.Error($"{errors.Count} error{(errors.Count == 1 ? "" : "s")} in {file}.");
        return MainJob.BadManifest;
    }
}
