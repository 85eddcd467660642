namespace Amazon.Lambda.RuntimeSupport;

/// <summary>Answers one invocation. What it throws is reported as the invocation's error; the loop goes on.</summary>
public delegate Task<InvocationResponse> LambdaBootstrapHandler(InvocationRequest invocation);
