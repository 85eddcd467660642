namespace LocalBatch.Operations;

/// <summary>The caller is wrong. AWS Batch has this one kind of it; what is wrong stands in the text.</summary>
/// <param name="text">What the caller reads, without the wrapper.</param>
/// <param name="isWrapped">Whether AWS puts this text into <c>Error executing request, Exception : …</c>.</param>
/// <param name="statusCode">HTTP status; 400 but for a name that is taken.</param>
internal sealed class ClientException(string text, bool isWrapped, int statusCode = 400) : Exception(text)
{
    public bool IsWrapped => isWrapped;

    public int StatusCode => statusCode;

    /// <summary>For checks of a request's own shape.</summary>
    public static ClientException Wrapped(string text) => new(text, isWrapped: true);

    /// <summary>For what only a look at the state can find.</summary>
    public static ClientException Raw(string text) => new(text, isWrapped: false);
}
