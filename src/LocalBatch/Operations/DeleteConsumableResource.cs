using LocalBatch.Api.Model;
using LocalBatch.Books;
using LocalBatch.Jobs;

namespace LocalBatch.Operations;

/// <summary>
/// Deletes a consumable resource, in use or not: what jobs hold of it is not given back to anybody. One that does not exist
/// is deleted without a word.
/// </summary>
internal static class DeleteConsumableResource
{
    /// <exception cref="ClientException"><c>consumableResource</c> is missing.</exception>
    public static DeleteConsumableResourceResponse Run(DeleteConsumableResourceRequest request, EngineState state)
    {
        if (state.FindConsumableResource(Require.Text(request.ConsumableResource, "consumableResource")) is { } resource)
        {
            state.Jobs.Consumables.Remove(resource);
            state.Catalog.Touch(CatalogKind.ConsumableResource, resource.Name);

            // The head of a queue may be blocked from now on.
            state.Jobs.MayPlace = true;
        }

        return new();
    }
}
