namespace LocalBatch.Execution.Docker;

/// <summary>An image as a definition names it, for the daemon's pull.</summary>
/// <param name="Name">With a tag or a digest: without either a daemon pulls all tags there are.</param>
/// <param name="Registry">The registry's host, as <c>docker login</c> keeps it.</param>
internal sealed record ImageName(string Name, string Registry)
{
    // Docker: the name of its own registry in the file of logins (docker login).
    private const string DockerHub = "https://index.docker.io/v1/";

    public static ImageName Parse(string image)
    {
        var slash = image.IndexOf('/', StringComparison.Ordinal);
        var host = slash < 0 ? "" : image[..slash];
        var isTagged = image.Contains('@', StringComparison.Ordinal) || image.LastIndexOf(':') > image.LastIndexOf('/');

        return new(
            isTagged ? image : image + ":latest",
            host == "localhost" || host.Contains('.', StringComparison.Ordinal) || host.Contains(':', StringComparison.Ordinal) ? host : DockerHub);
    }
}
