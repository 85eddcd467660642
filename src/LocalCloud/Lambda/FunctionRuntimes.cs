using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using LocalCloud.Template;

namespace LocalCloud.Lambda;

/// <summary>Finds the interpreters of this machine that functions can run in, each with Lambda's runtime client for it.</summary>
/// <param name="path">Folders of programs, with colons between them.</param>
/// <param name="modules">Folders of Node.js packages that all may use, with colons between them.</param>
/// <param name="time">The clock.</param>
internal sealed partial class FunctionRuntimes(string path, string modules, TimeProvider time)
{
    private const string PythonClient = "awslambdaric";
    private const string NodeClient = "aws-lambda-ric";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>The stack with the command of each function; a function that nothing here can run is left out, with a line.</summary>
    /// <param name="model">The stack.</param>
    /// <param name="isStrict">Nothing is left out.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="StartException">A function cannot run here, and nothing is to be left out; each is named with what it wants.</exception>
    public async Task<StackModel> PrepareAsync(StackModel model, bool isStrict, CancellationToken cancellation)
    {
        List<FunctionResource> kept = [];
        List<string> notes = [.. model.Notes];
        List<string> missing = [];
        foreach (var function in model.Functions)
        {
            var (command, note) = await FindAsync(function.Code, cancellation);
            if (note is not null && command is null && isStrict)
            {
                missing.Add($"The function {function.LogicalId} cannot run here: {note}; without --strict it is left out.");
            }
            else if (note is not null)
            {
                notes.Add(command is null ? $"Left out: the function {function.LogicalId}: {note}." : $"{function.LogicalId} {note}.");
            }

            if (command is not null)
            {
                kept.Add(function with { Command = command });
            }
        }

        if (missing.Count > 0)
        {
            throw new StartException(string.Join('\n', missing));
        }

        return model with { Functions = kept, Notes = [.. notes.Distinct()] };
    }

    private async Task<(FunctionCommand? Command, string? Note)> FindAsync(FunctionCode code, CancellationToken cancellation) => code switch
    {
        { IsPython: true } => await PythonAsync(code, cancellation),
        { IsNode: true } => await NodeAsync(code, cancellation),
        _ => (FunctionCommand.Bootstrap, null),
    };

    private async Task<(FunctionCommand? Command, string? Note)> PythonAsync(FunctionCode code, CancellationToken cancellation)
    {
        // The runtime's own version first; the path of a program may be a script that finds the real one.
        foreach (var program in Find(code.Runtime).Concat(Find("python3")))
        {
            var told = await AskAsync(program, ["-c", $"import os, sys, {PythonClient}; print(sys.executable); print(os.path.dirname(os.path.dirname({PythonClient}.__file__))); print('python%d.%d' % sys.version_info[:2])"], code.Folder, cancellation);
            if (told is [var real, var packages, var version, ..])
            {
                return (new([real, "-m", PythonClient], packages), version == code.Runtime ? null : $"asks for {code.Runtime} and runs in {version}");
            }
        }

        return (null, $"{code.Runtime} runs where there is a Python 3 with the package {PythonClient}, and none was found in PATH (pip install {PythonClient})");
    }

    private async Task<(FunctionCommand? Command, string? Note)> NodeAsync(FunctionCode code, CancellationToken cancellation)
    {
        foreach (var program in Find("node"))
        {
            if (await AskAsync(program, ["-p", "process.execPath + '\\n' + process.versions.node.split('.')[0]"], code.Folder, cancellation) is [var real, var version, ..]
                && NodeFolders(code.Folder, real).Select(Client).FirstOrDefault(client => client is not null) is { } client)
            {
                return (new([real, client], null), code.Runtime == $"nodejs{version}.x" ? null : $"asks for {code.Runtime} and runs in Node.js {version}");
            }
        }

        return (null, $"{code.Runtime} runs where there is a Node.js with the package {NodeClient}, and none was found in PATH (npm install --global {NodeClient})");
    }

    // As Node.js looks for packages: from the code's folder upwards, then where all may use them.
    private IEnumerable<string> NodeFolders(string? code, string node)
    {
        for (var folder = code; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            yield return Path.Combine(folder, "node_modules");
        }

        foreach (var folder in modules.Split(':', StringSplitOptions.RemoveEmptyEntries))
        {
            yield return folder;
        }

        yield return Path.GetFullPath(Path.Combine(Path.GetDirectoryName(node) ?? "/", "..", "lib", "node_modules"));
        yield return "/usr/local/lib/node_modules";
    }

    /// <summary>The program of the runtime client in a folder of packages, or <c>null</c>.</summary>
    private static string? Client(string packages)
    {
        var folder = Path.Combine(packages, NodeClient);
        var description = Path.Combine(folder, "package.json");
        if (!File.Exists(description))
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(description));
            var program = document.RootElement.TryGetProperty("bin", out var bin) ? bin.ValueKind == JsonValueKind.Object && bin.TryGetProperty(NodeClient, out var own) ? own : bin : default;

            return program.ValueKind == JsonValueKind.String ? Path.Combine(folder, program.GetString() ?? "") : null;
        }
        catch (JsonException)
        {
            // A package that is none.
            return null;
        }
    }

    private IEnumerable<string> Find(string name) =>
        path.Split(':').Where(folder => folder.StartsWith('/')).Select(folder => Path.Combine(folder, name)).Where(File.Exists);

    /// <summary>The lines that a program prints; <c>null</c> where it fails.</summary>
    private async Task<IReadOnlyList<string>?> AskAsync(string program, IReadOnlyList<string> arguments, string? folder, CancellationToken cancellation)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, WorkingDirectory = folder ?? "" };
        using CancellationTokenSource patience = new(Patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
        try
        {
            using var process = Process.Start(start) ?? throw new IOException($"{program} did not start.");
            try
            {
                var told = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(both.Token), process.StandardError.ReadToEndAsync(both.Token));
                await process.WaitForExitAsync(both.Token);

                return process.ExitCode == 0 ? Lines().Split(told[0].Trim()) : null;
            }
            finally
            {
                if (!process.HasExited)
                {
                    process.Kill(entireProcessTree: true);
                }
            }
        }
        catch (Exception silent) when (silent is System.ComponentModel.Win32Exception or IOException || patience.IsCancellationRequested)
        {
            // What cannot be started or does not answer is no interpreter for anybody.
            return null;
        }
    }

    [GeneratedRegex("\r?\n")]
    private static partial Regex Lines();
}
