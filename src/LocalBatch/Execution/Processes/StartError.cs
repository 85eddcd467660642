namespace LocalBatch.Execution.Processes;

/// <summary>Why a program could not be started, worded as Amazon ECS passes on the container runtime's answer.</summary>
internal static class StartError
{
    /// <summary>AWS: <c>container.reason</c> holds at most 255 characters (API_ContainerDetail).</summary>
    public const int ReasonLimit = 255;

    private const int NotFoundCode = 127;
    private const int NotExecutableCode = 126;

    private const string Error = "CannotStartContainerError: ";
    private const string Daemon = Error + "Error response from daemon: failed to create task for container: ";
    private const string Runtime = Daemon + "OCI runtime create failed: runc create failed: unable to start container process: ";

    public static AttemptEvent.FailedToStart NotInPath(string program) =>
        new(NotFoundCode, Fit($"exec: \"{program}\": executable file not found in $PATH: unknown"));

    public static AttemptEvent.FailedToStart NoSuchFile(string program) =>
        new(NotFoundCode, Fit($"exec: \"{program}\": stat {program}: no such file or directory: unknown"));

    public static AttemptEvent.FailedToStart NotExecutable(string program) =>
        new(NotExecutableCode, Fit($"exec: \"{program}\": permission denied: unknown"));

    /// <summary>The kernel refused the program, with <paramref name="error"/>.</summary>
    public static AttemptEvent.FailedToStart FromErrorNumber(int error, string program) => error switch
    {
        2 => NoSuchFile(program),
        13 => NotExecutable(program),
        8 => new(NotExecutableCode, Fit($"exec: \"{program}\": exec format error: unknown")),
        7 => new(null, Fit($"exec: \"{program}\": argument list too long: unknown")),
        11 or 35 or 12 => Refused($"this machine has no room for another process (error {error})"),
        _ => new(null, Fit($"exec: \"{program}\": error {error}: unknown")),
    };

    /// <summary>Nothing of the job's: the machine or the executor could not set the attempt up.</summary>
    public static AttemptEvent.FailedToStart Refused(string why) => new(null, Cut("CannotCreateContainerError: " + why));

    // AWS: the agent's words for a secret that it cannot read (observed); the ARN is no secret.
    public static AttemptEvent.FailedToStart SecretMissing(string valueFrom) => new(null, Cut(
        "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve secret from "
        + (valueFrom.Contains(":secretsmanager:", StringComparison.Ordinal) ? $"asm: {valueFrom}" : $"ssm: {valueFrom}")
        + " is not in the file given by --secrets"));

    /// <summary>An image's own command is known to a container runtime only.</summary>
    public static AttemptEvent.FailedToStart NoCommand(string image) =>
        Refused($"the job has no command and the process executor cannot read the default of image \"{image}\": "
            + "give containerProperties.command or containerOverrides.command");

    /// <summary>As much of the runtime's preamble as leaves room for every word of what went wrong.</summary>
    private static string Fit(string detail) =>
        Array.Find([Runtime, Daemon], preamble => preamble.Length + detail.Length <= ReasonLimit) is { } preamble
            ? preamble + detail
            : Cut(Error + detail);

    private static string Cut(string reason) => reason.Length <= ReasonLimit ? reason : reason[..ReasonLimit];
}
