using System.Net;
using System.Net.Sockets;
using Docker.DotNet;
using LocalBatch.Execution;
using LocalBatch.Execution.Docker;

namespace LocalBatch.Tests.Execution.Docker;

/// <summary>What becomes of answers that daemons gave (Docker 20.10.24, Podman 4.3.1), by values alone.</summary>
public sealed class DaemonAnswersTests
{
    private static readonly Uri Endpoint = new("unix:///var/run/docker.sock");

    [Theory]
    [InlineData(0, false, null)]
    [InlineData(137, true, "OutOfMemoryError: Container killed due to memory usage")]
    [InlineData(0, true, "OutOfMemoryError: Container killed due to memory usage")]
    [InlineData(143, false, null)]
    public void An_end_has_the_daemon_s_exit_code_and_AWS_s_words_where_memory_was_too_little(int exitCode, bool oomKilled, string? reason) =>
        Assert.Equal(new AttemptEvent.Exited(exitCode, reason), ContainerEnds.Of(new() { ExitCode = exitCode, OOMKilled = oomKilled }));

    [Theory]
    [InlineData("created", false, true)]
    [InlineData("configured", false, true)]
    [InlineData("running", false, false)]
    [InlineData("exited", true, false)]
    [InlineData("stopped", true, false)]
    [InlineData("dead", true, false)]
    public void A_container_that_was_only_made_has_not_ended_although_a_wait_for_it_answers_at_once(string status, bool hasEnded, bool isNew) =>
        Assert.Equal((hasEnded, isNew), (ContainerEnds.HasEnded(new() { Status = status }), ContainerEnds.IsNew(status)));

    [Theory]
    [InlineData("""{"message":"OCI runtime create failed: container_linux.go:380: starting container process caused: exec: \"nosuch\": executable file not found in $PATH: unknown"}""", 127)]
    [InlineData("""{"message":"OCI runtime create failed: exec: \"/bin/none\": stat /bin/none: no such file or directory: unknown"}""", 127)]
    [InlineData("""{"cause":"permission denied","message":"runc: exec /etc/passwd: permission denied: OCI permission denied","response":500}""", 126)]
    [InlineData("""{"message":"driver failed programming external connectivity"}""", null)]
    public void A_program_that_cannot_be_started_has_the_daemon_s_words_and_a_shell_s_code(string body, int? exitCode)
    {
        var end = ContainerEnds.NotStarted(DaemonErrors.Text(new(HttpStatusCode.InternalServerError, body)));

        Assert.Equal(exitCode, end.ExitCode);
        Assert.StartsWith("CannotStartContainerError: Error response from daemon: ", end.Reason, StringComparison.Ordinal);
        Assert.True(end.Reason.Length <= 255, end.Reason);
    }

    [Theory]
    [InlineData("""{"message":"no space left on device"}""", "no space left on device")]
    [InlineData("page not found\n", "page not found")]
    public void The_words_of_an_answer_are_its_message_or_all_of_it(string body, string text) =>
        Assert.Equal(text, DaemonErrors.Text(new(HttpStatusCode.NotFound, body)));

    [Fact]
    public void A_daemon_that_is_not_there_and_one_that_may_not_be_asked_differ_in_reason_and_advice()
    {
        HttpRequestException refused = new("no", new SocketException((int)SocketError.ConnectionRefused));
        HttpRequestException forbidden = new("no", new SocketException((int)SocketError.AccessDenied));

        Assert.All([refused, forbidden], exception => Assert.True(DaemonErrors.IsUnreachable(exception)));
        Assert.Equal("CannotCreateContainerError: Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?", DaemonErrors.Unreachable(Endpoint, refused));
        Assert.Equal("CannotCreateContainerError: Got permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock", DaemonErrors.Unreachable(Endpoint, forbidden));
        Assert.Contains("systemctl start docker", DaemonErrors.Advice(refused), StringComparison.Ordinal);
        Assert.Contains("usermod -aG docker", DaemonErrors.Advice(forbidden), StringComparison.Ordinal);
        Assert.False(DaemonErrors.IsUnreachable(new DockerApiException(HttpStatusCode.NotFound, "")));
    }

    [Theory]
    [InlineData("busybox", "busybox:latest", "https://index.docker.io/v1/")]
    [InlineData("library/busybox:1.37", "library/busybox:1.37", "https://index.docker.io/v1/")]
    [InlineData("localhost:5000/a", "localhost:5000/a:latest", "localhost:5000")]
    [InlineData("123456789012.dkr.ecr.eu-west-1.amazonaws.com/a@sha256:00", "123456789012.dkr.ecr.eu-west-1.amazonaws.com/a@sha256:00", "123456789012.dkr.ecr.eu-west-1.amazonaws.com")]
    public void An_image_without_a_tag_is_the_latest_and_its_registry_is_the_host_before_the_slash(string image, string name, string registry) =>
        Assert.Equal(new(name, registry), ImageName.Parse(image));

    [Fact]
    public void Credentials_of_a_registry_are_those_that_docker_login_kept_and_none_where_the_file_is_something_else()
    {
        const string file = """{"auths":{"localhost:5000":{"auth":"dXNlcjpwYXNzOndvcmQ="}},"credsStore":"desktop"}""";

        var found = RegistryLogins.Find(file, "localhost:5000");

        Assert.Equal(("user", "pass:word", "localhost:5000"), (found.Username, found.Password, found.ServerAddress));
        Assert.Null(RegistryLogins.Find(file, "elsewhere").Username);
        Assert.All(["no JSON", "[]", """{"auths":{"a":{"auth":"%"}}}"""], text => Assert.Null(RegistryLogins.Find(text, "a").Username));
    }

    [Theory]
    [InlineData("write /var/lib/docker/tmp/GetImageBlob1: no space left on device", "docker system prune")]
    [InlineData("no matching manifest for linux/arm64/v8 in the manifest list entries", "built for this machine")]
    [InlineData("pull access denied for nosuch, repository does not exist or may require 'docker login': denied: requested access to the resource is denied", "docker login")]
    [InlineData("Head http://127.0.0.1:5000/v2/app/manifests/1: no basic auth credentials", "docker login")]
    [InlineData("manifest for busybox:nosuch not found: manifest unknown: manifest unknown", "image's name and tag")]
    [InlineData("Get https://registry-1.docker.io/v2/: dial tcp: lookup registry-1.docker.io: no such host", "reaches the registry")]
    public void What_to_do_about_an_image_that_cannot_be_pulled_follows_from_the_daemon_s_words(string text, string advice) =>
        Assert.Contains(advice, ImagePulls.Advice(text), StringComparison.Ordinal);

    [Theory]
    [InlineData(ExecutorKind.Process, null, "a", true, false)]
    [InlineData(ExecutorKind.Process, ExecutorKind.Docker, "a", false, true)]
    [InlineData(ExecutorKind.Docker, null, "placeholder", false, true)]
    [InlineData(ExecutorKind.Docker, ExecutorKind.Process, "a", true, false)]
    [InlineData(ExecutorKind.Auto, null, "a", true, true)]
    [InlineData(ExecutorKind.Auto, null, "a", false, false)]
    [InlineData(ExecutorKind.Auto, null, "placeholder", true, false)]
    public void The_environment_s_word_counts_more_than_the_stack_s_and_auto_needs_a_daemon_and_an_image_that_is_meant(
        ExecutorKind kind, ExecutorKind? wanted, string image, bool hasDaemon, bool isContainer) =>
        Assert.Equal(isContainer, ChosenExecutor.IsContainer(kind, wanted, image, hasDaemon, ["placeholder"]));

    [Fact]
    public void A_pull_that_began_well_and_failed_has_its_reason_from_the_answer_itself()
    {
        List<(int Layers, long Done, long Total)> told = [];
        PullProgress progress = new((layers, done, total) => told.Add((layers, done, total)), TimeProvider.System, TimeSpan.Zero);

        progress.Report(new() { ID = "a", Status = "Downloading", Progress = new() { Current = 1, Total = 4 } });
        progress.Report(new() { ID = "b", Status = "Downloading", Progress = new() { Current = 2, Total = 4 } });
        progress.Report(new() { Error = new() { Message = "toomanyrequests" } });

        Assert.Equal([(1, 1, 4), (2, 3, 8)], told);
        Assert.Equal("toomanyrequests", progress.Error);
    }
}
