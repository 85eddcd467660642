using System.Globalization;

namespace BatchFunctions;

/// <summary>What the template tells a function through its variables.</summary>
internal sealed class Settings(Func<string, string?> variable)
{
    public string TableName => Required("TABLE_NAME");

    public string SubmitQueueUrl => Required("SUBMIT_QUEUE_URL");

    /// <summary>Only the functions that give up on messages have it.</summary>
    public string? SubmitDeadLettersUrl => variable("SUBMIT_DEAD_LETTERS_URL");

    public string EventBusName => Required("EVENT_BUS_NAME");

    public TimeSpan RecordRetention => TimeSpan.FromDays(Number("RECORD_RETENTION_DAYS", 90));

    /// <summary>This worker's share of the stack's rate.</summary>
    public double SubmissionsPerSecond => (double)Number("SUBMISSIONS_PER_SECOND", 40) / Number("SUBMIT_WORKERS", 4);

    public TimeSpan SubmitBudget => TimeSpan.FromHours(Number("SUBMIT_HOURS", 24, least: 0));

    public TimeSpan StaleAfter => TimeSpan.FromMinutes(Number("STALE_AFTER_MINUTES", 15, least: 0));

    public TimeSpan StuckAfter => TimeSpan.FromMinutes(Number("STUCK_AFTER_MINUTES", 60));

    /// <summary>Where the local stack answers for AWS; <c>null</c> on AWS.</summary>
    public string? EndpointUrl => variable("AWS_ENDPOINT_URL") is { Length: > 0 } url ? url : null;

    public string JwtIssuer => Required("JWT_ISSUER");

    /// <summary>What the console is called by where people sign in.</summary>
    public string ConsoleClientId => Required("CONSOLE_CLIENT_ID");

    public string ConsoleScope => Required("CONSOLE_SCOPE");

    private string Required(string name) =>
        variable(name) is { Length: > 0 } value ? value : throw new InvalidOperationException($"The variable {name} is not set; template.yaml sets it.");

    private int Number(string name, int otherwise, int least = 1) =>
        variable(name) is not { Length: > 0 } text ? otherwise
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least ? number
        : throw new InvalidOperationException($"The variable {name} must be a whole number of at least {least}, not '{text}'.");
}
