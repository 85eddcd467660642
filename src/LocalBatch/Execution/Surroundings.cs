namespace LocalBatch.Execution;

/// <summary>What a job definition asks for around its program. Most ask for nothing: <see cref="None"/>.</summary>
public sealed record Surroundings
{
    /// <summary>The program gets a folder and its variables, and that is all.</summary>
    public static Surroundings None { get; } = new();

    /// <summary>Folders put at places that the definition names, <c>mountPoints</c> joined with their <c>volumes</c>.</summary>
    public IReadOnlyList<Mount> Mounts { get; init; } = [];

    /// <summary>Nothing but mounts can be written, <c>readonlyRootFilesystem</c>.</summary>
    public bool HasReadOnlyRoot { get; init; }

    /// <summary>Folders in memory, <c>linuxParameters.tmpfs</c>.</summary>
    public IReadOnlyList<TmpfsMount> Tmpfs { get; init; } = [];

    /// <summary>Size of <c>/dev/shm</c>, <c>linuxParameters.sharedMemorySize</c>; <c>null</c>: the machine's.</summary>
    public int? SharedMemoryMiB { get; init; }

    /// <summary>Devices of the host, <c>linuxParameters.devices</c>.</summary>
    public IReadOnlyList<Device> Devices { get; init; } = [];

    /// <summary>Limits of the first process and what it starts, <c>ulimits</c>.</summary>
    public IReadOnlyList<Ulimit> Ulimits { get; init; } = [];

    /// <summary>Name or number of a user of this machine, with or without <c>:group</c>; <c>null</c>: the executor's choice.</summary>
    public string? User { get; init; }

    /// <summary>Variables whose values are not in the definition, <c>secrets</c>.</summary>
    public IReadOnlyList<SecretVariable> Secrets { get; init; } = [];

    /// <summary>What the log driver is given and the program is not, <c>logConfiguration.secretOptions</c>: each must have a value.</summary>
    public IReadOnlyList<SecretVariable> LogSecrets { get; init; } = [];

    /// <summary>GPUs that the attempt has for itself.</summary>
    public int Gpus { get; init; }

    /// <summary>All rights of the machine's root, <c>privileged</c>; a process has those of who runs the stack.</summary>
    public bool IsPrivileged { get; init; }

    /// <summary>Swap beside its memory, <c>linuxParameters.maxSwap</c>; <c>null</c>: none.</summary>
    public int? MaxSwapMiB { get; init; }

    /// <summary>0 to 100, <c>linuxParameters.swappiness</c>; <c>null</c>: the machine's.</summary>
    public int? Swappiness { get; init; }

    /// <summary>What the image must be built for, such as <c>linux/arm64</c>, from <c>runtimePlatform</c>; <c>null</c>: the machine's own.</summary>
    public string? Platform { get; init; }

    /// <summary>Members of the definition that change nothing for a process; the job's log says so once.</summary>
    public IReadOnlyList<string> WithoutEffect { get; init; } = [];
}

/// <summary>A folder at a place of the attempt's own.</summary>
/// <param name="ContainerPath">Where the program finds it, absolute.</param>
/// <param name="Source">What is put there.</param>
/// <param name="IsReadOnly">The program cannot write it.</param>
public sealed record Mount(string ContainerPath, VolumeSource Source, bool IsReadOnly)
{
    /// <summary>A file or folder within the source, <c>subPath</c> of a pod; empty for the source itself. Leads nowhere else.</summary>
    public string SubPath { get; init; } = "";
}

/// <summary>Where the files of a volume are.</summary>
public abstract record VolumeSource
{
    private VolumeSource()
    {
    }

    /// <summary>A file or folder of this machine, <c>host.sourcePath</c>; a missing folder is made, as Docker does.</summary>
    public sealed record OfHost(string Path) : VolumeSource;

    /// <summary>A fresh folder of the attempt, gone with it; the same name is the same folder in all its containers.</summary>
    public sealed record OfAttempt(string Name) : VolumeSource;

    /// <summary>A folder that all jobs share and that stays, one for each file system and root directory.</summary>
    public sealed record Shared(string FileSystemId, string RootDirectory) : VolumeSource;

    /// <summary>A folder with a file for each key of a secret of Kubernetes, gone with the attempt.</summary>
    /// <param name="SecretName">Name among the operator's secrets; its value is a JSON object.</param>
    /// <param name="IsOptional">Where there is none the folder is empty, else the attempt fails to start.</param>
    public sealed record Secret(string SecretName, bool IsOptional) : VolumeSource;
}

/// <param name="ContainerPath">Where the program finds it, absolute.</param>
/// <param name="SizeMiB">What fits in.</param>
/// <param name="IsReadOnly">Option <c>ro</c>.</param>
public sealed record TmpfsMount(string ContainerPath, int SizeMiB, bool IsReadOnly)
{
    /// <summary>As the definition gives them, <c>mountOptions</c>, separated by commas.</summary>
    public string Options { get; init; } = "";
}

/// <param name="HostPath">A device file of this machine.</param>
/// <param name="ContainerPath">Where the program finds it, absolute.</param>
public sealed record Device(string HostPath, string ContainerPath)
{
    /// <summary>What may be done with it: <c>r</c>, <c>w</c>, <c>m</c> for making device files.</summary>
    public string Permissions { get; init; } = "rwm";
}

/// <param name="Name">As in AWS Batch, such as <c>nofile</c>.</param>
/// <param name="Soft">-1 for none.</param>
/// <param name="Hard">-1 for none.</param>
public sealed record Ulimit(string Name, int Soft, int Hard);

/// <param name="Name">Of the variable.</param>
/// <param name="ValueFrom">ARN of a secret or parameter, or the name of a parameter.</param>
public sealed record SecretVariable(string Name, string ValueFrom);
