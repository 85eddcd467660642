using LocalBatch.Api;
using LocalBatch.Api.Model;

namespace LocalBatch.Operations;

/// <summary>What <c>volumes</c> and <c>mountPoints</c> may say.</summary>
internal static class VolumeRules
{
    // AWS: EFS needs platform version 1.4.0 of Fargate; LATEST is newer today (observed).
    private static readonly Version FargateWithEfs = new(1, 4, 0);

    /// <exception cref="ClientException">A volume is of two kinds, its EFS settings contradict each other, or a mount names none.</exception>
    public static void Check(List<Volume>? volumes, List<MountPoint>? mountPoints)
    {
        Require.Not(
            volumes?.Exists(volume =>
                (volume.Host is null ? 0 : 1) + (volume.EfsVolumeConfiguration is null ? 0 : 1) + (volume.S3filesVolumeConfiguration is null ? 0 : 1) > 1) == true,
            AwsTexts.VolumeKinds);
        foreach (var efs in (volumes ?? []).Select(volume => volume.EfsVolumeConfiguration).OfType<EFSVolumeConfiguration>())
        {
            CheckEfs(efs);
        }

        foreach (var mount in mountPoints ?? [])
        {
            // Inferred: what a task definition of ECS is refused for.
            Require.Not(string.IsNullOrEmpty(mount.ContainerPath), OwnTexts.IsRequired("mountPoints.containerPath"));
            Require.Not(
                volumes?.Exists(volume => volume.Name == mount.SourceVolume) != true,
                OwnTexts.Invalid("mountPoints.sourceVolume", $"must name one of volumes, which '{mount.SourceVolume}' does not"));
        }
    }

    /// <exception cref="ClientException">Fargate has no hosts to mount from, and no EFS before 1.4.0.</exception>
    public static void CheckFargate(List<Volume>? volumes, string? platformVersion)
    {
        Require.Not(volumes?.Exists(volume => volume.Host?.SourcePath is not null) == true, AwsTexts.FargateSourcePath);
        Require.Not(
            volumes?.Exists(volume => volume.EfsVolumeConfiguration is not null) == true
                && Version.TryParse(platformVersion, out var version) && version < FargateWithEfs,
            AwsTexts.FargateEfs);
    }

    // AWS: an access point brings its own root directory, and both it and IAM need encryption (API_EFSVolumeConfiguration).
    private static void CheckEfs(EFSVolumeConfiguration efs)
    {
        const string field = "efsVolumeConfiguration";
        var hasAccessPoint = efs.AuthorizationConfig?.AccessPointId is { Length: > 0 };
        var isAuthorised = efs.AuthorizationConfig?.Iam == EFSAuthorizationConfigIAM.ENABLED;
        Require.Not(
            (hasAccessPoint || isAuthorised) && efs.TransitEncryption != EFSTransitEncryption.ENABLED,
            OwnTexts.Invalid($"{field}.transitEncryption", "must be ENABLED with an access point or IAM authorization"));
        Require.Not(
            hasAccessPoint && efs.RootDirectory is not (null or "" or "/"),
            OwnTexts.Invalid($"{field}.rootDirectory", "must be left out or / with an access point"));
        Require.Not(
            efs.TransitEncryptionPort is < 0 or > ushort.MaxValue,
            OwnTexts.Invalid($"{field}.transitEncryptionPort", "must be between 0 and 65535"));
    }
}
