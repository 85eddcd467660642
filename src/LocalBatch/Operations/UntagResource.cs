using LocalBatch.Api.Model;
using LocalBatch.Books;

namespace LocalBatch.Operations;

/// <summary>Takes tags off a resource; keys it does not have are passed over.</summary>
internal static class UntagResource
{
    /// <exception cref="ClientException">The ARN names nothing that takes tags, or no keys are given.</exception>
    public static UntagResourceResponse Run(UntagResourceRequest request, EngineState state)
    {
        var resource = TaggedResource.Find(request.ResourceArn, state);
        Require.Not(request.TagKeys is not { Count: > 0 }, OwnTexts.IsRequired("tagKeys"));
        resource.Replace(resource.Tags.Where(tag => !request.TagKeys.Contains(tag.Key)).ToDictionary());

        return new();
    }
}
