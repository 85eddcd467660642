using System.CommandLine;
using System.Globalization;
using LocalCloud.Gateway;
using LocalCloud.Mishaps;
using LocalCloud.Stack;

namespace LocalCloud.Console;

/// <summary>The options about the stack: what it is made of, where it answers, what it keeps.</summary>
internal sealed class StackArguments
{
    private readonly bool _servesAlone;
    private readonly Option<string> _template;
    private readonly Option<bool> _noTemplate = new("--no-template") { Description = "Serve Batch, Logs, S3, SQS, EventBridge, STS and DynamoDB without functions." };
    private readonly Option<bool> _withDefaults = new("--with-defaults") { Description = "With --no-template: make the job queues default and spot, and the job definition hello." };
    private readonly Option<string> _state = new("--state") { Description = "Folder for everything that survives a restart.", DefaultValueFactory = _ => ".local", HelpName = "DIR", Recursive = true };
    private readonly Option<int> _port = new("--port") { Description = "Port of all AWS services on 127.0.0.1; 0 for a free one.", DefaultValueFactory = _ => 4500, HelpName = "N" };
    private readonly Option<int> _apiPort = new("--api-port") { Description = "Port of the HTTP API on 127.0.0.1; 0 for a free one.", DefaultValueFactory = _ => 4501, HelpName = "N" };
    private readonly Option<Uri?> _dynamoDb = new("--dynamodb")
    {
        Description = "A DynamoDB that already runs, such as http://127.0.0.1:8000, instead of the built-in one.",
        HelpName = "URL",
        CustomParser = ParseUrl,
    };

    private readonly Option<decimal?> _maxVcpus = new("--max-vcpus")
    {
        Description = "vCPUs of jobs that run at once on this machine, whatever the compute environments allow; four for each core unless given. A larger job runs alone.",
        HelpName = "N",
    };

    private readonly Option<int> _logLimit = new("--log-limit")
    {
        Description = "MiB that are kept of the output of one attempt of a job; the rest is counted.",
        DefaultValueFactory = _ => 256,
        HelpName = "N",
    };

    private readonly Option<int> _diskPatience = new("--disk-patience")
    {
        Description = "Minutes that a full disk is waited for; what cannot be promised is refused meanwhile. Then the stack ends, with exit code 4.",
        DefaultValueFactory = _ => 15,
        HelpName = "N",
    };

    private readonly Option<string?> _functions = new("--functions") { Description = "Folder of a published bootstrap, instead of the one built with this program.", HelpName = "DIR" };
    private readonly Option<string> _region = new("--region") { Description = "Region that the stack plays.", DefaultValueFactory = _ => "us-east-1", HelpName = "NAME" };

    // One value a time: CommandLine takes apart what sam would write as one list, so that a manifest behind it is no value.
    private readonly Option<string[]> _parameters = new(CommandLine.ParameterOverrides)
    {
        Description = "Values of the template's parameters.",
        HelpName = "Key=Value",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string[]> _imports = new(CommandLine.Import)
    {
        Description = "What other stacks export as NAME, for Fn::ImportValue; ssm:NAME=VALUE for a parameter of Parameter Store.",
        HelpName = "NAME=VALUE",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<bool> _strict = new("--strict") { Description = "Refuse a template with resources that are not served here, instead of leaving them out.", Arity = ArgumentArity.Zero };

    private readonly Option<ChaosPolicy?> _chaos = new("--chaos")
    {
        Description = "Disorder on purpose, probabilities and seconds: duplicate=0.2,delay=0.3,reorder=0.2,drop=0.05,throttle=0.1,close=0.05,lag=10.",
        HelpName = "POLICY",
        CustomParser = ParseChaos,
    };

    private readonly Option<int?> _chaosSeed = new("--chaos-seed") { Description = "Repeats the disorder of an earlier run.", HelpName = "N" };

    private readonly Option<string> _jobEndpoint = new("--job-endpoint")
    {
        Description = "Jobs find the stack and credentials of their role in their environment (stack), or nothing of it (none).",
        DefaultValueFactory = _ => "stack",
        HelpName = "stack|none",
    };

    private readonly Option<string> _iam = new("--iam")
    {
        Description = "The template's policies decide what its roles may do (on), or everybody may do everything (off).",
        DefaultValueFactory = _ => "on",
        HelpName = "on|off",
    };

    private readonly Option<LocalCredentials?> _keys = new("--keys")
    {
        Description = "Keys that are taken beside the state's own, for scripts that know them before the start; from processes of your own user only, since others can read a command line.",
        HelpName = "ID:SECRET",
        CustomParser = ParseKeys,
    };

    private readonly JobOptions _jobs = new();

    /// <param name="servesAlone">Without functions unless a template is named, and then with queues and a definition that nobody has to ask for.</param>
    public StackArguments(bool servesAlone = false)
    {
        _servesAlone = servesAlone;
        _template = servesAlone
            ? new("--template") { Description = "SAM or CloudFormation template to run, instead of the queues default and spot and the job definition hello.", HelpName = "FILE" }
            : new("--template") { Description = "SAM or CloudFormation template to run; where that file is not there and none is named, the one of this repository.", DefaultValueFactory = _ => "template.yaml", HelpName = "FILE" };
        foreach (var port in (ReadOnlySpan<Option<int>>)[_port, _apiPort])
        {
            port.Validators.Add(result =>
            {
                // What is no number at all has its own error, and no value that could be asked for.
                if (result.Tokens is [.., var given] && int.TryParse(given.Value, CultureInfo.InvariantCulture, out var number) && number is < 0 or > 65_535)
                {
                    result.AddError($"{result.IdentifierToken?.Value ?? port.Name} takes a port from 0 to 65535.");
                }
            });
        }

        _maxVcpus.Validators.Add(result =>
        {
            if (result.Tokens is [.., var given] && decimal.TryParse(given.Value, CultureInfo.InvariantCulture, out var number) && number <= 0)
            {
                result.AddError("--max-vcpus takes a number above 0, such as 8 or 0.5.");
            }
        });
        _logLimit.Validators.Add(result =>
        {
            if (result.Tokens is [.., var given] && int.TryParse(given.Value, CultureInfo.InvariantCulture, out var number) && number < 1)
            {
                result.AddError("--log-limit takes a number of MiB above 0, such as 256.");
            }
        });
        _diskPatience.Validators.Add(result =>
        {
            if (result.Tokens is [.., var given] && int.TryParse(given.Value, CultureInfo.InvariantCulture, out var number) && number < 0)
            {
                result.AddError("--disk-patience takes a number of minutes from 0 on, such as 15.");
            }
        });
        foreach (var (option, first, second) in ((Option<string>, string, string)[])[(_jobEndpoint, "stack", "none"), (_iam, "on", "off")])
        {
            option.Validators.Add(result =>
            {
                if (result.Tokens is [.., { Value: var word }] && word != first && word != second)
                {
                    result.AddError($"{option.Name} takes {first} or {second}, not '{word}'.");
                }
            });
        }

        foreach (var (option, form) in ((Option<string[]>, string)[])[(_parameters, "Key=Value"), (_imports, "NAME=VALUE")])
        {
            option.Validators.Add(result =>
            {
                foreach (var token in result.Tokens.Where(token => token.Value.IndexOf('=', StringComparison.Ordinal) < 1))
                {
                    result.AddError($"{option.Name} takes {form}, not '{token.Value}'.");
                }
            });
        }
    }

    /// <summary>Of a stack that is up, the only one that still means something.</summary>
    public Option<string> State => _state;

    /// <summary>Those that say what the template is, and what it takes from outside.</summary>
    public IEnumerable<Option> OfTemplates => [_template, _noTemplate, _withDefaults, _functions, _region, _parameters, _imports, _strict];

    public IEnumerable<Option> All =>
    [
        _template, .. _servesAlone ? (Option[])[] : [_noTemplate, _withDefaults], _state, _port, _apiPort, _keys, _dynamoDb, _maxVcpus, _logLimit, _diskPatience, _functions, _region, _parameters, _imports, _strict, _jobEndpoint, _iam, _chaos, _chaosSeed,
        .. _jobs.All,
    ];

    /// <summary>Ports that are free, unless others are asked for.</summary>
    public void PreferFreePorts()
    {
        foreach (var port in (ReadOnlySpan<Option<int>>)[_port, _apiPort])
        {
            port.DefaultValueFactory = _ => 0;
        }
    }

    /// <summary>What is wrong with the options together; empty where nothing is.</summary>
    public IEnumerable<string> Contradictions(System.CommandLine.Parsing.CommandResult result, bool hasManifest)
    {
        if (_servesAlone)
        {
            if (result.GetResult(_functions) is { Implicit: false } && result.GetValue(_template) is null)
            {
                yield return "--functions goes with --template FILE, which says what there is of them.";
            }

            yield break;
        }

        var noTemplate = result.GetValue(_noTemplate);
        if (noTemplate && result.GetResult(_template) is { Implicit: false })
        {
            yield return "--template and --no-template contradict each other; give one of them.";
        }

        if (noTemplate && hasManifest)
        {
            yield return "A manifest is read by the template's functions; leave out --no-template.";
        }

        if (!noTemplate && result.GetValue(_withDefaults))
        {
            yield return "--with-defaults goes with --no-template; a template says itself what there is.";
        }
    }

    /// <summary>Names of the options that were given, but for the state folder.</summary>
    public IReadOnlyList<string> Given(ParseResult result) =>
        [.. All.Where(option => option != _state && result.GetResult(option) is { Implicit: false }).Select(option => option.Name)];

    public StackOptions Read(ParseResult result) => new()
    {
        Template = !_servesAlone && result.GetValue(_noTemplate) ? null : result.GetValue(_template),
        // Only where none was named: another than the one that was meant would be a surprise.
        OtherTemplate = !_servesAlone && result.GetResult(_template) is null or { Implicit: true } ? AppContext.GetData("LocalCloud.OwnTemplate") as string : null,
        HasDefaults = _servesAlone ? result.GetValue(_template) is null : result.GetValue(_withDefaults),
        StateFolder = result.GetValue(_state) ?? ".local",
        Port = result.GetValue(_port),
        ApiPort = result.GetValue(_apiPort),
        Keys = result.GetValue(_keys),
        DynamoDb = result.GetValue(_dynamoDb),
        MaxVcpus = result.GetValue(_maxVcpus),
        LogLimitMiB = result.GetValue(_logLimit),
        DiskPatience = TimeSpan.FromMinutes(result.GetValue(_diskPatience)),
        Functions = result.GetValue(_functions),
        Jobs = _jobs.Read(result),
        Region = result.GetValue(_region) ?? "us-east-1",
        Parameters = Parameters(result.GetValue(_parameters) ?? []),
        Imports = Parameters(result.GetValue(_imports) ?? []),
        IsStrict = result.GetValue(_strict),
        OffersJobEndpoint = result.GetValue(_jobEndpoint) != "none",
        HasIam = result.GetValue(_iam) != "off",
        Chaos = result.GetValue(_chaos) is { } policy ? new(policy, result.GetValue(_chaosSeed) ?? Random.Shared.Next()) : null,
    };

    /// <summary>The last value of a name wins, as with <c>sam</c>.</summary>
    private static Dictionary<string, string> Parameters(IEnumerable<string> pairs)
    {
        Dictionary<string, string> parameters = new(StringComparer.Ordinal);
        foreach (var pair in pairs)
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            parameters[pair[..equals]] = pair[(equals + 1)..];
        }

        return parameters;
    }

    private static Uri? ParseUrl(System.CommandLine.Parsing.ArgumentResult result)
    {
        if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
        {
            return url;
        }

        result.AddError($"--dynamodb takes a URL such as http://127.0.0.1:8000, not '{result.Tokens[0].Value}'.");
        return null;
    }

    private static LocalCredentials? ParseKeys(System.CommandLine.Parsing.ArgumentResult result)
    {
        try
        {
            return LocalCredentials.Given(result.Tokens[0].Value);
        }
        catch (FormatException exception)
        {
            result.AddError($"--keys: {exception.Message}");
            return null;
        }
    }

    private static ChaosPolicy? ParseChaos(System.CommandLine.Parsing.ArgumentResult result)
    {
        try
        {
            return ChaosPolicy.Parse(result.Tokens[0].Value);
        }
        catch (FormatException exception)
        {
            result.AddError(string.Create(CultureInfo.InvariantCulture, $"--chaos: {exception.Message}"));
            return null;
        }
    }
}
