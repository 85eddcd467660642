using System.Formats.Tar;
using System.IO.Compression;

namespace LocalBatch.Execution.Training;

/// <summary>The folders that a training image finds below <c>/opt/ml</c>: laid before it runs, gathered when it has ended.</summary>
// AWS: how SageMaker provides training information, and where it takes results from (SageMaker developer guide, custom training algorithms).
internal sealed class TrainingFolders(string root, TrainingTask task, ITrainingStorage storage)
{
    private const string Place = "/opt/ml";
    private const UnixFileMode Everybody = (UnixFileMode)0x1FF;

    // AWS: the first 1,024 characters of the file are the failure reason (SageMaker developer guide, failure).
    private const int LongestFailure = 1024;

    private string Checkpoints => Path.Combine(root, "checkpoints");

    public IReadOnlyList<Mount> Mounts =>
    [
        new(Place, new VolumeSource.OfHost(Path.Combine(root, "ml")), IsReadOnly: false),
        .. task.CheckpointUri is null ? (Mount[])[] : [new Mount(task.CheckpointPath, new VolumeSource.OfHost(Checkpoints), IsReadOnly: false)],
    ];

    /// <summary>Whether an earlier life has laid them.</summary>
    public bool AreLaid => Directory.Exists(Path.Combine(root, "ml"));

    /// <returns>Why they cannot be laid, as SageMaker's failure reason; else <c>null</c>.</returns>
    public string? Lay()
    {
        try
        {
            // Under another name first, so that what is half there is never taken for whole.
            var half = Path.Combine(root, "half");
            FolderOf(half, "output/data");
            FolderOf(half, "model");
            Write(FolderOf(half, "input/config"));
            foreach (var channel in task.Channels)
            {
                // AWS: a channel with nothing in it fails the job (SageMaker developer guide, troubleshooting).
                if (storage.Fetch(channel.Uri, FolderOf(half, "input/data/" + channel.Name)) == 0)
                {
                    return $"ClientError: Data download failed: No S3 objects found under S3 URL \"{channel.Uri}\" given in input data source. Please ensure that the bucket exists in the selected region and that objects exist under that S3 prefix.";
                }
            }

            if (task.CheckpointUri is { } checkpoints)
            {
                Open(Checkpoints);
                storage.Fetch(checkpoints, Checkpoints);
            }

            Directory.Move(half, Path.Combine(root, "ml"));

            return null;
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
        {
            return $"ClientError: Data download failed: {trouble.Message}";
        }
    }

    /// <summary>What the algorithm says of its failure; empty where it says nothing.</summary>
    public string Failure()
    {
        try
        {
            // A pipe or a device has no length, and would keep who reads it.
            if (Own("output/failure") is not { } file || new FileInfo(file) is not { Exists: true, Length: > 0 })
            {
                return "";
            }

            using var reader = new StreamReader(file);
            var text = new char[LongestFailure];

            return new string(text, 0, reader.ReadBlock(text)).Trim();
        }
        catch (Exception nothing) when (nothing is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    /// <summary>Keeps model, output and checkpoints.</summary>
    /// <returns>Why they cannot be kept, as SageMaker's failure reason; else <c>null</c>.</returns>
    public string? Gather()
    {
        try
        {
            if (task.OutputUri is { } output)
            {
                // AWS: model.tar.gz and output.tar.gz below the job's name (SageMaker developer guide, OutputDataConfig).
                Pack("model", $"{output.TrimEnd('/')}/{task.JobName}/output/model.tar.gz");
                Pack("output/data", $"{output.TrimEnd('/')}/{task.JobName}/output/output.tar.gz");
            }

            if (task.CheckpointUri is { } checkpoints && Directory.Exists(Checkpoints))
            {
                foreach (var file in Directory.EnumerateFiles(Checkpoints, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint }))
                {
                    storage.Store(file, $"{checkpoints.TrimEnd('/')}/{Path.GetRelativePath(Checkpoints, file).Replace(Path.DirectorySeparatorChar, '/')}");
                }
            }

            return null;
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
        {
            return $"ClientError: Artifact upload failed: {trouble.Message}";
        }
    }

    private void Pack(string folder, string uri)
    {
        if (Own(folder) is not { } full || !Directory.Exists(full) || !Directory.EnumerateFileSystemEntries(full).Any())
        {
            return;
        }

        var packed = Path.Combine(root, "packed.tar.gz");
        using (var file = File.Create(packed))
        using (GZipStream zip = new(file, CompressionLevel.Fastest))
        {
            TarFile.CreateFromDirectory(full, zip, includeBaseDirectory: false);
        }

        storage.Store(packed, uri);
        File.Delete(packed);
    }

    /// <summary>A place in the attempt's own folders; none where the image has put a link in its way, which leads to files of this machine.</summary>
    private string? Own(string path)
    {
        var full = Path.Combine(root, "ml");
        foreach (var part in path.Split('/'))
        {
            full = Path.Combine(full, part);
            if (new FileInfo(full).LinkTarget is not null)
            {
                return null;
            }
        }

        return full;
    }

    private void Write(string folder)
    {
        foreach (var (name, text) in task.ConfigFiles)
        {
            File.WriteAllText(Path.Combine(folder, name), text);
        }
    }

    private static string FolderOf(string root, string path)
    {
        var folder = root;
        Open(folder);
        foreach (var part in path.Split('/'))
        {
            folder = Path.Combine(folder, part);
            Open(folder);
        }

        return folder;
    }

    /// <summary>Images run as any user.</summary>
    private static void Open(string folder)
    {
        Directory.CreateDirectory(folder);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder, Everybody);
        }
    }
}
