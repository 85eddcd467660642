using System.Net;
using BatchFunctions.Wire;

namespace BatchFunctions.Http;

/// <summary>Why a request cannot be answered as asked (RFC 9457).</summary>
internal sealed record Problem(HttpStatusCode Status, string Title, string Detail)
{
    /// <summary>Every field that is wrong, not only the first.</summary>
    public IReadOnlyList<InputError> Errors { get; init; } = [];

    /// <summary>When to try again; <c>null</c> where trying again is of no use.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public static Problem BadRequest(string detail, params IReadOnlyList<InputError> errors) =>
        new(HttpStatusCode.BadRequest, "The request is wrong", detail) { Errors = errors };

    public static Problem NotFound(string detail) => new(HttpStatusCode.NotFound, "Not found", detail);

    public static Problem Conflict(string detail) => new(HttpStatusCode.Conflict, "Not in this state", detail);

    public static Problem Unprocessable(string detail, params IReadOnlyList<InputError> errors) =>
        new(HttpStatusCode.UnprocessableEntity, "Cannot be done", detail) { Errors = errors };

    public static Problem Busy(string detail, TimeSpan retryAfter) =>
        new(HttpStatusCode.ServiceUnavailable, "Try again later", detail) { RetryAfter = retryAfter };
}

/// <summary>Ends the work on a request; the border answers with the problem.</summary>
internal sealed class ProblemException(Problem problem) : Exception(problem.Detail)
{
    public Problem Problem => problem;
}
