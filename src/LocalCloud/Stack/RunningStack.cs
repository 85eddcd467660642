using System.Text.Json;
using LocalCloud.State;

namespace LocalCloud.Stack;

/// <summary>Where a stack that is up answers, as it writes it down in its state folder for other programs of the same user.</summary>
/// <param name="Endpoint">Where all services answer.</param>
/// <param name="Api">The HTTP API, with its token where it has one; <c>null</c> where the template has no routes.</param>
/// <param name="Region">The region it plays.</param>
/// <param name="Inbox">Bucket and prefix of dropped manifests; <c>null</c> where the template has none.</param>
/// <param name="Outputs">The template's outputs.</param>
internal sealed record RunningStack(Uri Endpoint, Uri? Api, string Region, (string Bucket, string Prefix)? Inbox, IReadOnlyDictionary<string, string> Outputs)
{
    private const string FileName = "stack.json";

    /// <summary>Folder with the folders in which attempts run, each by its task id.</summary>
    public string JobFolders { get; init; } = "";

    /// <summary>Where the files of jobs go; <c>null</c> where they stay in those folders.</summary>
    public string? OutputFolder { get; init; }

    /// <summary>Log group of the function that is told of dropped manifests; <c>null</c> where there is none.</summary>
    public string? InboxLogs { get; init; }

    /// <summary>The stack whose state is in this folder; <c>null</c> where none is up, or not yet.</summary>
    /// <param name="stateFolder">A state folder, which need not be there.</param>
    public static RunningStack? Find(string stateFolder)
    {
        var path = PathIn(stateFolder);
        try
        {
            // Whoever could put such a file here could have our manifests sent to him.
            return File.Exists(path) && FileRights.OwnerOf(path) == FileRights.User ? Read(File.ReadAllBytes(path)) : null;
        }
        catch (Exception gone) when (gone is IOException or JsonException or KeyNotFoundException or FormatException)
        {
            return null;
        }
    }

    /// <summary>Tells other programs of it; the file is whole or not there.</summary>
    public void Write(string stateFolder)
    {
        var path = PathIn(stateFolder);
        using (FileStream file = new(path + ".new", new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = FileRights.OwnerOnlyFile }))
        using (Utf8JsonWriter json = new(file))
        {
            json.WriteStartObject();
            json.WriteString("endpoint", Endpoint.AbsoluteUri);
            json.WriteString("region", Region);
            WriteText(json, "api", Api?.AbsoluteUri);
            WriteText(json, "inboxBucket", Inbox?.Bucket);
            WriteText(json, "inboxPrefix", Inbox?.Prefix);
            json.WriteString("jobFolders", JobFolders);
            WriteText(json, "outputFolder", OutputFolder);
            WriteText(json, "inboxLogs", InboxLogs);
            json.WriteStartObject("outputs");
            foreach (var (name, value) in Outputs)
            {
                json.WriteString(name, value);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        File.Move(path + ".new", path, overwrite: true);
    }

    /// <summary>It is up no more.</summary>
    public static void Remove(string stateFolder) => File.Delete(PathIn(stateFolder));

    private static RunningStack Read(byte[] content)
    {
        using var document = JsonDocument.Parse(content);
        var root = document.RootElement;
        var outputs = root.GetProperty("outputs").EnumerateObject().ToDictionary(output => output.Name, output => output.Value.GetString() ?? "");
        (string, string)? inbox = Text(root, "inboxBucket") is { } bucket ? (bucket, Text(root, "inboxPrefix") ?? "") : null;

        return new(new(root.GetProperty("endpoint").GetString() ?? ""), Text(root, "api") is { } api ? new(api) : null, Text(root, "region") ?? "us-east-1", inbox, outputs)
        {
            JobFolders = Text(root, "jobFolders") ?? "",
            OutputFolder = Text(root, "outputFolder"),
            InboxLogs = Text(root, "inboxLogs"),
        };
    }

    private static string PathIn(string stateFolder) => Path.Combine(stateFolder, FileName);

    private static void WriteText(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    private static string? Text(JsonElement root, string name) => root.TryGetProperty(name, out var value) ? value.GetString() : null;
}
