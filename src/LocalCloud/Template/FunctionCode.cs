namespace LocalCloud.Template;

/// <summary>What a function runs: an executable named <c>bootstrap</c>, or a handler in the code of an interpreter.</summary>
/// <param name="Runtime">Such as <c>provided.al2023</c>, <c>python3.12</c> or <c>nodejs22.x</c>.</param>
/// <param name="Folder">Folder of the code, its full path; <c>null</c> for a bootstrap and for inline code.</param>
/// <param name="Inline">The code itself; <c>null</c> where it is in a folder.</param>
internal sealed record FunctionCode(string Runtime, string? Folder, string? Inline)
{
    /// <summary>Executables named bootstrap, which are built with this program or published.</summary>
    public static FunctionCode Bootstrap { get; } = new("provided.al2023", null, null);

    public bool IsPython => Runtime.StartsWith("python", StringComparison.Ordinal);

    public bool IsNode => Runtime.StartsWith("nodejs", StringComparison.Ordinal);
}

/// <summary>Finds a function's code, or says why the function cannot run on one machine.</summary>
/// <param name="templateFile">The template, beside which code is looked for.</param>
internal sealed class FunctionCodeReader(string templateFile)
{
    /// <returns>The code, or the reason why there is none here.</returns>
    public (FunctionCode? Code, string? Why) Read(DeclaredResource resource, PropertyReader properties)
    {
        var code = properties.Node("Code");
        var parts = code as TemplateNode.Mapping;
        var runtime = properties.Text("Runtime") ?? FunctionCode.Bootstrap.Runtime;
        if (properties.Text("PackageType") == "Image" || properties.Has("ImageUri") || parts?["ImageUri"] is not null)
        {
            return (null, "its code is an image, and the local stack starts no images");
        }

        if (runtime.StartsWith("provided", StringComparison.Ordinal))
        {
            return (FunctionCode.Bootstrap with { Runtime = runtime }, null);
        }

        FunctionCode found = new(runtime, null, null);
        if (!found.IsPython && !found.IsNode)
        {
            return (null, $"the local stack runs executables named bootstrap (Runtime provided.al2023), python3.* and nodejs*, not {runtime}");
        }

        var inline = (parts?["ZipFile"] as TemplateNode.Scalar)?.Value ?? properties.Text("InlineCode");
        if (inline is not null)
        {
            return (found with { Inline = inline }, null);
        }

        var (place, isLocal) = Place(resource, properties.Node("CodeUri") ?? code);

        return Folder(place, isLocal) is { } folder ? (found with { Folder = folder }, null)
            : (null, isLocal ? $"its code is not in {place}" : $"its code is in {place}, which is not on this machine");
    }

    private static (string Place, bool IsLocal) Place(DeclaredResource resource, TemplateNode? code) => code switch
    {
        // The CDK says where the code came from; it is still there, beside the template in cdk.out.
        _ when resource.Metadata?["aws:asset:path"] is TemplateNode.Scalar asset => (asset.Value, true),
        TemplateNode.Scalar { Value: var uri } => (uri, !uri.Contains("://", StringComparison.Ordinal)),
        TemplateNode.Mapping map when map["S3Bucket"] is TemplateNode.Scalar bucket => ($"s3://{bucket.Value}/{(map["S3Key"] as TemplateNode.Scalar)?.Value}", false),
        TemplateNode.Mapping map when map["Bucket"] is TemplateNode.Scalar bucket => ($"s3://{bucket.Value}/{(map["Key"] as TemplateNode.Scalar)?.Value}", false),
        // AWS: without CodeUri the code is beside the template (SAM, CodeUri; sam build).
        _ => (".", true),
    };

    private string? Folder(string place, bool isLocal)
    {
        if (!isLocal)
        {
            return null;
        }

        var path = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(templateFile)) ?? ".", place));

        return Directory.Exists(path) ? path : null;
    }
}
