using System.Globalization;
using Simulation.Tests.Kernel;

namespace Simulation.Tests.Workload;

/// <summary>Bodies of POST /jobs.</summary>
internal static class JobBody
{
    public static string Draw(string name, Disorder disorder)
    {
        var command = disorder.Of(Commands.All);
        var definition = disorder.Chance(0.05) ? "nothing" : "job";
        var more = command == "hang" ? ""","timeout":{"attemptDurationSeconds":60}""" : "";
        more += disorder.Chance(0.3) ? string.Create(CultureInfo.InvariantCulture, $",\"retryStrategy\":{{\"attempts\":{1 + disorder.Below(3)}}}") : "";
        more += disorder.Chance(0.2) ? string.Create(CultureInfo.InvariantCulture, $",\"arrayProperties\":{{\"size\":{2 + disorder.Below(4)}}}") : "";
        more += disorder.Chance(0.5) ? $",\"onFailure\":{Rules(disorder)}" : "";

        var queue = disorder.Of(["default", "spot", "fair"]);
        more += queue == "fair" ? string.Create(CultureInfo.InvariantCulture, $",\"shareIdentifier\":\"{disorder.Of(["a", "team1", "team2", "b"])}\",\"schedulingPriorityOverride\":{disorder.Below(3)}") : "";
        more += disorder.Chance(0.3) ? $",\"consumableResourcePropertiesOverride\":{Needs(disorder)}" : "";

        return $$"""{"jobName":"{{name}}","jobQueue":"{{queue}}","jobDefinition":"{{definition}}","containerOverrides":{"command":["{{command}}"]}{{more}}}""";
    }

    /// <summary>Never more seats than there are: such a job would wait for ever.</summary>
    public static string Needs(Disorder disorder) => disorder.Of(
    [
        """{"consumableResourceList":[{"consumableResource":"seats","quantity":1}]}""",
        """{"consumableResourceList":[{"consumableResource":"seats","quantity":3}]}""",
        """{"consumableResourceList":[{"consumableResource":"tickets","quantity":2},{"consumableResource":"seats","quantity":2}]}""",
    ]);

    public static string Rules(Disorder disorder) => disorder.Of(
    [
        """[{"action":"giveUp"}]""",
        """[{"causes":["OutOfMemory"],"action":"resubmit","memoryFactor":2,"maxResubmissions":3},{"exitCodes":[75],"action":"resubmit","delaySeconds":5,"maxResubmissions":2},{"action":"giveUp"}]""",
        """[{"action":"resubmit","maxResubmissions":1}]""",
        """[{"causes":["Timeout","ApplicationError"],"action":"resubmit","jobQueue":"spot","maxResubmissions":2},{"action":"notify"}]""",
    ]);
}
