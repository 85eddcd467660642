namespace Amazon.Lambda.RuntimeSupport;

/// <summary>
/// Runs once before the first invocation. <c>false</c> ends the process without taking invocations; what it throws is
/// reported as an initialization error, and the process fails.
/// </summary>
public delegate Task<bool> LambdaBootstrapInitializer();
