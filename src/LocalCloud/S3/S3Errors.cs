using LocalCloud.Gateway;

namespace LocalCloud.S3;

/// <summary>S3's errors, in its words (ErrorResponses).</summary>
internal static class S3Errors
{
    public static AwsException NoBucket(string bucket) => new("NoSuchBucket", $"The specified bucket does not exist: {bucket}", 404);

    public static AwsException NoKey(string key) => new("NoSuchKey", $"The specified key does not exist: {key}", 404);

    public static AwsException NoVersion(string versionId) => new("NoSuchVersion", $"The specified version does not exist: {versionId}", 404);

    public static AwsException NoUpload(string uploadId) =>
        new("NoSuchUpload", $"The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed: {uploadId}", 404);

    public static AwsException NotImplemented(string what) => new("NotImplemented", $"{what} is not supported by the local S3.", 501);

    public static AwsException InvalidArgument(string message) => new("InvalidArgument", message);

    public static AwsException InvalidRequest(string message) => new("InvalidRequest", message);

    public static AwsException PreconditionFailed(string header) =>
        new("PreconditionFailed", $"At least one of the pre-conditions you specified did not hold: {header}", 412);
}
