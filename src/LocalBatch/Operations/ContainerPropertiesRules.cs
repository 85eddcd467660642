using System.Text.RegularExpressions;
using LocalBatch.Api;
using LocalBatch.Api.Model;
using LocalBatch.Jobs;
using LocalBatch.Resources;

namespace LocalBatch.Operations;

/// <summary>What <c>containerProperties</c> may say.</summary>
internal static partial class ContainerPropertiesRules
{
    private static readonly string[] AwslogsOptions =
    [
        "awslogs-group", "awslogs-region", "awslogs-stream-prefix", "awslogs-datetime-format", "awslogs-multiline-pattern", "awslogs-create-group",
    ];

    /// <summary>What the engine acts on.</summary>
    public static ContainerTemplate Template(ContainerProperties properties)
    {
        var options = properties.LogConfiguration?.Options;

        return new()
        {
            Image = properties.Image,
            Command = properties.Command ?? [],
            Environment = EnvironmentRules.Read(properties.Environment),
            Resources = ResourceRules.Read(properties.ResourceRequirements, LegacyFields.Of(properties)),
            HasInit = properties.LinuxParameters?.InitProcessEnabled == true,
            Surroundings = SurroundingsRules.Of(properties),
            LogGroup = options?.GetValueOrDefault("awslogs-group"),
            LogStreamPrefix = options?.GetValueOrDefault("awslogs-stream-prefix"),
        };
    }

    /// <summary>Those of a job definition; <c>null</c> where it has none.</summary>
    /// <exception cref="ClientException">The properties break one of AWS's rules.</exception>
    // Differs: instanceType is for nodes of multi-node jobs; AWS is said to ignore it elsewhere, here it is refused.
    public static void Check(ContainerProperties? properties, Platform platform)
    {
        if (properties is null)
        {
            return;
        }

        Require.Not(properties.InstanceType is not null, OwnTexts.Invalid("containerProperties.instanceType", "is for multi-node jobs"));
        CheckContainer(properties, platform);
        ResourceRules.Check(Template(properties).Resources, platform);
    }

    /// <summary>All but the resources, which containers of one task may share.</summary>
    /// <exception cref="ClientException">The properties break one of AWS's rules.</exception>
    public static void CheckContainer(ContainerProperties properties, Platform platform)
    {
        Require.Not(string.IsNullOrEmpty(properties.Image), OwnTexts.ImageMissing);
        EnvironmentRules.Read(properties.Environment);
        Require.Not(properties.User is { } user && !UserPattern.IsMatch(user), AwsTexts.User(properties.User ?? ""));
        CheckLinux(properties.LinuxParameters);
        VolumeRules.Check(properties.Volumes, properties.MountPoints);
        CheckLogs(properties);
        if (platform == Platform.Fargate)
        {
            CheckFargate(properties);
        }
        else if (platform == Platform.Ec2)
        {
            CheckEc2(properties);
        }
    }

    private static void CheckLinux(LinuxParameters? linux)
    {
        Require.Not(linux?.Swappiness is < 0 or > 100, AwsTexts.Swappiness(linux?.Swappiness ?? 0));

        // AWS: the documentation promises a default of 60, the service refuses (observed).
        Require.Not(linux is { MaxSwap: not null, Swappiness: null }, AwsTexts.SwappinessMissing);
        Require.Not(linux?.MaxSwap < 0, OwnTexts.Invalid("linuxParameters.maxSwap", "must be at least 0"));
        Require.Not(linux?.Tmpfs?.Exists(tmpfs => tmpfs.Size is not >= 1) == true, AwsTexts.TmpfsSize);
        Require.Not(linux?.SharedMemorySize < 1, OwnTexts.Invalid("linuxParameters.sharedMemorySize", "must be at least 1"));
    }

    private static void CheckLogs(ContainerProperties properties)
    {
        var logs = properties.LogConfiguration;
        var hasSecrets = properties.Secrets is { Count: > 0 } || logs?.SecretOptions is { Count: > 0 };
        Require.Not(hasSecrets && string.IsNullOrEmpty(properties.ExecutionRoleArn), AwsTexts.SecretsRole);
        if (logs?.LogDriver == LogDriver.Awslogs)
        {
            var foreign = logs.Options?.Keys.FirstOrDefault(option => !AwslogsOptions.Contains(option));
            Require.Not(foreign is not null, AwsTexts.LogOption(foreign ?? ""));
        }
    }

    private static void CheckEc2(ContainerProperties properties)
    {
        Require.Not(properties.NetworkConfiguration is not null, AwsTexts.NotOnEc2("networkConfiguration"));
        Require.Not(properties.FargatePlatformConfiguration is not null, AwsTexts.NotOnEc2("fargatePlatformConfiguration"));
        Require.Not(properties.RuntimePlatform is not null, AwsTexts.NotOnEc2("runtimePlatform"));
        Require.Not(properties.EphemeralStorage is not null, AwsTexts.NotOnEc2("ephemeralStorage"));
    }

    private static void CheckFargate(ContainerProperties properties)
    {
        Require.Not(string.IsNullOrEmpty(properties.ExecutionRoleArn), AwsTexts.FargateRole);
        Require.Not(properties.Privileged == true, AwsTexts.FargatePrivileged);
        var driver = properties.LogConfiguration?.LogDriver;
        Require.Not(
            driver is not null && driver != LogDriver.Awslogs && driver != LogDriver.Splunk && driver != LogDriver.Awsfirelens,
            AwsTexts.FargateLogDriver(driver?.Value ?? ""));
        VolumeRules.CheckFargate(properties.Volumes, properties.FargatePlatformConfiguration?.PlatformVersion);
        Require.Not(properties.Ulimits is { Count: > 0 }, AwsTexts.NotOnFargate("ulimits"));
        Require.Not(properties.InstanceType is not null, AwsTexts.NotOnFargate("instanceType"));
        var linux = properties.LinuxParameters;
        Require.Not(linux?.Devices is { Count: > 0 }, AwsTexts.NotOnFargate("devices"));
        Require.Not(linux?.MaxSwap is not null, AwsTexts.NotOnFargate("maxSwap"));
        Require.Not(linux?.Swappiness is not null, AwsTexts.NotOnFargate("swappiness"));
        Require.Not(linux?.SharedMemorySize is not null, AwsTexts.NotOnFargate("sharedMemorySize"));
        Require.Not(linux?.Tmpfs is { Count: > 0 }, AwsTexts.NotOnFargate("tmpfs"));
        Require.Not(
            properties.EphemeralStorage is { SizeInGiB: not (>= 21 and <= 200) },
            OwnTexts.Invalid("ephemeralStorage.sizeInGiB", "must be between 21 and 200"));
    }

    // AWS: a user or uid, and a group or gid behind a colon, as Docker takes them; miniwdl registers uid:gid (observed).
    [GeneratedRegex(@"\A[a-z0-9_][a-z0-9_-]{0,30}(:[a-z0-9_][a-z0-9_-]{0,30})?\z")]
    private static partial Regex UserPattern { get; }
}
