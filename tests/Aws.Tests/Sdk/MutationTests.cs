using System.Text;
using System.Text.Json;
using Amazon.Batch.Internal;
using AWSSDK.ServiceRuntime.Json;

namespace Aws.Tests.Sdk;

/// <summary>Whatever comes over the wire: a request, findings, or "not JSON", and nothing else.</summary>
public sealed class MutationTests
{
    private const int Mutations = 300;

    // What most often stands where it should not.
    private static readonly string[] Fragments = ["null", "{}", "[]", "\"\"", "0", "-1", "1e400", "true", ",", ":", "{", "}", "[", "]", "\"", "\\", "\\ud800"];

    [Theory]
    [MemberData(nameof(Golden.Operations), MemberType = typeof(Golden))]
    public void A_damaged_request_is_refused_or_read_but_never_breaks_the_reader(string operation)
    {
        var golden = Golden.Read(operation);
        var match = BatchModel.Operations.Find(golden.RequestLine.Split(' ')[0], golden.RequestLine.Split(' ')[1]);
        Assert.NotNull(match);
        var body = Encoding.UTF8.GetBytes(golden.RequestBody ?? "{}");

        for (var seed = 0; seed < Mutations; seed++)
        {
            var damaged = Damage(body, new Random(seed));
            var problem = Record.Exception(() =>
            {
                var findings = new Findings();
                match.Operation.Check(match.Operation.ReadRequest(damaged, match.Uri, findings), findings);
            });

            Assert.True(problem is null or JsonException, $"Seed {seed}, body {Encoding.UTF8.GetString(damaged)}: {problem}");
        }
    }

    private static byte[] Damage(byte[] body, Random random)
    {
        var at = random.Next(body.Length);

        return random.Next(4) switch
        {
            0 => body[..at],
            1 => [.. body[..at], (byte)random.Next(256), .. body[(at + 1)..]],
            2 => [.. body[..at], .. Encoding.UTF8.GetBytes(Fragments[random.Next(Fragments.Length)]), .. body[at..]],
            _ => [.. body[..at], .. body[Math.Min(body.Length, at + random.Next(1, 20))..]],
        };
    }
}
