using System.Text.RegularExpressions;

namespace LocalCloud.Template;

/// <summary>What names the services take. Here some of them become folders, parts of ARNs and parts of JSON, too.</summary>
internal static partial class NameRules
{
    /// <summary>Whether one name can be that of one resource of a type only.</summary>
    public static bool AreUnique(string type) => type is "AWS::S3::Bucket" or "AWS::SQS::Queue" or "AWS::DynamoDB::Table" or "AWS::Serverless::Function" or "AWS::Lambda::Function"
        or "AWS::Events::EventBus" or "AWS::Events::Rule" or "AWS::Scheduler::Schedule" or "AWS::IAM::Role" or "AWS::IAM::InstanceProfile";

    /// <summary>What is wrong with a name that a template gives; <c>null</c> for nothing, and for types that check their names themselves.</summary>
    public static string? Fault(string type, string name) => type switch
    {
        // AWS: bucketnamingrules.
        "AWS::S3::Bucket" when !Bucket().IsMatch(name) || name.Contains("..", StringComparison.Ordinal) =>
            "3 to 63 lower-case letters, digits, hyphens and dots, not two dots side by side, and begin and end with a letter or digit",
        // AWS: API_CreateQueue.
        "AWS::SQS::Queue" when !Queue().IsMatch(name) => "1 to 80 letters, digits, hyphens and underscores",
        // AWS: API_CreateTable.
        "AWS::DynamoDB::Table" when !Table().IsMatch(name) => "3 to 255 letters, digits, underscores, hyphens and dots",
        // AWS: API_CreateFunction.
        "AWS::Serverless::Function" or "AWS::Lambda::Function" when !Function().IsMatch(name) => "1 to 64 letters, digits, hyphens and underscores",
        // AWS: API_CreateEventBus, API_PutRule, API_CreateSchedule.
        "AWS::Events::EventBus" when !Bus().IsMatch(name) => "1 to 256 letters, digits, dots, hyphens, underscores and slashes",
        "AWS::Events::Rule" or "AWS::Scheduler::Schedule" when !Rule().IsMatch(name) => "1 to 64 letters, digits, dots, hyphens and underscores",
        // AWS: API_CreateRole, API_CreateInstanceProfile.
        "AWS::IAM::Role" when !Role().IsMatch(name) => "1 to 64 letters, digits and the characters _+=,.@-",
        "AWS::IAM::InstanceProfile" when !Profile().IsMatch(name) => "1 to 128 letters, digits and the characters _+=,.@-",
        _ => null,
    };

    [GeneratedRegex(@"^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\z", RegexOptions.CultureInvariant)]
    private static partial Regex Bucket();

    [GeneratedRegex(@"^[A-Za-z0-9_-]{1,80}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Queue();

    [GeneratedRegex(@"^[A-Za-z0-9_.-]{3,255}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Table();

    [GeneratedRegex(@"^[A-Za-z0-9_-]{1,64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Function();

    [GeneratedRegex(@"^[A-Za-z0-9._/-]{1,256}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Bus();

    [GeneratedRegex(@"^[A-Za-z0-9._-]{1,64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Rule();

    [GeneratedRegex(@"^[\w+=,.@-]{1,64}\z", RegexOptions.ECMAScript)]
    private static partial Regex Role();

    [GeneratedRegex(@"^[\w+=,.@-]{1,128}\z", RegexOptions.ECMAScript)]
    private static partial Regex Profile();
}
