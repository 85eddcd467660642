using System.Text.Encodings.Web;
using System.Text.Json;
using BatchFunctions.Wire;

namespace BatchFunctions.Manifests;

/// <summary>Reads a manifest and checks all of it, up to the queues and definitions that it names.</summary>
internal sealed class ManifestReader(IBatchCatalog catalog)
{
    /// <summary>Errors beyond this many are only counted: the first ones are what a reader mends.</summary>
    public const int MostErrors = 200;

    public async Task<ManifestVerdict> ReadAsync(ManifestFormat? format, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        var errors = new List<InputError>();
        if (format is not { } known)
        {
            errors.Add(new InputError("", $"A manifest's name ends in {ManifestFormats.Endings}."));
            return Refuse(errors);
        }

        if (ManifestText.Read(known, content, errors) is not { } text)
        {
            return Refuse(errors);
        }

        var jobs = ManifestCheck.Check(text, errors);
        var queues = await catalog.QueuesAsync(
            Named(jobs.Select(job => job.Request.JobQueue).Concat(CatalogCheck.RuleQueues(text.Root).Select(rule => rule.JobQueue))), cancellation);
        var definitions = await catalog.DefinitionsAsync(Named(jobs.Select(job => job.Request.JobDefinition)), cancellation);
        errors.AddRange(text.Placed(new CatalogCheck(queues, definitions).Check(text.Root, jobs)));

        return errors.Count == 0 ? new ManifestVerdict(jobs, []) { Hash = () => CanonicalJson.Hash(text.Root), Definitions = definitions } : Refuse(errors);
    }

    /// <summary>The distinct names; a missing one is an error already.</summary>
    private static string[] Named(IEnumerable<string> names) => [.. names.Where(name => name.Length > 0).Distinct()];

    /// <summary>The errors in the order of the file, so that they can be mended from top to bottom.</summary>
    private static ManifestVerdict Refuse(List<InputError> errors)
    {
        var found = errors.Count;
        errors = EqualErrors.Joined([.. errors.OrderBy(error => error.Place?.Line ?? 0).ThenBy(error => error.Place?.Column ?? 0)]);
        if (errors.Count > MostErrors)
        {
            var more = errors.Count - MostErrors;
            errors = [.. errors.Take(MostErrors), new InputError("", found < InputError.Most ? $"And {more} more errors." : $"And {more} more errors at least; the rest was not looked at.")];
        }

        return new ManifestVerdict([], errors);
    }
}

/// <summary>A manifest's jobs in dependency order, or what is wrong with it.</summary>
internal sealed record ManifestVerdict(IReadOnlyList<PlannedJob> Jobs, IReadOnlyList<InputError> Errors)
{
    public bool IsGood => Errors.Count == 0;

    /// <summary>What AWS Batch says of the definitions that the jobs name.</summary>
    public IReadOnlyDictionary<string, KnownDefinition> Definitions { get; init; } = new Dictionary<string, KnownDefinition>();

    /// <summary>Makes the hash of the manifest, the same for all that is equal as JSON, whatever format it came in.</summary>
    public Func<string> Hash { get; init; } = static () => "";
}

/// <summary>A manifest of any format as one JSON document, and where its parts stood in the file.</summary>
/// <param name="Root">The document: <c>defaults</c>, <c>onFailure</c>, <c>jobs</c>.</param>
/// <param name="PlacesOf">The places in the file of what pointers into <paramref name="Root"/> name; asked once for all, since it may walk through the file.</param>
internal sealed record ManifestText(JsonElement Root, Func<IReadOnlyList<string>, IReadOnlyList<Standing?>> PlacesOf)
{
    /// <summary>Whether what a pointer names could not be read as it was meant, so that what is wrong with it is told already.</summary>
    public Func<string, bool> IsDoubtful { get; init; } = static _ => false;

    /// <summary>The errors with their places in the file.</summary>
    public IEnumerable<InputError> Placed(IReadOnlyList<InputError> errors)
    {
        List<InputError> news = [.. errors.Where(error => !IsDoubtful(error.Pointer))];

        return news.Count == 0 ? [] : Place(news);
    }

    private IEnumerable<InputError> Place(List<InputError> errors) => errors.Zip(PlacesOf([.. errors.Select(error => error.Pointer)]), (error, standing) => (standing?.Text is { } text ? error.Quoting(text) : error) with { Place = standing?.Place });

    /// <summary>Reads the text.</summary>
    /// <param name="errors">Takes what is wrong.</param>
    /// <returns>What could be read in spite of that; <c>null</c> where nothing could.</returns>
    public static ManifestText? Read(ManifestFormat format, ReadOnlyMemory<byte> content, List<InputError> errors)
    {
        content = Utf8Text.WithoutMark(content);
        if (Utf8Text.Wrong(content.Span) is { } wrong)
        {
            errors.Add(new InputError("", wrong, new Place(1, 1)));
            return null;
        }

        return format switch
        {
            ManifestFormat.Json => JsonManifest.Read(content, errors),
            ManifestFormat.Yaml => YamlManifest.Read(content, errors),
            ManifestFormat.JsonLines => JsonLinesManifest.Read(content, errors),
            _ => CsvManifest.Read(content, errors),
        };
    }
}

/// <summary>The four ways to write a manifest.</summary>
internal enum ManifestFormat
{
    Json,
    Yaml,
    JsonLines,
    Csv,
}

/// <summary>Tells a manifest's format by its file name or its media type.</summary>
internal static class ManifestFormats
{
    public const string Endings = ".json, .yaml, .yml, .jsonl or .csv";

    public const string MediaTypes = "application/json, application/yaml, application/jsonl or text/csv";

    /// <returns><c>null</c> for any other ending.</returns>
    public static ManifestFormat? OfFile(string name) => Path.GetExtension(name).ToLowerInvariant() switch
    {
        ".json" => ManifestFormat.Json,
        ".yaml" or ".yml" => ManifestFormat.Yaml,
        ".jsonl" => ManifestFormat.JsonLines,
        ".csv" => ManifestFormat.Csv,
        _ => null,
    };

    /// <returns><c>null</c> for any other media type; JSON where none is given.</returns>
    public static ManifestFormat? OfMediaType(string? mediaType) => mediaType?.Split(';')[0].Trim().ToLowerInvariant() switch
    {
        null or "" or "application/json" or "text/json" => ManifestFormat.Json,
        "application/yaml" or "application/x-yaml" or "text/yaml" or "text/x-yaml" or "text/vnd.yaml" => ManifestFormat.Yaml,
        "application/jsonl" or "application/x-ndjson" or "application/ndjson" or "application/x-jsonlines" or "application/jsonlines" => ManifestFormat.JsonLines,
        "text/csv" or "application/csv" => ManifestFormat.Csv,
        _ => null,
    };
}

/// <summary>JSON that we wrote ourselves, read back.</summary>
internal static class ManifestJson
{
    /// <summary>
    /// Most that a manifest comes to as JSON: aliases, and names of columns that come again with every row, make a small
    /// file into a huge one. Twice the longest file is more than a manifest ever needs, and fits into the function's memory.
    /// </summary>
    public const int MostBytes = 32 * 1024 * 1024;

    // A line or a document of the deepest kind that is let in, and the list of jobs around it.
    private const int MostDepth = 80;

    /// <summary>Never a part of a page: what may stand as it is stays so, and as long as it is.</summary>
    public static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static bool IsTooLong(Utf8JsonWriter writer) => writer.BytesCommitted + writer.BytesPending > MostBytes;

    /// <summary>Not copied: the document stays for as long as the element is used, and so does <paramref name="json"/>.</summary>
    public static JsonElement Parse(ReadOnlyMemory<byte> json) => JsonDocument.Parse(json, new() { MaxDepth = MostDepth }).RootElement;

    /// <summary>A function of places one by one as one of all at once.</summary>
    public static Func<IReadOnlyList<string>, IReadOnlyList<Standing?>> Each(Func<string, Place?> placeOf) =>
        pointers => [.. pointers.Select(pointer => placeOf(pointer) is { } place ? new Standing(place) : (Standing?)null)];
}

/// <summary>Where something stands in a file, and how it is written there.</summary>
/// <param name="Text">A single value as the file has it; <c>null</c> for anything else, and where JSON says the same.</param>
internal readonly record struct Standing(Place Place, string? Text = null);
