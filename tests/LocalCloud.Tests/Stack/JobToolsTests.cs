using LocalCloud.Stack;

namespace LocalCloud.Tests.Stack;

public sealed class JobToolsTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("tools-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("aws-cli/1.28.85 Python/3.11.2 Linux/6.1 botocore/1.31.85\n", true)]
    [InlineData("aws-cli/2.12.7 Python/3.11.4 Linux/6.1 exe/x86_64.debian.12\n", true)]
    [InlineData("aws-cli/1.29.0 Python/3.11.2\n", false)]
    [InlineData("aws-cli/2.13.0 Python/3.11.4\n", false)]
    [InlineData("aws-cli/10.0.0 Python/4\n", false)]
    [InlineData("", false)]
    [InlineData("usage: not the AWS CLI 1.0.0\n", false)]
    public void A_version_that_does_not_know_AWS_ENDPOINT_URL_is_warned_of(string told, bool isOld) =>
        Assert.Equal(isOld, JobTools.Warning("/usr/bin/aws", told)?.Contains("too old to know AWS_ENDPOINT_URL", StringComparison.Ordinal) == true);

    [Fact]
    public void The_first_program_of_the_path_is_found_and_a_file_that_is_none_is_not()
    {
        var (first, second) = (Directory.CreateDirectory(Path.Combine(_root, "a")).FullName, Directory.CreateDirectory(Path.Combine(_root, "b")).FullName);
        File.WriteAllText(Path.Combine(first, "aws"), "");
        File.WriteAllText(Path.Combine(second, "aws"), "");
        File.SetUnixFileMode(Path.Combine(first, "aws"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.SetUnixFileMode(Path.Combine(second, "aws"), UnixFileMode.UserRead | UnixFileMode.UserExecute);

        Assert.Equal(Path.Combine(second, "aws"), JobTools.Find("aws", $"relative:{first}:{second}"));
        Assert.Null(JobTools.Find("aws", first));
        Assert.Equal("Jobs find no aws in their PATH; --job-path DIR:DIR:... names the folders of programs for them.", JobTools.Line(null));
        Assert.Equal("Jobs find aws at /usr/bin/aws.", JobTools.Line("/usr/bin/aws"));
    }

    [Fact]
    public async Task A_program_is_asked_without_anything_of_our_environment()
    {
        var aws = Path.Combine(_root, "aws");
        await File.WriteAllTextAsync(aws, "#!/bin/sh\necho \"aws-cli/1.0.0 $1\"; env | grep -v -e ^PWD= -e ^PATH= -e ^_= -e ^SHLVL= -e ^OLDPWD=\n", TestContext.Current.CancellationToken);
        File.SetUnixFileMode(aws, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        Assert.Equal("aws-cli/1.0.0 --version\n", await JobTools.VersionAsync(aws, "/usr/bin:/bin", TimeProvider.System, TestContext.Current.CancellationToken));
        Assert.Equal("", await JobTools.VersionAsync(Path.Combine(_root, "none"), "/usr/bin:/bin", TimeProvider.System, TestContext.Current.CancellationToken));
    }
}
