using System.CommandLine;
using LocalBatch.Cli.Jobs;

namespace LocalBatch.Cli.Commands;

/// <summary>The options that say what job is submitted.</summary>
internal sealed class SubmissionArguments
{
    private readonly Option<string?> _name = new("--job-name") { Description = "Its name; that of its definition unless given.", HelpName = "NAME" };
    private readonly Option<string> _queue = new("--job-queue") { Description = "Its queue.", DefaultValueFactory = _ => "default", HelpName = "NAME" };
    private readonly Option<string> _definition = new("--job-definition") { Description = "Its definition.", DefaultValueFactory = _ => "hello", HelpName = "NAME" };
    private readonly Option<string[]> _parameters = new("--parameter") { Description = "A value for Ref::KEY of its command; may be repeated.", HelpName = "KEY=VALUE", Arity = ArgumentArity.OneOrMore };
    private readonly Option<string[]> _environment = new("--environment", "-e") { Description = "A variable of its environment; may be repeated.", HelpName = "NAME=VALUE", Arity = ArgumentArity.OneOrMore };
    private readonly Option<string?> _vcpus = new("--vcpus") { Description = "vCPUs, instead of its definition's.", HelpName = "N" };
    private readonly Option<int?> _memory = new("--memory") { Description = "MiB of memory, instead of its definition's.", HelpName = "N" };
    private readonly Option<int?> _arraySize = new("--array-size") { Description = "Makes it an array of so many children.", HelpName = "N" };
    private readonly Option<int?> _attempts = new("--attempts") { Description = "Attempts at most.", HelpName = "N" };
    private readonly Option<int?> _timeout = new("--timeout") { Description = "Seconds after which an attempt is ended; 60 at least.", HelpName = "SECONDS" };
    private readonly Option<string[]> _dependsOn = new("--depends-on") { Description = "A job that it waits for; may be repeated.", HelpName = "JOB", Arity = ArgumentArity.OneOrMore };

    public SubmissionArguments()
    {
        foreach (var option in (Option<string[]>[])[_parameters, _environment])
        {
            // One a time, so that nothing behind it is taken for another.
            option.AllowMultipleArgumentsPerToken = false;
            option.Validators.Add(result =>
            {
                foreach (var token in result.Tokens.Where(token => token.Value.IndexOf('=', StringComparison.Ordinal) < 1))
                {
                    result.AddError($"{option.Name} takes {option.HelpName}, not '{token.Value}'.");
                }
            });
        }
    }

    public IEnumerable<Option> All => [_name, _queue, _definition, _parameters, _environment, _vcpus, _memory, _arraySize, _attempts, _timeout, _dependsOn];

    /// <param name="command">Empty where the definition's is meant.</param>
    public Submission Read(ParseResult result, IReadOnlyList<string> command) => new()
    {
        JobName = result.GetValue(_name),
        JobQueue = result.GetValue(_queue) ?? "",
        JobDefinition = result.GetValue(_definition) ?? "",
        Parameters = Pairs(result.GetValue(_parameters) ?? []),
        Environment = Pairs(result.GetValue(_environment) ?? []),
        Vcpus = result.GetValue(_vcpus),
        MemoryMiB = result.GetValue(_memory),
        ArraySize = result.GetValue(_arraySize),
        Attempts = result.GetValue(_attempts),
        Timeout = result.GetValue(_timeout) is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        DependsOn = result.GetValue(_dependsOn) ?? [],
        Command = command,
    };

    /// <summary>The last value of a name wins.</summary>
    private static Dictionary<string, string> Pairs(IEnumerable<string> pairs)
    {
        Dictionary<string, string> values = new(StringComparer.Ordinal);
        foreach (var pair in pairs)
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            values[pair[..equals]] = pair[(equals + 1)..];
        }

        return values;
    }
}
