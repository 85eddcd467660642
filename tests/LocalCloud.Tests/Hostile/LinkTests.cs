using System.Diagnostics;
using System.Net.Sockets;
using Amazon.S3;
using LocalCloud.S3;
using Microsoft.Extensions.Logging;

namespace LocalCloud.Tests.Hostile;

/// <summary>Nothing goes through a symbolic link in a bucket's folder, whoever put it there.</summary>
public sealed class LinkTests : IAsyncLifetime
{
    private readonly string _outside = Directory.CreateTempSubdirectory("outside-").FullName;
    private readonly CountingLog _log = new();
    private LocalServices? _services;

    private LocalServices Services => _services ?? throw new InvalidOperationException("Not started.");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Bucket => Path.Combine(Services.Folder, "s3", "plain");

    public async ValueTask InitializeAsync()
    {
        _services = await LocalServices.StartAsync(buckets: [new() { Name = "plain" }]);
        await File.WriteAllTextAsync(Path.Combine(_outside, "secret"), "secret", Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await Services.DisposeAsync();
        Directory.Delete(_outside, recursive: true);
    }

    [Fact]
    public async Task An_object_is_not_written_through_a_linked_folder()
    {
        Directory.CreateSymbolicLink(Path.Combine(Bucket, "link"), _outside);
        using var s3 = Services.S3;

        var refused = await Assert.ThrowsAsync<AmazonS3Exception>(() => s3.PutObjectAsync(new() { BucketName = "plain", Key = "link/new", ContentBody = "x" }, Cancellation));

        Assert.Equal("AccessDenied", refused.ErrorCode);
        Assert.Equal([Path.Combine(_outside, "secret")], Directory.GetFiles(_outside));
    }

    [Fact]
    public async Task An_object_whose_file_became_a_link_is_not_read()
    {
        using var s3 = Services.S3;
        await s3.PutObjectAsync(new() { BucketName = "plain", Key = "a", ContentBody = "x" }, Cancellation);
        File.Delete(Path.Combine(Bucket, "a"));
        File.CreateSymbolicLink(Path.Combine(Bucket, "a"), Path.Combine(_outside, "secret"));

        Assert.Equal("AccessDenied", (await Assert.ThrowsAsync<AmazonS3Exception>(() => s3.GetObjectAsync("plain", "a", Cancellation))).ErrorCode);
    }

    [Fact]
    public async Task A_bucket_whose_folder_became_a_link_is_neither_read_nor_written_and_keeps_its_objects()
    {
        using var s3 = Services.S3;
        await s3.PutObjectAsync(new() { BucketName = "plain", Key = "secret", ContentBody = "mine" }, Cancellation);
        var moved = Path.Combine(Services.Folder, "moved");
        Directory.Move(Bucket, moved);
        Directory.CreateSymbolicLink(Bucket, _outside);

        async Task RefusedAsync(Func<Task> call) => Assert.Equal("AccessDenied", (await Assert.ThrowsAsync<AmazonS3Exception>(call)).ErrorCode);
        await RefusedAsync(() => s3.GetObjectAsync("plain", "secret", Cancellation));
        await RefusedAsync(() => s3.PutObjectAsync(new() { BucketName = "plain", Key = "new", ContentBody = "x" }, Cancellation));
        await RefusedAsync(() => s3.DeleteObjectAsync("plain", "secret", Cancellation));
        await Services.Objects.WatchAsync(Cancellation);

        Assert.Equal([Path.Combine(_outside, "secret")], Directory.GetFiles(_outside));
        Directory.Delete(Bucket);
        Directory.Move(moved, Bucket);
        using var read = new StreamReader((await s3.GetObjectAsync("plain", "secret", Cancellation)).ResponseStream);
        Assert.Equal("mine", await read.ReadToEndAsync(Cancellation));
    }

    [Fact]
    public async Task A_bucket_whose_folder_becomes_a_link_does_not_end_the_watch_of_the_others()
    {
        await using var services = await LocalServices.StartAsync(buckets: [new() { Name = "plain" }, new() { Name = "other" }]);
        await services.Objects.WatchAsync(Cancellation);
        var folder = Path.Combine(services.Folder, "s3", "plain");
        Directory.Delete(folder);
        Directory.CreateSymbolicLink(folder, _outside);
        await File.WriteAllTextAsync(Path.Combine(services.Folder, "s3", "other", "a"), "x", Cancellation);
        using var s3 = services.S3;

        while ((await s3.ListObjectsV2Async(new() { BucketName = "other" }, Cancellation)).KeyCount is null or 0)
        {
            // The watch needs a moment to look.
            Cancellation.ThrowIfCancellationRequested();
        }

        Assert.Equal([Path.Combine(_outside, "secret")], Directory.GetFiles(_outside));
    }

    [Fact]
    public async Task A_linked_file_is_replaced_by_an_object_and_what_it_named_stays()
    {
        File.CreateSymbolicLink(Path.Combine(Bucket, "a"), Path.Combine(_outside, "secret"));
        using var s3 = Services.S3;

        await s3.PutObjectAsync(new() { BucketName = "plain", Key = "a", ContentBody = "x" }, Cancellation);

        Assert.Equal("secret", await File.ReadAllTextAsync(Path.Combine(_outside, "secret"), Cancellation));
        Assert.Null(new FileInfo(Path.Combine(Bucket, "a")).LinkTarget);
    }

    [Fact]
    public void A_link_is_not_followed_however_it_came_there_between_two_looks()
    {
        var link = Path.Combine(_outside, "link");
        File.CreateSymbolicLink(link, Path.Combine(_outside, "secret"));

        Assert.Throws<IOException>(() => Posix.OpenToRead(link));
        Assert.Throws<FileNotFoundException>(() => Posix.OpenToRead(Path.Combine(_outside, "nothing")));
        using var file = Posix.OpenToRead(Path.Combine(_outside, "secret"));
        Assert.False(file.IsInvalid);
    }

    [Fact]
    public async Task A_socket_in_a_bucket_is_no_object_and_is_told_once()
    {
        using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(Path.Combine(Bucket, "socket")));
        var scan = new FolderScan(Services.Objects, Services.ObjectOptions with { Log = _log });

        Assert.True(await scan.LookAsync("plain", "socket", Cancellation));
        Assert.True(await scan.LookAsync("plain", "socket", Cancellation));

        Assert.Equal(1, _log.Warnings);
    }

    [Theory]
    [InlineData("p")]
    [InlineData("c", "1", "5")]
    public async Task A_pipe_and_a_device_without_end_are_never_read_and_told_once(string kind, params string[] device)
    {
        Assert.SkipUnless(kind == "p" || Environment.IsPrivilegedProcess, "only root makes devices");
        using var made = Process.Start("mknod", [Path.Combine(Bucket, "special"), kind, .. device]);
        await made.WaitForExitAsync(Cancellation);
        Assert.Equal(0, made.ExitCode);
        var scan = new FolderScan(Services.Objects, Services.ObjectOptions with { Log = _log });

        Assert.True(await scan.LookAsync("plain", "special", Cancellation));
        Assert.True(await scan.LookAsync("plain", "special", Cancellation));

        Assert.Equal(1, _log.Warnings);
    }

    [Fact]
    public async Task A_pipe_that_comes_in_the_place_of_a_file_between_two_looks_is_not_waited_for()
    {
        using var made = Process.Start("mkfifo", [Path.Combine(Bucket, "pipe")]);
        await made.WaitForExitAsync(Cancellation);

        Assert.False(await Task.Run(() => Posix.IsBeingWritten(Path.Combine(Bucket, "pipe")), Cancellation).WaitAsync(TimeSpan.FromSeconds(20), Cancellation));
    }

    [Fact]
    public async Task A_file_that_is_open_is_inherited_by_no_child()
    {
        var path = Path.Combine(Bucket, "open");
        await File.WriteAllTextAsync(path, "x", Cancellation);
        using var file = Posix.OpenToRead(path);
        using var child = Process.Start(new ProcessStartInfo("ls", ["-l", "/proc/self/fd"]) { RedirectStandardOutput = true }) ?? throw new InvalidOperationException("ls did not start.");

        Assert.DoesNotContain(path, await child.StandardOutput.ReadToEndAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_object_in_whose_place_somebody_puts_a_device_is_there_no_more()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root makes devices");
        using var s3 = Services.S3;
        await s3.PutObjectAsync(new() { BucketName = "plain", Key = "object", ContentBody = "x" }, Cancellation);
        File.Delete(Path.Combine(Bucket, "object"));
        using var made = Process.Start("mknod", [Path.Combine(Bucket, "object"), "c", "1", "5"]);
        await made.WaitForExitAsync(Cancellation);

        var refused = await Assert.ThrowsAnyAsync<Amazon.S3.AmazonS3Exception>(() => s3.GetObjectAsync("plain", "object", Cancellation));

        Assert.Equal("NoSuchKey", refused.ErrorCode);
    }

    [Fact]
    public async Task Links_and_pipes_do_not_become_objects_and_hold_nothing_up()
    {
        await Services.Objects.WatchAsync(Cancellation);
        Directory.CreateSymbolicLink(Path.Combine(Bucket, "folder"), _outside);
        File.CreateSymbolicLink(Path.Combine(Bucket, "file"), Path.Combine(_outside, "secret"));
        using var pipe = Process.Start("mkfifo", [Path.Combine(Bucket, "pipe")]);
        await pipe.WaitForExitAsync(Cancellation);
        await File.WriteAllTextAsync(Path.Combine(Bucket, "plain"), "x", Cancellation);
        using var s3 = Services.S3;

        List<string> keys;
        do
        {
            // What was there before the file is looked at before it.
            keys = [.. ((await s3.ListObjectsV2Async(new() { BucketName = "plain" }, Cancellation)).S3Objects ?? []).Select(found => found.Key)];
        }
        while (!keys.Contains("plain"));

        Assert.Equal(["plain"], keys);
    }

    private sealed class CountingLog : ILogger<S3Store>
    {
        public int Warnings { get; private set; }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Warnings += logLevel == LogLevel.Warning ? 1 : 0;
    }
}
