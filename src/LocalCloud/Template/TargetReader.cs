namespace LocalCloud.Template;

/// <summary>Reads targets of rules and schedules.</summary>
internal static class TargetReader
{
    // AWS: what other targets than those served here are told (API_Target).
    private static readonly string[] OfOthers =
    [
        "EcsParameters", "KinesisParameters", "HttpParameters", "RedshiftDataParameters", "RunCommandParameters", "SageMakerPipelineParameters", "AppSyncParameters",
        "EventBridgeParameters",
    ];

    public static RuleTarget Read(PropertyReader target)
    {
        var read = ReadDelivery(target, new() { Id = target.RequiredText("Id"), Arn = target.RequiredText("Arn") });
        target.Finish();
        return read;
    }

    /// <summary>What target and event of a function have in common: input, retries, dead letters.</summary>
    public static RuleTarget ReadDelivery(PropertyReader source, RuleTarget target)
    {
        var retries = source.Map("RetryPolicy");
        var deadLetter = source.Map("DeadLetterConfig");
        var transformer = source.Map("InputTransformer");
        var read = target with
        {
            Input = Input(source),
            InputPath = source.Text("InputPath"),
            Transformer = transformer is null ? null : new(transformer.Variables("InputPathsMap"), Template(transformer)),
            Job = source.Map("BatchParameters") is { } job ? ReadJob(job) : null,
            RoleArn = source.Text("RoleArn"),
            MaximumRetryAttempts = retries?.Integer("MaximumRetryAttempts", 0, 185) ?? target.MaximumRetryAttempts,
            MaximumEventAge = TimeSpan.FromSeconds(retries?.Integer("MaximumEventAgeInSeconds", 60, 86_400) ?? 86_400),
            // SAM makes a queue where only a Type is given.
            DeadLetterArn = deadLetter?.Text("Arn"),
        };
        deadLetter?.Ignore("Type", "QueueLogicalId");
        source.Map("SqsParameters")?.Ignore("MessageGroupId");
        source.Ignore(OfOthers);
        foreach (var part in (ReadOnlySpan<PropertyReader?>)[retries, deadLetter, transformer])
        {
            part?.Finish();
        }

        return read;
    }

    // AWS: text that is JSON; CloudFormation takes the JSON itself too (seen).
    private static string? Input(PropertyReader source) => source.Node("Input") switch
    {
        null => null,
        TemplateNode.Scalar scalar => scalar.Value,
        var json => NodeJson.ToText(json),
    };

    private static string Template(PropertyReader transformer) => transformer.Node("InputTemplate") switch
    {
        TemplateNode.Mapping or TemplateNode.Sequence when transformer.Node("InputTemplate") is { } json => NodeJson.ToText(json),
        _ => transformer.RequiredText("InputTemplate"),
    };

    private static TargetJob ReadJob(PropertyReader job)
    {
        var array = job.Map("ArrayProperties");
        var retries = job.Map("RetryStrategy");
        // AWS: an array of 2 to 10,000, 1 to 10 attempts (API_BatchArrayProperties, API_BatchRetryStrategy).
        TargetJob read = new(
            job.RequiredText("JobDefinition"), job.RequiredText("JobName"), array?.Integer("Size", 2, 10_000), retries?.Integer("Attempts", 1, 10));
        foreach (var part in (ReadOnlySpan<PropertyReader?>)[array, retries, job])
        {
            part?.Finish();
        }

        return read;
    }
}
