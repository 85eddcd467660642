using LocalBatch.Api.Model;
using LocalBatch.Books;

namespace LocalBatch.Operations;

/// <summary>Tells the tags of a resource.</summary>
internal static class ListTagsForResource
{
    /// <exception cref="ClientException">The ARN names nothing that takes tags.</exception>
    public static ListTagsForResourceResponse Run(ListTagsForResourceRequest request, EngineState state) =>
        new() { Tags = new(TaggedResource.Find(request.ResourceArn, state).Tags) };
}
