using LocalBatch.Api.Model;
using LocalBatch.Books;

namespace LocalBatch.Operations;

/// <summary>Tells of one quota share.</summary>
internal static class DescribeQuotaShare
{
    /// <exception cref="ClientException">There is no such share.</exception>
    public static DescribeQuotaShareResponse Run(DescribeQuotaShareRequest request, EngineState state) =>
        QuotaShareRules.Describe(QuotaShareRules.Find(request.QuotaShareArn, state));
}
