using System.Text;
using LocalBatch.Api.Model;
using LocalBatch.Books;
using LocalBatch.Execution;
using LocalBatch.Jobs;
using LocalBatch.Journal;
using LocalBatch.Operations;
using LocalBatch.Wire;

namespace Bench.Engine;

/// <summary>The state of an engine and its turns, without loop, disk and executor.</summary>
internal sealed class EngineModel
{
    private const int AtOnce = 32;

    private readonly EngineState _state = new(new() { NewId = Guid.NewGuid, MachineMilliVcpus = AtOnce * 1000 }) { Now = 1_772_366_400_000 };
    private readonly SubmitJobRequest _job = new() { JobName = "one", JobQueue = "q", JobDefinition = "job" };
    private readonly Queue<Guid> _running = [];

    /// <param name="waiting">RUNNABLE jobs behind those that run.</param>
    public EngineModel(int waiting)
    {
        Call("createcomputeenvironment", """
            {"computeEnvironmentName": "ce", "type": "MANAGED", "computeResources": {"type": "EC2", "minvCpus": 0, "maxvCpus": 256,
             "instanceTypes": ["optimal"], "instanceRole": "ecsInstanceRole", "subnets": ["subnet-1"], "securityGroupIds": ["sg-1"]}}
            """);
        Advance();
        Call("createjobqueue", """{"jobQueueName": "q", "priority": 1, "computeEnvironmentOrder": [{"order": 1, "computeEnvironment": "ce"}]}""");
        Advance();
        Call("registerjobdefinition", """
            {"jobDefinitionName": "job", "type": "container", "containerProperties": {"image": "busybox", "command": ["true"],
             "resourceRequirements": [{"type": "VCPU", "value": "1"}, {"type": "MEMORY", "value": "128"}]}}
            """);
        for (var job = 0; job < waiting + AtOnce; job++)
        {
            Submit();
            if (job % 1000 == 0)
            {
                Advance();
            }
        }

        Advance();
    }

    /// <summary>The oldest job ends, another is submitted, the next is placed.</summary>
    /// <returns>How many were placed: one.</returns>
    public int Turn()
    {
        AttemptRules.Ended(_state.Jobs, _running.Dequeue(), new AttemptEvent.Exited(0, null));
        Submit();

        return Advance();
    }

    /// <summary>A turn that changes one job, as it goes to the journal.</summary>
    public JournalWrites EncodeTurn(JournalEncoder encoder, int submissions)
    {
        for (var job = 0; job < submissions; job++)
        {
            Submit();
        }

        LocalBatch.Engine.Turn.Run(_state);
        var writes = encoder.Encode(_state);
        _state.ClearChanges();

        return writes;
    }

    private void Submit() => SubmitJob.Run(_job, _state);

    private int Advance()
    {
        _state.Now++;
        LocalBatch.Engine.Turn.Run(_state);
        var starts = _state.Jobs.Changes.Starts;
        foreach (var attempt in starts.Select(job => job.Current).OfType<RunningAttempt>())
        {
            AttemptRules.Started(_state.Jobs, attempt.TaskId);
            _running.Enqueue(attempt.TaskId);
        }

        var placed = starts.Count;
        _state.ClearChanges();

        return placed;
    }

    private void Call(string operation, string body) =>
        OperationSwitch.Run(RequestReader.Read(new("POST", $"/v1/{operation}", Encoding.UTF8.GetBytes(body))).Request, _state);
}
