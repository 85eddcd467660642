namespace Amazon.Lambda.Annotations;

/// <summary>
/// A handler. The method's name is what <c>ANNOTATIONS_HANDLER</c> selects, so it is unique in the assembly; the
/// generator writes a class <c>Class_Method_Generated</c> around it.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public class LambdaFunctionAttribute : Attribute
{
    /// <summary>Logical id in a template the official generator writes; letters and digits only.</summary>
    public string ResourceName { get; set; }

    /// <summary>Seconds.</summary>
    public uint Timeout { get; set; }

    /// <summary>MiB.</summary>
    public uint MemorySize { get; set; }

    public string Role { get; set; }
    public string Policies { get; set; }
    public LambdaPackageType PackageType { get; set; }
}
