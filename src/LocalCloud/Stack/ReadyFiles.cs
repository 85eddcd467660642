using System.Globalization;
using LocalCloud.State;
using LocalCloud.Template;

namespace LocalCloud.Stack;

/// <summary>What scripts are told by files: the environment of AWS clients, and that the stack is ready.</summary>
/// <param name="envFile">Gets lines <c>NAME=value</c>; <c>null</c> for none.</param>
/// <param name="readyFile">Is there while the stack is ready; <c>null</c> for none.</param>
internal sealed class ReadyFiles(string? envFile, string? readyFile) : IDisposable
{
    private bool _isOurs;

    /// <summary>Before the start: one of a run that was killed would say ready too early.</summary>
    /// <param name="stateFolder">Where a stack is up already, these are its files, and are left alone: the start will say so.</param>
    /// <exception cref="StartException">One of them cannot be written, or an older one taken away.</exception>
    public void Prepare(string stateFolder)
    {
        if (StateFolder.IsHeld(stateFolder))
        {
            return;
        }

        _isOurs = true;
        Try("--ready-file", readyFile, File.Delete);
        Try("--env-file", envFile, path => Write(path, ""));
    }

    /// <summary>The names and values that clients find the stack by.</summary>
    public static IReadOnlyList<(string Name, string Value)> Environment(LocalStack stack) =>
    [
        ("AWS_ENDPOINT_URL", stack.Endpoint.GetLeftPart(UriPartial.Authority)),
        ("AWS_ACCESS_KEY_ID", stack.ToldCredentials.AccessKeyId),
        ("AWS_SECRET_ACCESS_KEY", stack.ToldCredentials.SecretAccessKey),
        ("AWS_REGION", stack.Account.Region),
        // AWS: the AWS CLI and boto3 read this name, the other SDKs the one above.
        ("AWS_DEFAULT_REGION", stack.Account.Region),
    ];

    /// <summary>The stack is ready; the environment is there first.</summary>
    /// <exception cref="StartException">One of them cannot be written.</exception>
    public void Write(LocalStack stack)
    {
        _isOurs = true;
        Try("--env-file", envFile, path => Write(path, string.Concat(Environment(stack).Select(variable => $"{variable.Name}={variable.Value}\n"))));
        Try("--ready-file", readyFile, path => Write(path, System.Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "\n"));
    }

    public void Dispose()
    {
        if (_isOurs && readyFile is not null)
        {
            File.Delete(readyFile);
        }
    }

    /// <summary>Whole or not there, and for its owner alone: it holds keys.</summary>
    private static void Write(string path, string content)
    {
        var whole = path + ".new";
        // In a folder such as /tmp somebody else may have put a file or a link there, to read what is written.
        File.Delete(whole);
        using (StreamWriter writer = new(whole, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = FileRights.OwnerOnlyFile }))
        {
            writer.Write(content);
        }

        File.Move(whole, path, overwrite: true);
    }

    private static void Try(string option, string? path, Action<string> write)
    {
        try
        {
            if (path is not null)
            {
                write(path);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StartException($"{option} {path} cannot be written ({exception.Message}); name a file in a folder that is there and yours.", exception);
        }
    }
}
