namespace BatchFunctions.Submissions;

/// <summary>Requests that came without an <c>Idempotency-Key</c>, by what they ask for.</summary>
internal interface IRecentBodies
{
    /// <summary>
    /// Puts a body down under a fresh token, unless it stands under one already. The write is conditional, and who repeats
    /// it finds its own token.
    /// </summary>
    /// <param name="body">Names the route, the caller and the body.</param>
    /// <param name="until">How long the token stands for the body.</param>
    /// <returns>The token under which the body stands.</returns>
    Task<string> TokenAsync(string body, string fresh, DateTimeOffset now, DateTimeOffset until, CancellationToken cancellation);
}
