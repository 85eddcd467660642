namespace Amazon.Lambda.Annotations.S3;

/// <summary>The handler is told of objects in a bucket; it takes an <c>S3Event</c> and, if it wants, the context.</summary>
/// <param name="bucket"><c>@</c> and the bucket's logical id in the template.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public class S3EventAttribute(string bucket) : Attribute
{
    public string Bucket { get; set; } = bucket;
    public string ResourceName { get; set; }

    /// <summary>Separated by semicolons; <c>s3:ObjectCreated:*</c> by default.</summary>
    public string Events { get; set; } = "s3:ObjectCreated:*";

    public string FilterPrefix { get; set; }
    public string FilterSuffix { get; set; }
    public bool Enabled { get; set; } = true;
}
