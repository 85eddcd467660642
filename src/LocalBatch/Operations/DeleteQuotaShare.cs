using LocalBatch.Api.Model;
using LocalBatch.Books;
using LocalBatch.Resources;

namespace LocalBatch.Operations;

/// <summary>Deletes a DISABLED quota share and ends every job in it. One that does not exist is deleted without a word.</summary>
internal static class DeleteQuotaShare
{
    /// <exception cref="ClientException">It is still changing, or ENABLED.</exception>
    public static DeleteQuotaShareResponse Run(DeleteQuotaShareRequest request, EngineState state)
    {
        if (state.Services.Shares.GetValueOrDefault(Require.Text(request.QuotaShareArn, "quotaShareArn")) is not { } share)
        {
            return new();
        }

        if (share.Status.IsChanging)
        {
            throw ClientException.Raw(AwsTexts.EnvironmentBeingModified);
        }

        if (share.IsEnabled)
        {
            throw ClientException.Raw(OwnTexts.DeleteWhileEnabled);
        }

        ServiceLifecycle.Begin(state, share, LifecycleStatus.Deleting);

        return new();
    }
}
