using BatchFunctions.Jobs;
using BatchFunctions.Waiting;

namespace BatchFunctions.Tests.Waiting;

/// <summary>One sentence for each cause, with the figures and what to do.</summary>
public sealed class WaitingReasonTests
{
    private static readonly EnvironmentFacts Fargate = new("fargate", "ENABLED", "VALID", null, 16, "FARGATE");

    private static readonly QueueFacts Free = new("default", "ENABLED", "VALID", null, 1, IsFairShare: false, Place: 0, UsedVcpus: 0) { Environments = [Fargate] };

    private static readonly WaitingFacts Job = new() { JobId = A.JobId, Status = JobStatus.Runnable, JobQueue = "default", Vcpus = 2, MemoryMiB = 2048, Queue = Free };

    private static readonly WaitingFacts Depending = Job with { Status = JobStatus.Pending, Queue = null };

    private static void Says(WaitingFacts facts, string cause, string sentence, string? nextStep)
    {
        var waiting = WaitingReason.Of(facts);

        Assert.Equal((cause, sentence, nextStep), (waiting?.Cause, waiting?.Sentence, waiting?.NextStep));
    }

    [Fact]
    public void A_job_that_waits_for_one_other_is_told_which_and_how_that_one_is() => Says(
        Depending with { Dependencies = [new("7c1e", "split", JobStatus.Runnable, null)] },
        "DEPENDENCY", "waits for job split (7c1e), which is RUNNABLE", "GET /jobs/7c1e/waiting says why that one waits.");

    [Fact]
    public void A_job_that_waits_for_several_is_told_how_many_are_left() => Says(
        Depending with { Dependencies = [new("1", "a", JobStatus.Succeeded, null), new("2", "b", JobStatus.Running, "N_TO_N"), new("3", "c", JobStatus.Pending, null)] },
        "DEPENDENCY", "waits for 2 of 3 jobs, among them b (2), which is RUNNING, each child for the child of its index", null);

    [Fact]
    public void A_job_whose_dependency_has_failed_is_told_so() => Says(
        Depending with { Dependencies = [new("2", "b", JobStatus.Failed, null)] },
        "DEPENDENCY_FAILED", "depends on job b (2), which has FAILED: it is about to fail, too", "Resubmit that job first, then this one.");

    [Fact]
    public void A_job_whose_dependency_is_forgotten_is_told_so() => Says(
        Depending with { Dependencies = [new("2", null, null, null)] },
        "DEPENDENCY", "depends on job 2, of which AWS Batch knows nothing any more", "Terminate it, and submit it without that dependency.");

    [Fact]
    public void A_cancelled_job_that_still_waits_is_told_when_it_ends() => Says(
        Depending with { IsCancelled = true, Dependencies = [new("2", "b", JobStatus.Running, null)] },
        "CANCELLING", "is cancelled, which AWS Batch carries out once 1 job that it depends on is over", "Terminate it instead to end it now.");

    [Fact]
    public void A_job_that_asks_more_than_any_environment_has_is_told_both_figures()
    {
        Says(Job with { Vcpus = 32 }, "NEVER_FITS", "cannot start: it asks 32 vCPU, and queue default has at most 16", "Ask for 16 vCPU or less, or raise maxvCpus.");
        Says(
            Job with { Vcpus = 32, Queue = Free with { Environments = [Fargate, Fargate with { Name = "spot", MaxVcpus = 24 }] } },
            "NEVER_FITS", "cannot start: it asks 32 vCPU, and queue default has at most 24 in one compute environment (fargate: at most 16, spot: at most 24)", "Ask for 24 vCPU or less, or raise maxvCpus.");
    }

    [Fact]
    public void A_job_that_no_instance_can_hold_is_told_what_it_asks_and_of_what() => Says(
        Job with { BlockedReason = "MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT - The job …" },
        "NEVER_FITS",
        "cannot start: it asks 2 vCPU, 2048 MiB, and on FARGATE queue default cannot give it (MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT - The job …)",
        "Change what it asks for, or the compute environment, then submit it again.");

    [Fact]
    public void A_job_for_which_AWS_has_no_instances_now_is_told_so() => Says(
        Job with { BlockedReason = "CAPACITY:INSUFFICIENT_INSTANCE_CAPACITY - …", Gpus = 1 },
        "NO_INSTANCES",
        "waits for instances that AWS has not to give now: it asks 2 vCPU, 2048 MiB, 1 GPU on FARGATE (CAPACITY:INSUFFICIENT_INSTANCE_CAPACITY)",
        "Add instance types, or subnets in other Availability Zones, to the compute environment.");

    [Fact]
    public void A_job_behind_one_that_cannot_start_is_told_which() => Says(
        Job with { BlockedBy = "5d2a", BlockedReason = "MISCONFIGURATION" },
        "BEHIND_BLOCKED_HEAD", "waits behind job 5d2a at the head of queue default, which cannot start: MISCONFIGURATION",
        "Cancel job 5d2a, or give it what it needs: everything behind it waits.");

    [Fact]
    public void Environments_that_take_no_jobs_are_named()
    {
        Says(
            Job with { Queue = Free with { Environments = [Fargate with { State = "DISABLED" }] } },
            "ENVIRONMENT_DISABLED", "waits until compute environment fargate of queue default, which is DISABLED, is ENABLED",
            "Enable it: PATCH /compute-environments/fargate with \"state\": \"ENABLED\".");
        Says(
            Job with { Queue = Free with { Environments = [Fargate with { Status = "INVALID", StatusReason = "no role" }] } },
            "ENVIRONMENT_INVALID", "cannot start: compute environment fargate is INVALID (no role)", "Correct the compute environment; jobs then go on.");
        Says(Job with { Queue = Free with { Environments = [] } }, "NO_ENVIRONMENT", "cannot start: queue default has no compute environment", "Give the queue a compute environment.");
        Says(Job with { Queue = Free with { Status = "INVALID", StatusReason = "gone" } }, "QUEUE_INVALID", "cannot start: queue default is INVALID (gone)", "Correct the queue; its jobs then go on.");
        Says(Job with { Queue = null }, "QUEUE_MISSING", "is in queue default, which AWS Batch does not know any more", "Terminate it, and submit it to a queue that there is.");
    }

    [Fact]
    public void One_environment_that_takes_jobs_is_enough() => Says(
        Job with { Vcpus = 4, Queue = Free with { UsedVcpus = 6, Environments = [Fargate with { State = "DISABLED" }, Fargate with { Name = "spot", MaxVcpus = 8 }] } },
        "CAPACITY",
        "is next, and waits for room: it asks 4 vCPU, 2048 MiB, and of the 8 vCPU of queue default 2 are free (fargate: DISABLED, spot: at most 8)",
        "It starts when jobs end, or when maxvCpus is raised.");

    [Fact]
    public void Room_that_is_there_on_paper_is_told_so() => Says(
        Job,
        "STARTING_CAPACITY", "is next: it asks 2 vCPU, 2048 MiB, and of the 16 vCPU of queue default 16 are free; what is to run it is not up yet, or has not as much free",
        "If it stays so, look at the instances of the compute environment; on one machine, at --max-vcpus.");

    [Fact]
    public void One_that_only_waits_its_turn_is_told_its_place()
    {
        Says(Job with { Queue = Free with { Place = 1, UsedVcpus = 15.5m } }, "TURN", "waits its turn: 1 job is before it in queue default, whose jobs hold 15.5 of 16 vCPU", null);
        Says(Job with { Queue = Free with { Place = null, UsedVcpus = null } }, "TURN", "waits its turn: 100 jobs or more are before it in queue default", null);
        Says(Job with { EndedAttempts = 1, Queue = Free with { Place = 12 } }, "TURN", "waits for its attempt 2; it waits its turn: 12 jobs are before it in queue default, whose jobs hold 0 of 16 vCPU", null);
    }

    [Fact]
    public void Fair_share_and_the_priority_of_queues_are_told()
    {
        Says(
            Job with { ShareIdentifier = "blue", Queue = Free with { IsFairShare = true, Place = 3 } },
            "FAIR_SHARE", "waits its turn by fair share: 3 jobs are before it in queue default, and its share is blue", "A share that has used less goes first; a weight in the scheduling policy changes that.");
        Says(
            Job with { Queue = Free with { Before = [("urgent", 10)] } },
            "QUEUE_PRIORITY", "waits for jobs of queue urgent: its priority of 10 is above the 1 of queue default, and they share a compute environment",
            "Submit it to that queue, or raise the priority of its own.");
    }

    [Fact]
    public void Consumable_resources_are_told_with_their_counts()
    {
        Says(Job with { Consumables = [new("licence", 2, null, null)] }, "CONSUMABLE_MISSING", "cannot start: it needs 2 of the consumable resource licence, which does not exist", "Create the consumable resource licence.");
        Says(Job with { Consumables = [new("licence", 9, 3, 3)] }, "CONSUMABLE_TOO_SMALL", "cannot start: it needs 9 of the consumable resource licence, of which there are 3", "Raise its total to 9 or more, or ask for less.");
        Says(Job with { Consumables = [new("licence", 2, 1, 3)] }, "CONSUMABLE_IN_USE", "waits for the consumable resource licence: it needs 2, and 1 of 3 are free", "It starts when other jobs give theirs back.");
    }

    [Fact]
    public void A_job_that_is_being_started_is_told_what_is_done() => Says(
        Job with { Status = JobStatus.Starting, Image = "busybox:1.37" }, "STARTING", "has its place, and the image busybox:1.37 is being pulled, or its container made", null);

    [Fact]
    public void A_failed_job_that_is_tried_again_is_told_when()
    {
        var failed = Job with { Status = JobStatus.Failed, Queue = null };

        Says(failed with { Decision = "PENDING" }, "DECISION", "has failed, and the failure rules have not decided yet whether it is tried again", null);
        Says(
            failed with { Decision = "RESUBMITTED", NextTryAt = new(2026, 3, 1, 12, 5, 0, TimeSpan.Zero) },
            "RETRY_DELAY", "has failed, and is tried again at 2026-03-01 12:05:00 UTC, as the failure rules say", $"POST /jobs/{A.JobId}/resubmit tries it now.");
        Assert.Null(WaitingReason.Of(failed with { Decision = "GIVEN_UP" }));
        Assert.Null(WaitingReason.Of(failed with { Decision = "RESUBMITTED", ResubmittedAs = "8f" }));
    }

    [Fact]
    public void Jobs_that_were_not_submitted_yet_are_counted()
    {
        var queued = Job with { Status = JobStatus.Submitted, Queue = null };

        Says(
            queued with { Unsubmitted = new("5b", "QUEUED", 1, 1) },
            "PACED", "is accepted, and AWS Batch has not taken it yet: what it throttles is tried again after pauses of up to a minute", "GET /submissions/5b tells once it has an id.");
        Says(
            queued with { Unsubmitted = new("5b", "QUEUED", 120, 300) },
            "PACED",
            "is a submission of which 120 of 300 jobs are not submitted yet: they go at a pace, since AWS Batch takes 50 a second, and what it throttles is tried again",
            "GET /submissions/5b tells how far it has come; the parameter SubmissionsPerSecond sets the pace.");
        Assert.Null(WaitingReason.Of(queued with { Unsubmitted = new("5b", "FINISHED", 0, 300) }));
        Says(queued, "SUBMITTED", "has just been submitted; AWS Batch has not looked yet at what it depends on", null);
    }

    [Fact]
    public void An_array_waits_where_its_children_do()
    {
        var array = Job with { Status = JobStatus.Pending, Queue = Free with { Place = 2 } };

        Says(
            array with { Children = new Dictionary<JobStatus, int> { [JobStatus.Runnable] = 5, [JobStatus.Running] = 1 } },
            "TURN", "is an array of which 5 children are RUNNABLE; the first of them waits its turn: 2 jobs are before it in queue default, whose jobs hold 0 of 16 vCPU", null);
        Says(
            array with { Queue = null, Children = new Dictionary<JobStatus, int> { [JobStatus.Pending] = 1, [JobStatus.Succeeded] = 3 } },
            "DEPENDENCY", "is an array of which 1 child waits for other jobs, or for the child before", $"GET /jobs/{A.JobId}:0/waiting says why child 0 waits.");
        Assert.Null(WaitingReason.Of(array with { Children = new Dictionary<JobStatus, int> { [JobStatus.Running] = 5 } }));
    }

    [Fact]
    public void A_queue_that_is_DISABLED_still_serves_what_is_in_it() => Says(
        Job with { Queue = Free with { State = "DISABLED", Place = 1 } },
        "TURN", "waits its turn: 1 job is before it in queue default, whose jobs hold 0 of 16 vCPU", "Queue default is DISABLED: it takes no new jobs, and those in it go on.");

    [Fact]
    public void Figures_that_nobody_tells_are_not_made_up()
    {
        Says(
            Job with { Queue = Free with { UsedVcpus = null } },
            "STARTING_CAPACITY", "is next: it asks 2 vCPU, 2048 MiB, and AWS Batch does not tell what is free (fargate: at most 16)",
            "If it stays so, look at the instances of the compute environment; on one machine, at --max-vcpus.");
        Says(
            Job with { Queue = Free with { Environments = [Fargate with { MaxVcpus = null }] } },
            "STARTING_CAPACITY", "is next: it asks 2 vCPU, 2048 MiB; queue default has no limit of vCPU, and what is to run it is not up yet, or has not as much free",
            "If it stays so, look at the instances of the compute environment; on one machine, at --max-vcpus.");
        Assert.Equal(
            ["Its place: AWS Batch tells the first 100 jobs of a queue only.", "How many vCPUs are in use: AWS Batch did not tell.", "How much memory is free on each instance: AWS Batch does not tell."],
            (Job with { Queue = Free with { Place = null, UsedVcpus = null } }).NotKnown);
        Assert.Equal(
            ["How many vCPUs of each compute environment are in use: AWS Batch tells it of the queue only.", "How much memory is free on each instance: AWS Batch does not tell."],
            (Job with { Queue = Free with { Environments = [Fargate, Fargate with { Name = "spot" }] } }).NotKnown);
    }

    [Theory]
    [InlineData("Running")]
    [InlineData("Succeeded")]
    public void A_job_that_runs_or_is_over_waits_for_nothing(string status) =>
        Assert.Null(WaitingReason.Of(Job with { Status = Enum.Parse<JobStatus>(status) }));
}
