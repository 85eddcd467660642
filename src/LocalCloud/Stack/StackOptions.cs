using LocalCloud.Gateway;
using LocalCloud.Mishaps;

namespace LocalCloud.Stack;

/// <summary>What the command line asks for.</summary>
internal sealed record StackOptions
{
    /// <summary>The template; <c>null</c> for a stack without functions.</summary>
    public string? Template { get; init; } = "template.yaml";

    /// <summary>Template that is run where <see cref="Template"/> is not there: the program's own; <c>null</c> for none.</summary>
    public string? OtherTemplate { get; init; }

    /// <summary>Without a template, the queues and the job definition of the repository's own are made all the same.</summary>
    public bool HasDefaults { get; init; }

    /// <summary>Folder of everything that survives.</summary>
    public string StateFolder { get; init; } = ".local";

    /// <summary>Port of all services; 0 for a free one.</summary>
    public int Port { get; init; } = 4500;

    /// <summary>Port of the HTTP API; 0 for a free one.</summary>
    public int ApiPort { get; init; } = 4501;

    /// <summary>Keys that are taken beside the state's own; <c>null</c> for none.</summary>
    public LocalCredentials? Keys { get; init; }

    /// <summary>A DynamoDB that already runs; <c>null</c>: start one.</summary>
    public Uri? DynamoDb { get; init; }

    /// <summary>vCPUs of jobs that run at once on this machine; <c>null</c>: LocalBatch's own ceiling.</summary>
    public decimal? MaxVcpus { get; init; }

    /// <summary>Most that is kept of the output of one attempt of a job.</summary>
    public int LogLimitMiB { get; init; } = 256;

    /// <summary>How long a disk may be full, or else not to be written, before the stack ends.</summary>
    public TimeSpan DiskPatience { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How jobs run.</summary>
    public JobSettings Jobs { get; init; } = new();

    /// <summary>Folder of a published <c>bootstrap</c>; <c>null</c>: the one built with this program.</summary>
    public string? Functions { get; init; }

    public string Region { get; init; } = "us-east-1";

    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

    /// <summary>What other stacks export, and <c>ssm:NAME</c> what Parameter Store holds.</summary>
    public IReadOnlyDictionary<string, string> Imports { get; init; } = new Dictionary<string, string>();

    /// <summary>What of the template is not served is refused instead of left out.</summary>
    public bool IsStrict { get; init; }

    /// <summary>Jobs find the stack's endpoint and credentials of their role in their environment.</summary>
    public bool OffersJobEndpoint { get; init; } = true;

    /// <summary>The policies of roles decide what their sessions may do.</summary>
    public bool HasIam { get; init; } = true;

    /// <summary>Disorder on purpose; <c>null</c> for peace.</summary>
    public Chaos? Chaos { get; init; }
}
