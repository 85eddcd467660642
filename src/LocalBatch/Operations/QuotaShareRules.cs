using LocalBatch.Api;
using LocalBatch.Api.Model;
using LocalBatch.Books;
using LocalBatch.Resources;
using LocalBatch.ServiceJobs;

namespace LocalBatch.Operations;

/// <summary>What a quota share may say, and how it is told of.</summary>
internal static class QuotaShareRules
{
    // AWS: -1, without limit, is the default (API_QuotaShareResourceSharingConfiguration).
    private const int NoLimit = -1;

    /// <exception cref="ClientException">The strategy is missing, or the limit is for another strategy or below -1.</exception>
    public static Sharing Sharing(QuotaShareResourceSharingConfiguration? given)
    {
        Require.Not(given?.Strategy is null, OwnTexts.IsRequired("resourceSharingConfiguration.strategy"));
        var strategy = given?.Strategy.Value switch
        {
            "LEND" => SharingStrategy.Lend,
            "LEND_AND_BORROW" => SharingStrategy.LendAndBorrow,
            _ => SharingStrategy.Reserve,
        };

        // AWS: borrowLimit can only be applied to LEND_AND_BORROW (API_QuotaShareResourceSharingConfiguration).
        Require.Not(
            given?.BorrowLimit is not null && strategy != SharingStrategy.LendAndBorrow,
            OwnTexts.Invalid("resourceSharingConfiguration.borrowLimit", "is for the strategy LEND_AND_BORROW"));
        Require.Not(given?.BorrowLimit < NoLimit, OwnTexts.Invalid("resourceSharingConfiguration.borrowLimit", "must be at least -1"));

        return new(strategy, given?.BorrowLimit ?? NoLimit);
    }

    public static DescribeQuotaShareResponse Describe(QuotaShare share) => new()
    {
        QuotaShareName = share.Name,
        QuotaShareArn = share.Arn,
        JobQueueArn = share.Queue.Arn,
        CapacityLimits = Limits(share),
        ResourceSharingConfiguration = Sharing(share),
        PreemptionConfiguration = Preemption(share),
        State = State(share),
        Status = share.Status.Name,
        Tags = new(share.Tags),
    };

    public static QuotaShareDetail Detail(QuotaShare share) => new()
    {
        QuotaShareName = share.Name,
        QuotaShareArn = share.Arn,
        JobQueueArn = share.Queue.Arn,
        CapacityLimits = Limits(share),
        ResourceSharingConfiguration = Sharing(share),
        PreemptionConfiguration = Preemption(share),
        State = State(share),
        Status = share.Status.Name,
    };

    /// <exception cref="ClientException">It is missing, or there is none.</exception>
    public static QuotaShare Find(string? arn, EngineState state)
    {
        var given = Require.Text(arn, "quotaShareArn");

        return state.Services.Shares.GetValueOrDefault(given) ?? throw ClientException.Raw(AwsTexts.DoesNotExist(given));
    }

    private static List<QuotaShareCapacityLimit> Limits(QuotaShare share) =>
        [.. share.Limits.Select(limit => new QuotaShareCapacityLimit { CapacityUnit = limit.Key, MaxCapacity = limit.Value })];

    private static QuotaShareResourceSharingConfiguration Sharing(QuotaShare share) => new()
    {
        Strategy = share.Sharing.Strategy switch
        {
            SharingStrategy.Lend => QuotaShareResourceSharingStrategy.LEND,
            SharingStrategy.LendAndBorrow => QuotaShareResourceSharingStrategy.LEND_AND_BORROW,
            _ => QuotaShareResourceSharingStrategy.RESERVE,
        },
        BorrowLimit = share.Sharing.Strategy == SharingStrategy.LendAndBorrow ? share.Sharing.BorrowLimit : null,
    };

    private static QuotaSharePreemptionConfiguration Preemption(QuotaShare share) => new()
    {
        InSharePreemption = share.HasInSharePreemption ? QuotaShareInSharePreemptionState.ENABLED : QuotaShareInSharePreemptionState.DISABLED,
    };

    private static QuotaShareState State(QuotaShare share) => share.IsEnabled ? QuotaShareState.ENABLED : QuotaShareState.DISABLED;
}
