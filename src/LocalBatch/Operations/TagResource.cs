using LocalBatch.Api.Model;
using LocalBatch.Books;

namespace LocalBatch.Operations;

/// <summary>Adds tags to a resource; a key that is there already gets the new value.</summary>
internal static class TagResource
{
    /// <exception cref="ClientException">The ARN names nothing that takes tags, or a tag breaks one of AWS's rules.</exception>
    public static TagResourceResponse Run(TagResourceRequest request, EngineState state)
    {
        var resource = TaggedResource.Find(request.ResourceArn, state);
        resource.Replace(TagRules.Merge(resource.Tags, TagRules.Check(request.Tags)));

        return new();
    }
}
