namespace Amazon.Lambda.RuntimeSupport;

/// <summary>What a handler answered, from the stream's position on.</summary>
public class InvocationResponse(Stream outputStream, bool disposeOutputStream)
{
    public InvocationResponse(Stream outputStream)
        : this(outputStream, true)
    {
    }

    public Stream OutputStream { get; set; } = outputStream;

    /// <summary>Whether the stream is disposed once it is sent; <c>false</c> for one that is used again.</summary>
    public bool DisposeOutputStream { get; } = disposeOutputStream;
}
