using System.Globalization;
using System.Text;
using Amazon.Lambda.S3Events;
using BatchFunctions.Submissions;
using Simulation.Tests.Functions;
using Simulation.Tests.Kernel;

namespace Simulation.Tests.Cloud;

/// <summary>A bucket with versions that tells Lambda of new objects: at least once, and three tries for each notification.</summary>
internal sealed class SimulatedBucket(World world)
{
    public const string Name = "inbox-bucket";

    private const int Tries = 3;

    private readonly Dictionary<(string Key, string Version), string> _objects = [];

    /// <summary>What takes the notifications.</summary>
    public Func<S3Event, Task<InvocationEnd<bool>>>? Target { get; set; }

    /// <summary>Results by key.</summary>
    public Dictionary<string, string> Results { get; } = [];

    /// <summary>Notifications on their way.</summary>
    public int Pending { get; private set; }

    /// <summary>Notifications that failed three times.</summary>
    public List<S3Event> DeadLetters { get; } = [];

    public void Put(string key, string version, string content)
    {
        _objects[(key, version)] = content;
        for (var copies = world.Disorder.Chance(world.Disorder.Faults.Doubled) ? 2 : 1; copies > 0; copies--)
        {
            world.Start(() => NotifyAsync(Event(key, version), world.Disorder.Between(0.1, 5)));
        }
    }

    public void Redrive()
    {
        foreach (var letter in DeadLetters)
        {
            world.Start(() => NotifyAsync(letter, TimeSpan.Zero));
        }

        DeadLetters.Clear();
    }

    public IManifestFiles Through(Gate gate) => new Port(this, gate);

    private async Task NotifyAsync(S3Event happening, TimeSpan delay)
    {
        Pending++;
        await world.PauseAsync(delay);
        if (!await TakenAsync(happening))
        {
            world.Trace.Add("a notification of S3 failed three times");
            DeadLetters.Add(happening);
        }

        Pending--;
    }

    private async Task<bool> TakenAsync(S3Event happening)
    {
        for (var tries = 0; tries < Tries; tries++)
        {
            // AWS: one minute before the second try, two before the third (Lambda, asynchronous invocation).
            await world.PauseAsync(TimeSpan.FromMinutes(tries));
            if (Target is { } target && await target(happening) is InvocationEnd<bool>.Answered)
            {
                return true;
            }
        }

        return false;
    }

    private static S3Event Event(string key, string version) => new()
    {
        Records =
        [
            new()
            {
                S3 = new()
                {
                    Bucket = new() { Name = Name },
                    Object = new() { Key = key, VersionId = version, ETag = version, Sequencer = version },
                },
            },
        ],
    };

    private sealed class Port(SimulatedBucket bucket, Gate gate) : IManifestFiles
    {
        public Task<ReadOnlyMemory<byte>?> ReadAsync(ManifestFile file, int mostBytes, CancellationToken cancellation) =>
            gate.CallAsync(
                $"reads {file.Key}",
                () => Task.FromResult(bucket._objects.TryGetValue((file.Key, file.Version), out var text) ? (ReadOnlyMemory<byte>?)Encoding.UTF8.GetBytes(text) : null),
                content => string.Create(CultureInfo.InvariantCulture, $"{content?.Length} bytes"));

        public Task WriteResultAsync(string bucketName, string key, string json, CancellationToken cancellation) =>
            gate.CallAsync($"writes {key}: {json}", () =>
            {
                bucket.Results[key] = json;

                return Task.CompletedTask;
            });
    }
}
