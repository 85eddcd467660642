using System.Buffers;
using System.Text;
using System.Text.Json;
using AWSSDK.ServiceRuntime.Json;
using BenchmarkDotNet.Attributes;
using LocalBatch.Api.Internal;
using LocalBatch.Api.Model;

namespace Bench.HotPaths;

/// <summary>A submission with overrides, tags and dependencies: the generated readers and writers beside System.Text.Json's own.</summary>
public class JsonBenchmarks
{
    private static readonly byte[] Body = Encoding.UTF8.GetBytes(
        """
        {"jobName":"render-17","jobQueue":"arn:aws:batch:us-east-1:123456789012:job-queue/default","jobDefinition":"render:3",
         "arrayProperties":{"size":100},"dependsOn":[{"jobId":"4c7599ae-0a82-49aa-ba5a-4727fcce14a8","type":"N_TO_N"}],
         "parameters":{"scene":"s3://films/scenes/17.blend","quality":"high"},
         "containerOverrides":{"command":["render","--frame","Ref::scene"],"environment":[{"name":"THREADS","value":"4"},{"name":"CACHE","value":"/tmp/cache"}],
          "resourceRequirements":[{"type":"VCPU","value":"4"},{"type":"MEMORY","value":"8192"}]},
         "retryStrategy":{"attempts":3,"evaluateOnExit":[{"onStatusReason":"Host EC2*","action":"RETRY"},{"onReason":"*","action":"EXIT"}]},
         "timeout":{"attemptDurationSeconds":3600},"propagateTags":true,"tags":{"team":"films","cost-centre":"42"}}
        """);

    private readonly ArrayBufferWriter<byte> _buffer = new(4096);
    private readonly SubmitJobRequest _ours = ShapeReader.ReadAll(Body, SubmitJobRequestJson.Read);
    private readonly PeerSubmission _peers = JsonSerializer.Deserialize(Body, PeerJson.Default.PeerSubmission) ?? new();
    private readonly Utf8JsonWriter _writer;

    /// <summary>One writer for all, as a server keeps it.</summary>
    public JsonBenchmarks() => _writer = new(_buffer);

    /// <summary>Generated from the Batch model.</summary>
    [Benchmark(Description = "read SubmitJob")]
    public object Read() => ShapeReader.ReadAll(Body, SubmitJobRequestJson.Read);

    /// <summary>Source-generated System.Text.Json on classes of the same shape.</summary>
    [Benchmark(Description = "read SubmitJob: System.Text.Json, source-generated")]
    public object? ReadPeer() => JsonSerializer.Deserialize(Body, PeerJson.Default.PeerSubmission);

    /// <summary>Generated from the Batch model.</summary>
    [Benchmark(Description = "write SubmitJob")]
    public int Write()
    {
        Restart();
        SubmitJobRequestJson.Write(_writer, _ours);
        _writer.Flush();

        return _buffer.WrittenCount;
    }

    /// <summary>Source-generated System.Text.Json on classes of the same shape.</summary>
    [Benchmark(Description = "write SubmitJob: System.Text.Json, source-generated")]
    public int WritePeer()
    {
        Restart();
        JsonSerializer.Serialize(_writer, _peers, PeerJson.Default.PeerSubmission);
        _writer.Flush();

        return _buffer.WrittenCount;
    }

    private void Restart()
    {
        _buffer.ResetWrittenCount();
        _writer.Reset(_buffer);
    }
}
