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
