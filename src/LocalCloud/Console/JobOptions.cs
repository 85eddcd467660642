using System.CommandLine;
using System.Globalization;
using LocalBatch.Execution;
using LocalBatch.Execution.Docker;
using LocalBatch.Execution.Processes.Confinement;
using LocalCloud.Stack;

namespace LocalCloud.Console;

/// <summary>The options about how jobs run.</summary>
internal sealed class JobOptions
{
    private readonly Option<string> _executor = new("--executor")
    {
        Description = "What runs jobs: programs of this machine (process), containers of their images by Docker or Podman (docker), or containers where a daemon answers and the image is not the examples' own (auto). The tag localbatch:executor of a compute environment says it for its jobs.",
        DefaultValueFactory = _ => "process",
        HelpName = "process|docker|auto",
    };

    private readonly Option<string> _pull = new("--pull") { Description = "When images are pulled: when the daemon does not have them, before every attempt, or not at all.", DefaultValueFactory = _ => "missing", HelpName = "missing|always|never" };

    private readonly Option<string?> _network = new("--job-network")
    {
        Description = "Network of containers: this machine's own (host), or behind a bridge, from where this machine is host.docker.internal (bridge). The first unless the daemon runs elsewhere, as with Docker Desktop.",
        HelpName = "host|bridge",
    };

    private readonly Option<string?> _path = new("--job-path") { Description = "PATH of jobs that set none, and so where their programs are looked up.", HelpName = "DIR:DIR" };
    private readonly Option<string?> _user = new("--job-user")
    {
        Description = $"User that jobs run as, by name or number; only root may choose. Started as root it is {JobSettings.DefaultUser} unless given; root lets jobs keep root's rights.",
        HelpName = "NAME",
    };

    private readonly Option<int?> _processes = new("--job-processes") { Description = "Processes that the user of jobs may have at once.", HelpName = "N" };
    private readonly Option<int?> _files = new("--job-files") { Description = "Files that each process of a job may have open.", HelpName = "N" };
    private readonly Option<bool> _isolate = new("--isolate") { Description = "Run each job in namespaces of its own, by bubblewrap: it sees its folder, its mounts and the system, read-only." };
    private readonly Option<bool> _memoryGroups = new("--memory-groups") { Description = "Let the kernel hold each job to its memory, by a control group of its own, where this program's own may be divided. Without it memory is looked at many times a second." };
    private readonly Option<bool> _keepFolders = new("--keep-job-folders") { Description = "Keep the folder in which each attempt of a job ran, also after success.", Arity = ArgumentArity.Zero };
    private readonly Option<string?> _outputFolder = new("--output-folder") { Description = "Move what a job leaves in its folder to DIR/<job name>/<job id>/<attempt>.", HelpName = "DIR" };
    private readonly Option<string?> _secrets = new("--secrets") { Description = "Values of secrets and parameters that job definitions name: lines ARN=value, or a JSON object.", HelpName = "FILE" };
    private readonly Option<int?> _gpus = new("--gpus") { Description = "GPUs that jobs may hold at once; the NVIDIA devices of this machine unless given.", HelpName = "N" };
    private readonly Option<int> _stopTimeout = new("--stop-timeout") { Description = "Seconds between SIGTERM and SIGKILL for a job that is stopped.", DefaultValueFactory = _ => 30, HelpName = "N" };

    private readonly Option<string> _serviceExecutor = new("--service-executor")
    {
        Description = "What runs service jobs (SageMaker training): simulate plays their course, by the hyperparameters localbatch.* of each or by --service-rules; docker runs their training images as SageMaker does.",
        DefaultValueFactory = _ => "simulate",
        HelpName = "simulate|docker",
    };

    private readonly Option<string?> _serviceRules = new("--service-rules") { Description = "How simulated service jobs run: a JSON array of rules by job name.", HelpName = "FILE" };

    private readonly Option<int> _failedFolders = new("--failed-folders")
    {
        Description = "MiB of the disk that the folders of failed attempts may take up together; the oldest go first.",
        DefaultValueFactory = _ => JobSettings.UsualFailedFoldersMiB,
        HelpName = "N",
    };

    public JobOptions()
    {
        foreach (var (option, words) in ((Option, string[])[])[(_serviceExecutor, ["simulate", "docker"]), (_executor, ["process", "docker", "auto"]), (_pull, ["missing", "always", "never"]), (_network, ["host", "bridge"])])
        {
            option.Validators.Add(result =>
            {
                if (result.Tokens is [.., { Value: var word }] && !words.Contains(word, StringComparer.Ordinal))
                {
                    result.AddError($"{option.Name} takes {string.Join(", ", words[..^1])} or {words[^1]}, not '{word}'.");
                }
            });
        }

        foreach (var number in (ReadOnlySpan<Option>)[_processes, _files, _gpus, _stopTimeout, _failedFolders])
        {
            var least = number == _gpus || number == _failedFolders ? 0 : 1;
            number.Validators.Add(result =>
            {
                if (result.Tokens is [.., var given] && int.TryParse(given.Value, CultureInfo.InvariantCulture, out var value) && value < least)
                {
                    result.AddError($"{number.Name} takes a number from {least} on.");
                }
            });
        }
    }

    public IReadOnlyList<Option> All => [_executor, _pull, _network, _path, _user, _processes, _files, _isolate, _memoryGroups, _keepFolders, _outputFolder, _secrets, _gpus, _stopTimeout, _failedFolders, _serviceExecutor, _serviceRules];

    public JobSettings Read(ParseResult result) => new()
    {
        Executor = Enum.Parse<ExecutorKind>(result.GetValue(_executor) ?? "process", ignoreCase: true),
        Pull = Enum.Parse<PullPolicy>(result.GetValue(_pull) ?? "missing", ignoreCase: true),
        Network = result.GetValue(_network) is { } network ? Enum.Parse<ContainerNetwork>(network, ignoreCase: true) : null,
        Path = result.GetValue(_path),
        User = result.GetValue(_user) ?? (JobUser.MayChoose ? JobSettings.DefaultUser : null),
        Limits = [.. Limit("nproc", result.GetValue(_processes)), .. Limit("nofile", result.GetValue(_files))],
        Isolate = result.GetValue(_isolate),
        UsesMemoryGroups = result.GetValue(_memoryGroups),
        KeepsFolders = result.GetValue(_keepFolders),
        OutputFolder = result.GetValue(_outputFolder),
        SecretsFile = result.GetValue(_secrets),
        Gpus = result.GetValue(_gpus),
        RunsServiceJobs = result.GetValue(_serviceExecutor) == "docker",
        ServiceRulesFile = result.GetValue(_serviceRules),
        StopTimeout = TimeSpan.FromSeconds(result.GetValue(_stopTimeout)),
        FailedFoldersMiB = result.GetValue(_failedFolders),
    };

    private static IEnumerable<Ulimit> Limit(string name, int? most) => most is { } value ? [new(name, value, value)] : [];
}
