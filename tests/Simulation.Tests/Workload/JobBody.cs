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

        return $$"""{"jobName":"{{name}}","jobQueue":"{{disorder.Of(["default", "spot"])}}","jobDefinition":"{{definition}}","containerOverrides":{"command":["{{command}}"]}{{more}}}""";
    }

    public static string Rules(Disorder disorder) => disorder.Of(
    [
        """[{"action":"giveUp"}]""",
        """[{"causes":["OutOfMemory"],"action":"resubmit","memoryFactor":2,"maxResubmissions":3},{"exitCodes":[75],"action":"resubmit","delaySeconds":5,"maxResubmissions":2},{"action":"giveUp"}]""",
        """[{"action":"resubmit","maxResubmissions":1}]""",
        """[{"causes":["Timeout","ApplicationError"],"action":"resubmit","jobQueue":"spot","maxResubmissions":2},{"action":"notify"}]""",
    ]);
}
