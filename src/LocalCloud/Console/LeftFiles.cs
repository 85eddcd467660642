using LocalCloud.Ecs;

namespace LocalCloud.Console;

/// <summary>Where the files are that a job left on this machine.</summary>
/// <param name="jobFolders">Folder with the folders of attempts, each by its task id.</param>
/// <param name="outputFolder">Where files of jobs are moved to; <c>null</c> where they stay in those.</param>
internal sealed class LeftFiles(string jobFolders, string? outputFolder)
{
    /// <summary>Folders that hold files of the job, oldest first; those of an array's children are not looked for.</summary>
    public IReadOnlyList<string> Of(FollowedJob job)
    {
        if (job.JobId is not { } id)
        {
            return [];
        }

        string[] folders = outputFolder is not null
            ? [job.ArraySize is null ? OutputFolders.PathOf(outputFolder, job.Name, id) : Path.Combine(outputFolder, job.Name)]
            // The stream is named after the task, and so is the folder.
            : [.. job.LogStreams.Select(stream => Path.Combine(jobFolders, stream[(stream.LastIndexOf('/') + 1)..]))];

        return [.. folders.Where(folder => Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())];
    }
}
