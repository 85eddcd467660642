namespace Amazon.Lambda.RuntimeSupport.RuntimeApi;

/// <summary>The handler answered more than Lambda passes on; reported as the invocation's error.</summary>
internal sealed class ResponseSizeTooLargeException(string message) : Exception(message);
