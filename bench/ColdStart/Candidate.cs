using System.IO.Compression;
using Bench.Outside;
using Bench.Report;

namespace Bench.ColdStart;

/// <summary>A function that answers POST /jobs, ready to be started.</summary>
/// <param name="Package">What would be deployed: files, zipped together for their size.</param>
internal sealed record Candidate(string Name, string Program, IReadOnlyList<string> Arguments, IReadOnlyList<string> Package)
{
    public static Candidate Native(string bootstrap) => new("AOT bootstrap", bootstrap, [], [bootstrap]);

    /// <summary>Node.js with one bundled file, as teams deploy it, and with its packages as npm installs them.</summary>
    public static async Task<IReadOnlyList<Candidate>> NodeAsync()
    {
        var folder = Path.Combine(Machine.Root, "bench", "peers", "node");
        if (Commands.Find("node") is not { } node || Commands.Find("npm") is not { } npm)
        {
            return [];
        }

        if (!Directory.Exists(Path.Combine(folder, "node_modules")))
        {
            await Commands.RunAsync(npm, ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], folder);
        }

        if (!Directory.Exists(Path.Combine(folder, "node_modules")))
        {
            return [];
        }

        var version = (await Commands.RunAsync(node, ["--version"], folder))?.Trim();
        var bundle = Path.Combine(folder, "dist", "index.cjs");
        var isBundled = await Commands.RunAsync(npm, ["run", "--silent", "bundle"], folder) is not null;
        var plain = new Candidate($"Node.js {version}, AWS SDK v3, node_modules", node, [Path.Combine(folder, "index.mjs")], []);

        return isBundled ? [new($"Node.js {version}, AWS SDK v3, bundled by esbuild", node, [bundle], [bundle]), plain] : [plain];
    }

    public static async Task<Candidate?> PythonAsync()
    {
        // What stands in the PATH may be a script around the interpreter, whose time is not Python's.
        var found = Commands.Find("python3") is not { } python3 ? null : await Commands.RunAsync(python3, ["-c", "import boto3, sys; print(sys.executable); print(f'Python {sys.version.split()[0]}, boto3 {boto3.__version__}')"], Machine.Root);

        return found?.Split('\n', StringSplitOptions.RemoveEmptyEntries) is [var python, var name]
            ? new(name, python, [Path.Combine(Machine.Root, "bench", "peers", "python", "index.py")], [])
            : null;
    }

    /// <summary>Bytes of the zip that would be uploaded; <c>null</c> where it is not one file.</summary>
    public long? ZipSize()
    {
        if (Package.Count == 0)
        {
            return null;
        }

        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var file in Package)
            {
                zip.CreateEntryFromFile(file, Path.GetFileName(file), CompressionLevel.Optimal);
            }
        }

        return bytes.Length;
    }
}
