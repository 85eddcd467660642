using System.CommandLine;
using System.Globalization;
using LocalCloud.Events;

namespace LocalCloud.Console;

/// <summary>The options of the program, their help, and what they come to.</summary>
internal sealed class CommandLine
{
    private readonly Argument<FileInfo?> _manifest = new("manifest")
    {
        Description = "Manifest to run (.json, .yaml, .jsonl, .csv). Without one the stack starts and stays up.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<bool> _keep = new("--keep") { Description = "Stay up after the manifest's jobs have ended." };
    private readonly Option<bool> _raw = new("--raw") { Description = "Print the jobs' output as it is. Without it, what could command the terminal is shown as \\u001b." };
    private readonly Option<string> _template = new("--template") { Description = "SAM or CloudFormation template to run.", DefaultValueFactory = _ => "template.yaml", HelpName = "FILE" };
    private readonly Option<bool> _noTemplate = new("--no-template") { Description = "Serve Batch, Logs, S3, SQS, EventBridge, STS and DynamoDB without functions." };
    private readonly Option<string> _state = new("--state") { Description = "Folder for everything that survives a restart.", DefaultValueFactory = _ => ".local", HelpName = "DIR" };
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
    private readonly Option<string[]> _parameters = new("--parameter-overrides")
    {
        Description = "Values of the template's parameters.",
        HelpName = "Key=Value",
        AllowMultipleArgumentsPerToken = true,
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string[]> _imports = new("--import")
    {
        Description = "What other stacks export as NAME, for Fn::ImportValue; ssm:NAME=VALUE for a parameter of Parameter Store.",
        HelpName = "NAME=VALUE",
        AllowMultipleArgumentsPerToken = true,
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<bool> _strict = new("--strict") { Description = "Refuse a template with resources that are not served here, instead of leaving them out." };

    private readonly Option<ChaosPolicy?> _chaos = new("--chaos")
    {
        Description = "Disorder on purpose, probabilities and seconds: duplicate=0.2,delay=0.3,reorder=0.2,drop=0.05,throttle=0.1,close=0.05,lag=10.",
        HelpName = "POLICY",
        CustomParser = ParseChaos,
    };

    private readonly JobOptions _jobs = new();

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

    private readonly Option<int?> _chaosSeed = new("--chaos-seed") { Description = "Repeats the disorder of an earlier run.", HelpName = "N" };

    /// <summary>The command whose action gets what was asked for; its result is the exit code.</summary>
    public RootCommand Build(Func<RunRequest, CancellationToken, Task<int>> run)
    {
        RootCommand command = new(
            """
            Runs BatchFunctions on this machine, without an AWS account and without Docker.

            Exit codes: 0 every job of the manifest succeeded, or the stack was stopped; 1 a job failed; 2 bad usage, a bad
            template or manifest, or the stack cannot start; 3 the function that reads manifests failed on this one; 4
            the stack could not go on, such as on a disk that stays full.
            """)
        {
            _manifest, _keep, _raw, _template, _noTemplate, _state, _port, _apiPort, _dynamoDb, _maxVcpus, _logLimit, _diskPatience, _functions, _region, _parameters, _imports, _strict, _jobEndpoint, _iam, _chaos, _chaosSeed,
        };
        foreach (var option in _jobs.All)
        {
            command.Options.Add(option);
        }

        Validate(command);
        command.SetAction((result, cancellation) => run(Read(result), cancellation));
        return command;
    }

    private void Validate(RootCommand command)
    {
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

        _manifest.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: "" }])
            {
                result.AddError("The name of the manifest is empty.");
            }
        });
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

        command.Validators.Add(result =>
        {
            if (result.GetResult(_manifest) is { Tokens: [{ Value: ['-', ..] and var word }] })
            {
                result.AddError($"There is no option {word}; --help lists them all.");
            }

            if (result.GetValue(_noTemplate) && result.GetResult(_template) is { Implicit: false })
            {
                result.AddError("--template and --no-template contradict each other; give one of them.");
            }

            if (result.GetValue(_noTemplate) && result.GetValue(_manifest) is not null)
            {
                result.AddError("A manifest is read by the template's functions; leave out --no-template.");
            }
        });
    }

    private RunRequest Read(ParseResult result) => new(
        result.GetValue(_manifest),
        result.GetValue(_keep),
        result.GetValue(_raw),
        new()
        {
            Template = result.GetValue(_noTemplate) ? null : result.GetValue(_template),
            StateFolder = result.GetValue(_state) ?? ".local",
            Port = result.GetValue(_port),
            ApiPort = result.GetValue(_apiPort),
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
        });

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
