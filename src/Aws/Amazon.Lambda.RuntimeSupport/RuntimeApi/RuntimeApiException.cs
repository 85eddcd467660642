namespace Amazon.Lambda.RuntimeSupport.RuntimeApi;

/// <summary>The Runtime API is gone or does not keep its contract: the process cannot go on.</summary>
internal sealed class RuntimeApiException(string message, Exception? innerException = null) : Exception(message, innerException);
